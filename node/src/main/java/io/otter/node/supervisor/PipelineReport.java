package io.otter.node.supervisor;

import io.otter.common.error.OtterException;
import io.otter.node.pipeline.RunFacts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline on this node at one moment.
 *
 * @param facts empty while there is no run
 * @param lastFault of the last run that ended with one; null after rows were applied again
 */
public record PipelineReport(
        long channelId,
        String channel,
        String pipeline,
        PipelineState state,
        Optional<RunFacts> facts,
        @Nullable OtterException lastFault) {}
