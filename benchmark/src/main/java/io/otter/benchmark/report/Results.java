package io.otter.benchmark.report;

import io.otter.benchmark.measure.Latency;
import io.otter.benchmark.measure.Throughput;
import io.otter.benchmark.work.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** All runs by work and peer, and their medians. Single-threaded. */
public final class Results {
    private final Map<Key, List<Throughput>> throughputs = new HashMap<>();
    private final Map<Key, List<Latency>> latencies = new HashMap<>();

    private record Key(Work work, String peer) {}

    public void add(Work work, String peer, Throughput run) {
        throughputs
                .computeIfAbsent(new Key(work, peer), key -> new ArrayList<>())
                .add(run);
    }

    public void add(Work work, String peer, Latency run) {
        latencies.computeIfAbsent(new Key(work, peer), key -> new ArrayList<>()).add(run);
    }

    /** The median of a figure; empty when there was no run. */
    OptionalDouble throughput(Work work, String peer, ToDoubleFunction<Throughput> figure) {
        return median(throughputs.getOrDefault(new Key(work, peer), List.of()), figure);
    }

    /** Whether a run was cut off before the end of the backlog. */
    boolean cutOff(Work work, String peer) {
        return throughputs.getOrDefault(new Key(work, peer), List.of()).stream().anyMatch(Throughput::cutOff);
    }

    /** The median of a figure; empty when there was no run. */
    OptionalDouble latency(Work work, String peer, ToDoubleFunction<Latency> figure) {
        return median(latencies.getOrDefault(new Key(work, peer), List.of()), figure);
    }

    /** The main figure of a work: the steady part, except for mixed works, where peers merge changes of a row, and copies. */
    OptionalDouble speed(Work work, String peer) {
        boolean whole = work.mixed() || work.copy();
        return throughput(work, peer, whole ? Throughput::rate : Throughput::steady);
    }

    private static <T> OptionalDouble median(List<T> runs, ToDoubleFunction<T> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
    }
}
