package io.otter.node.supervisor;

import java.util.Map;
import java.util.Set;

/** Where one pipeline is on this node. */
public enum PipelineState {
    /** Another node is the mainstem; waiting for its place. */
    STANDBY,
    /** Has the mainstem; the run is being started, or a new pipeline has not found yet where it begins to read. */
    STARTING,
    RUNNING,
    /** The run failed with a fault that time can fix; the next try is waited for. */
    RETRYING,
    /** Nothing more is selected; what is in flight is applied before this node, or its load node, is left. */
    LEAVING,
    /** For good: the channel is no longer started, its configuration has changed, or the node is drained. */
    STOPPED;

    private static final Map<PipelineState, Set<PipelineState>> MOVES = Map.of(
            STANDBY, Set.of(STARTING, RETRYING, STOPPED),
            STARTING, Set.of(RUNNING, LEAVING, RETRYING, STANDBY, STOPPED),
            RUNNING, Set.of(LEAVING, RETRYING, STANDBY, STOPPED),
            RETRYING, Set.of(STARTING, STANDBY, STOPPED),
            LEAVING, Set.of(RETRYING, STANDBY, STOPPED),
            STOPPED, Set.of());

    /** @throws IllegalStateException if the table of moves has no such move */
    PipelineState moveTo(PipelineState next) {
        if (!MOVES.getOrDefault(this, Set.of()).contains(next)) {
            throw new IllegalStateException("a pipeline cannot go from " + this + " to " + next);
        }
        return next;
    }
}
