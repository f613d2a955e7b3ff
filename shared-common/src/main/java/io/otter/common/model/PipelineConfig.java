package io.otter.common.model;

import java.util.List;

/**
 * One direction of a channel, fully resolved: everything that a node needs to run it without asking anyone.
 *
 * @param id of table PIPELINE
 * @param selectNodes nids that may select, at least one
 * @param loadNodes nids that may load, at least one
 * @param pairs at least one; all their source medias are in {@code source}
 * @param source the database for look-ups and the free door
 * @param targets all data media sources of the pairs' targets
 */
public record PipelineConfig(
        long id,
        String name,
        CanalConfig canal,
        DataMediaSource source,
        List<DataMediaSource> targets,
        List<Integer> selectNodes,
        List<Integer> loadNodes,
        PipelineParameters parameters,
        List<MediaPair> pairs) {
    public PipelineConfig {
        targets = List.copyOf(targets);
        selectNodes = List.copyOf(selectNodes);
        loadNodes = List.copyOf(loadNodes);
        pairs = List.copyOf(pairs);
    }

    /** @throws IllegalArgumentException if no target has this id */
    public DataMediaSource target(long sourceId) {
        return targets.stream()
                .filter(target -> target.id() == sourceId)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("pipeline " + name + " has no target " + sourceId));
    }
}
