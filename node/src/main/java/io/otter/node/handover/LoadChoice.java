package io.otter.node.handover;

import io.otter.common.model.PipelineConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Chooses at which nodes this node's runs load. Thread-safe. */
public final class LoadChoice {
    private final int nid;
    private final RandomGenerator random;
    /** Where a pipeline loaded last. */
    private final Map<Long, Integer> last = new ConcurrentHashMap<>();

    public LoadChoice(int nid, RandomGenerator random) {
        this.nid = nid;
        this.random = random;
    }

    /**
     * The nodes that may load for a run, best first: those that live come before others, which may have come up since.
     *
     * @param drained nodes that take no work
     */
    public List<Integer> order(PipelineConfig pipeline, Collection<Integer> living, Collection<Integer> drained) {
        List<Integer> allowed = pipeline.loadNodes().stream()
                .filter(node -> !drained.contains(node))
                .toList();
        List<Integer> best =
                new ArrayList<>(allowed.stream().filter(living::contains).toList());
        switch (pipeline.parameters().loadBalance()) {
            case STICK -> {
                if (best.remove((Integer) nid)) {
                    best.add(0, nid);
                }
            }
            case ROUND_ROBIN -> rotate(pipeline.id(), best);
            case RANDOM -> shuffle(best);
        }
        allowed.stream().filter(node -> !best.contains(node)).forEach(best::add);
        return best;
    }

    private void rotate(long pipelineId, List<Integer> nodes) {
        if (nodes.isEmpty()) {
            return;
        }
        // Several pipelines begin at different nodes.
        int before = nodes.indexOf(last.getOrDefault(pipelineId, -1));
        int first = before < 0 ? Math.floorMod(pipelineId, nodes.size()) : (before + 1) % nodes.size();
        Collections.rotate(nodes, -first);
        last.put(pipelineId, nodes.get(0));
    }

    private void shuffle(List<Integer> nodes) {
        for (int i = nodes.size() - 1; i > 0; i--) {
            Collections.swap(nodes, i, random.nextInt(i + 1));
        }
    }
}
