package io.otter.node.extract;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of {@code retl_buffer} that are not for this pipeline, or not usable. A resync of another pipeline's table has as many
 * of them as that table has rows, so each table and reason is told once, and then once more with the number. One thread at a
 * time.
 */
final class SkippedEntries implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SkippedEntries.class);

    /** A resync that pauses for so long is another one. */
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private static final int MOST_KINDS = 1_000;

    private final String pipeline;
    private final LongSupplier nanoTime;
    private final Map<String, Skipped> kinds = new LinkedHashMap<>();

    private static final class Skipped {
        private long rows;
        private long lastNanos;
    }

    /** @param nanoTime a source like {@link System#nanoTime()} */
    SkippedEntries(String pipeline, LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.nanoTime = nanoTime;
    }

    void add(FreeDoorEntry entry, String reason) {
        Skipped known = kinds.get(reason);
        if (known == null) {
            if (kinds.size() >= MOST_KINDS) {
                close();
            }
            known = new Skipped();
            kinds.put(reason, known);
            log.warn("pipeline {}: row {} of retl.retl_buffer was skipped: {}", pipeline, entry.id(), reason);
        }
        known.rows++;
        known.lastNanos = nanoTime.getAsLong();
    }

    /** Tells the number of those that have not come for a while. */
    void tell() {
        if (kinds.isEmpty()) {
            return;
        }
        long now = nanoTime.getAsLong();
        kinds.entrySet().removeIf(kind -> {
            boolean over = now - kind.getValue().lastNanos > PAUSE_NANOS;
            if (over) {
                tell(kind.getKey(), kind.getValue());
            }
            return over;
        });
    }

    /** Tells the number of all. */
    @Override
    public void close() {
        kinds.forEach(this::tell);
        kinds.clear();
    }

    private void tell(String reason, Skipped skipped) {
        if (skipped.rows > 1) {
            log.warn("pipeline {}: {} rows of retl.retl_buffer were skipped: {}", pipeline, skipped.rows, reason);
        }
    }
}
