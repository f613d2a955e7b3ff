package io.otter.manager.alarm;

import java.time.Instant;

/**
 * A notice about one alarm.
 *
 * @param alarm its id; 0 in a test message
 * @param since when it was raised
 * @param message what is or was wrong
 * @param receiver key of the receivers, empty for the default
 */
record Notice(
        long alarm,
        State state,
        AlarmKind kind,
        String channel,
        String pipeline,
        Instant since,
        String message,
        String description,
        String receiver) {
    enum State {
        RAISED,
        /** Sent before, and still active. */
        REPEATED,
        RECOVERED
    }

    /** One line of text. */
    String line() {
        return switch (state) {
                    case RAISED -> "RAISED     ";
                    case REPEATED -> "STILL      ";
                    case RECOVERED -> "RECOVERED  ";
                }
                + channel + " / " + pipeline + "  " + kind + " since " + since + ": " + message
                + (description.isEmpty() ? "" : " (" + description + ")");
    }
}
