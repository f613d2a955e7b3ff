package io.otter.arbitrate.state;

/** The state of a pipeline on one node. */
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
    /** For good: it is no longer to run, its configuration has changed, or the node is drained. */
    STOPPED
}
