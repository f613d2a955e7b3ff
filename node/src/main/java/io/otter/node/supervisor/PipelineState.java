package io.otter.node.supervisor;

import java.util.Map;
import java.util.Set;

/** The state of a pipeline on this node. */
public enum PipelineState {
    /** Another node is the mainstem; this one waits to take over. */
    STANDBY,
    /** Is the mainstem, but the run is still starting, or a new pipeline has not found its start position yet. */
    STARTING,
    RUNNING,
    /** The run failed with a transient fault and waits for its next attempt. */
    RETRYING,
    /** Selects no more; applies what is in flight before it leaves this node or its load node. */
    LEAVING,
    /** For good: the channel is no longer started, its configuration has changed, or the node is drained. */
    STOPPED;

    private static final Map<PipelineState, Set<PipelineState>> MOVES = Map.of(
            STANDBY, Set.of(STARTING, RETRYING, STOPPED),
            STARTING, Set.of(RUNNING, LEAVING, RETRYING, STANDBY, STOPPED),
            RUNNING, Set.of(LEAVING, RETRYING, STANDBY, STOPPED),
            RETRYING, Set.of(RETRYING, STARTING, STANDBY, STOPPED),
            LEAVING, Set.of(RETRYING, STANDBY, STOPPED),
            STOPPED, Set.of());

    /** @throws IllegalStateException if the transition is not allowed */
    PipelineState moveTo(PipelineState next) {
        if (!MOVES.getOrDefault(this, Set.of()).contains(next)) {
            throw new IllegalStateException("a pipeline cannot go from " + this + " to " + next);
        }
        return next;
    }
}
