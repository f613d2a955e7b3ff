package io.otter.node.supervisor;

import io.otter.arbitrate.state.PipelineState;
import io.otter.arbitrate.state.Transitions;
import io.otter.common.error.OtterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state that a pipeline has on this node. Only the supervisor's thread moves it, each move with its cause; any may read. */
final class PipelineMoves {
    private static final Logger log = LoggerFactory.getLogger(PipelineMoves.class);

    private final String channel;
    private final String pipeline;
    private volatile PipelineState state = PipelineState.STANDBY;

    PipelineMoves(String channel, String pipeline) {
        this.channel = channel;
        this.pipeline = pipeline;
    }

    String channel() {
        return channel;
    }

    String pipeline() {
        return pipeline;
    }

    PipelineState state() {
        return state;
    }

    boolean is(PipelineState one) {
        return state == one;
    }

    /** @throws OtterException with ILLEGAL_MOVE if {@link Transitions#PIPELINE} does not allow it */
    void to(PipelineState next, String cause) {
        Transitions.PIPELINE.check(state, next, "pipeline " + pipeline + " of channel " + channel, cause);
        log.info("pipeline {} of channel {}: {} -> {}: {}", pipeline, channel, state, next, cause);
        state = next;
    }
}
