package io.otter.node.supervisor;

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

    /** @throws IllegalStateException if the transition is not allowed */
    void to(PipelineState next, String cause) {
        log.info("pipeline {} of channel {}: {} -> {}: {}", pipeline, channel, state, next, cause);
        state = state.moveTo(next);
    }
}
