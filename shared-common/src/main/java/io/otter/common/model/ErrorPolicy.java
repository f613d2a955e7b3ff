package io.otter.common.model;

/** What to do with a row that the target refuses. */
public enum ErrorPolicy {
    /** The channel is paused; nothing after the row is applied. */
    STOP,
    /** The row is set aside, at the target and for the manager, and loading continues. */
    DEAD_LETTER
}
