package io.otter.manager.resync;

import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.MediaPair;
import java.util.List;

/**
 * What a run has to copy.
 *
 * @param parts by pipeline
 */
record ResyncOrder(List<Part> parts, String where, boolean emptyFirst, int parallelism) {
    /** All rows of all pairs; what the targets have stays. */
    static ResyncOrder all(ChannelConfig channel, int parallelism) {
        List<Part> parts = channel.pipelines().stream()
                .map(pipeline -> new Part(
                        pipeline.id(),
                        pipeline.pairs().stream().map(MediaPair::id).toList()))
                .toList();
        return new ResyncOrder(parts, "", false, parallelism);
    }

    /** Pairs of one pipeline. */
    record Part(long pipelineId, List<Long> pairIds) {}

    ResyncRequest request(long id, Part part, boolean paused, long rowsPerSecond) {
        return new ResyncRequest(id, part.pairIds(), where, emptyFirst, rowsPerSecond, parallelism, paused);
    }
}
