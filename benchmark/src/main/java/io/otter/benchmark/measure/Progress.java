package io.otter.benchmark.measure;

import java.util.ArrayList;
import java.util.List;

/** Samples of how many row operations a server had done. Single-threaded. */
final class Progress {
    private final List<Sample> samples = new ArrayList<>();

    private record Sample(long nanos, long operations) {}

    /** Call in chronological order. */
    void add(long nanos, long operations) {
        samples.add(new Sample(nanos, operations));
    }

    /** Since the first sample. */
    long operations() {
        return samples.get(samples.size() - 1).operations - samples.get(0).operations;
    }

    /** Operations per second between 10 % and 90 % of the total. */
    double steady() {
        long first = samples.get(0).operations;
        long all = operations();
        return 0.8 * all / ((nanosAt(first + 0.9 * all) - nanosAt(first + 0.1 * all)) / 1e9);
    }

    private double nanosAt(double operations) {
        for (int i = 1; i < samples.size(); i++) {
            Sample before = samples.get(i - 1);
            Sample after = samples.get(i);
            if (after.operations >= operations && after.operations > before.operations) {
                double share = (operations - before.operations) / (after.operations - before.operations);
                return before.nanos + share * (after.nanos - before.nanos);
            }
        }
        return samples.get(samples.size() - 1).nanos;
    }
}
