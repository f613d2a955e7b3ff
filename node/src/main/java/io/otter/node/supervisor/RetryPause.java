package io.otter.node.supervisor;

import java.util.concurrent.ThreadLocalRandom;

/** The pause before the next attempt: doubles each time, with jitter of up to half. Not thread-safe. */
final class RetryPause {
    private static final long FIRST_MILLIS = 500;
    private static final long LONGEST_MILLIS = 30_000;

    private long millis = FIRST_MILLIS;

    long nextMillis() {
        long next = millis / 2 + ThreadLocalRandom.current().nextLong(millis);
        millis = Math.min(2 * millis, LONGEST_MILLIS);
        return next;
    }

    void reset() {
        millis = FIRST_MILLIS;
    }
}
