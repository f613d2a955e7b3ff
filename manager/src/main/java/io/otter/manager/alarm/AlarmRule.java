package io.otter.manager.alarm;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When to raise an alarm about a pipeline.
 *
 * @param id 0 if not stored yet
 * @param threshold seconds, rows, or comma-separated words, depending on the kind's unit
 * @param windows times of day in the manager's time zone; empty for the whole day
 * @param intervalSeconds how often to repeat it while active
 * @param receiver key of the receivers, empty for the default
 * @param autoRecovery whether to start the channel again while this alarm is active, see {@link AutoRecovery}
 */
public record AlarmRule(
        long id,
        long pipelineId,
        AlarmKind kind,
        String threshold,
        List<AlarmWindow> windows,
        int intervalSeconds,
        String receiver,
        String description,
        boolean enabled,
        boolean autoRecovery) {
    public AlarmRule {
        windows = List.copyOf(windows);
    }

    /** Column MATCH_VALUE is {@code threshold} or {@code threshold@HH:mm-HH:mm,HH:mm-HH:mm}. */
    String matchValue() {
        return windows.isEmpty()
                ? threshold
                : threshold + "@" + windows.stream().map(AlarmWindow::toString).collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException naming the part that is not a window */
    static List<AlarmWindow> windows(String text) {
        List<AlarmWindow> windows = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                windows.add(AlarmWindow.parse(part));
            }
        }
        return windows;
    }

    boolean appliesAt(LocalTime time) {
        return windows.isEmpty() || windows.stream().anyMatch(window -> window.contains(time));
    }

    /** The threshold in seconds or rows; only for numeric thresholds. */
    long number() {
        return Long.parseLong(threshold);
    }

    /** Whether the text contains one of the words. */
    boolean matches(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Stream.of(threshold.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .anyMatch(word -> !word.isEmpty() && lower.contains(word));
    }

    AlarmRule of(long pipeline) {
        return new AlarmRule(
                id, pipeline, kind, threshold, windows, intervalSeconds, receiver, description, enabled, autoRecovery);
    }
}
