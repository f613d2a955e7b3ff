package io.otter.node.deadletter;

import io.otter.node.conflict.RowImage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Rows about which there was a conflict of late; the other side is told of every change of theirs. Bounded. Thread-safe. */
final class Disputes {
    static final int MOST_ROWS = 100_000;
    private static final Duration LENGTH = Duration.ofHours(1);

    private final InstantSource clock;
    /** When they end, by the row's hash. */
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    private final Set<String> tables = ConcurrentHashMap.newKeySet();

    Disputes(InstantSource clock) {
        this.clock = clock;
    }

    /** @param table its full name @param rowKey as {@link RowImage} writes it */
    void begin(String table, String rowKey) {
        if (ends.size() < MOST_ROWS) {
            ends.put(RowImage.hash(table, rowKey), clock.millis() + LENGTH.toMillis());
            tables.add(table);
        }
    }

    boolean isAbout(String table, String rowKey) {
        Long end = ends.get(RowImage.hash(table, rowKey));
        return end != null && end > clock.millis();
    }

    boolean areAbout(String table) {
        return tables.contains(table);
    }

    /** Since when conflicts may have begun disputes that last. */
    long sinceMillis() {
        return clock.millis() - LENGTH.toMillis();
    }

    void forgetEnded() {
        long now = clock.millis();
        ends.values().removeIf(end -> end < now);
    }
}
