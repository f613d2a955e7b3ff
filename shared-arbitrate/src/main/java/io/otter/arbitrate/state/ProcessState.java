package io.otter.arbitrate.state;

/** The state of a process: a batch on its way. */
public enum ProcessState {
    /** Cut and handed on; extracted and loaded without anybody being asked. */
    SELECTED,
    /** Its rows and its position are committed. */
    LOADED,
    /** Dropped with its run; what was not committed is selected again. */
    ROLLED_BACK
}
