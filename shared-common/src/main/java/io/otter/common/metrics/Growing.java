package io.otter.common.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes counts that begin anew with each run of a pipeline into ones that only grow. Thread-safe. */
public final class Growing {
    private final Map<Long, Map<String, Count>> pipelines = new HashMap<>();

    /** @param last of the present run */
    private record Count(double before, double last) {
        Count then(double now) {
            return new Count(now < last ? before + last : before, now);
        }
    }

    /** Takes note of what the present run of a pipeline has counted. @param kind of what is counted */
    public synchronized void seen(long pipelineId, String kind, double count) {
        Map<String, Count> counts = pipelines.computeIfAbsent(pipelineId, unused -> new TreeMap<>());
        counts.put(kind, counts.getOrDefault(kind, new Count(0, 0)).then(count));
    }

    /** Adds one. */
    public synchronized void add(long pipelineId, String kind) {
        pipelines
                .computeIfAbsent(pipelineId, unused -> new TreeMap<>())
                .merge(kind, new Count(0, 1), (known, one) -> new Count(known.before, known.last + 1));
    }

    /** What all runs have counted, by kind. */
    public synchronized Map<String, Double> of(long pipelineId) {
        Map<String, Double> all = new TreeMap<>();
        pipelines.getOrDefault(pipelineId, Map.of()).forEach((kind, count) -> all.put(kind, count.before + count.last));
        return all;
    }

    /** Forgets all others, so that one that is deleted leaves nothing behind. */
    public synchronized void keep(Set<Long> pipelineIds) {
        pipelines.keySet().retainAll(pipelineIds);
    }
}
