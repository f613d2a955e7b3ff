package io.otter.manager.alarm;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;

/** A time of day interval, to the minute; if the end is before the start, it spans midnight. */
record AlarmWindow(LocalTime from, LocalTime to) {
    /** @throws IllegalArgumentException unless the text is like {@code 08:00-20:00} */
    static AlarmWindow parse(String text) {
        String[] ends = text.strip().split("-", -1);
        try {
            if (ends.length == 2) {
                return new AlarmWindow(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()));
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text, e);
        }
        throw new IllegalArgumentException(text);
    }

    boolean contains(LocalTime time) {
        boolean begun = !time.isBefore(from);
        boolean open = time.isBefore(to.plusMinutes(1)) || to.equals(LocalTime.of(23, 59));
        return from.isAfter(to) ? begun || open : begun && open;
    }

    @Override
    public String toString() {
        return from + "-" + to;
    }
}
