package io.otter.node.supervisor;

import io.otter.common.error.OtterException;
import io.otter.node.pipeline.RunFacts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline on this node at one moment.
 *
 * @param facts empty while there is no run
 * @param lastFault fault that ended the last run; null once rows are applied again
 */
public record PipelineReport(
        long channelId,
        String channel,
        String pipeline,
        PipelineState state,
        Optional<RunFacts> facts,
        @Nullable OtterException lastFault) {}
