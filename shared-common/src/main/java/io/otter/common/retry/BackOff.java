package io.otter.common.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before each next try: about twice as long each time, until success begins it anew. Each pause is a random
 * time between half of its figure and all of it, so that those who failed together do not come back together, and none is
 * longer than the limit. Not thread-safe: whoever tries owns one.
 */
public final class BackOff {
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration figure;

    /**
     * @param first the figure of the first pause, more than nothing
     * @param longest what the figure never exceeds, at least {@code first}
     */
    public BackOff(Duration first, Duration longest, RandomGenerator random) {
        if (first.isZero() || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses from " + first + " to " + longest);
        }
        this.first = first;
        this.longest = longest;
        this.random = random;
        figure = first;
    }

    /** The pause after one more failure. */
    public Duration next() {
        long half = figure.toNanos() / 2;
        Duration pause = Duration.ofNanos(half + (long) (half * random.nextDouble()));
        Duration doubled = figure.multipliedBy(2);
        figure = doubled.compareTo(longest) < 0 ? doubled : longest;
        return pause;
    }

    /** After success: the next pause is a first one. */
    public void reset() {
        figure = first;
    }
}
