package io.otter.common.model;

import java.util.List;
import java.util.Objects;

/**
 * One direction of a channel, fully resolved: everything that a node needs to run it without asking anyone.
 *
 * @param id of table PIPELINE
 * @param selectNodes nids that may select, at least one
 * @param loadNodes nids that may load, at least one
 * @param pairs at least one; all their source medias are in {@code source}
 * @param source the database for look-ups and the free door
 * @param targets all data media sources of the pairs' targets
 * @param origins how changes are told apart by where they were made
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
        List<MediaPair> pairs,
        Origins origins) {
    /** Managers of earlier versions published no origins. */
    public PipelineConfig {
        targets = List.copyOf(targets);
        selectNodes = List.copyOf(selectNodes);
        loadNodes = List.copyOf(loadNodes);
        pairs = List.copyOf(pairs);
        origins = Objects.requireNonNullElse(origins, Origins.NONE);
    }

    /** One whose rows never come back. */
    public PipelineConfig(
            long id,
            String name,
            CanalConfig canal,
            DataMediaSource source,
            List<DataMediaSource> targets,
            List<Integer> selectNodes,
            List<Integer> loadNodes,
            PipelineParameters parameters,
            List<MediaPair> pairs) {
        this(id, name, canal, source, targets, selectNodes, loadNodes, parameters, pairs, Origins.NONE);
    }

    /** The same with other origins. */
    public PipelineConfig with(Origins others) {
        return new PipelineConfig(id, name, canal, source, targets, selectNodes, loadNodes, parameters, pairs, others);
    }

    /** @throws IllegalArgumentException if no target has this id */
    public DataMediaSource target(long sourceId) {
        return targets.stream()
                .filter(target -> target.id() == sourceId)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("pipeline " + name + " has no target " + sourceId));
    }
}
