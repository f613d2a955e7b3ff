package io.otter.benchmark.measure;

import java.util.Arrays;

/** Milliseconds from the return of a commit until another connection sees the row at the target. */
public record Latency(double p50, double p95, double p99) {
    /** @param nanos of each row, at least one; gets sorted */
    static Latency of(long[] nanos) {
        Arrays.sort(nanos);
        return new Latency(millis(nanos, 0.5), millis(nanos, 0.95), millis(nanos, 0.99));
    }

    private static double millis(long[] sorted, double share) {
        return sorted[(int) Math.ceil(sorted.length * share) - 1] / 1e6;
    }
}
