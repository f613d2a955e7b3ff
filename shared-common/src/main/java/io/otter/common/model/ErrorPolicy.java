package io.otter.common.model;

/** What becomes of a row that the target refuses. */
public enum ErrorPolicy {
    /** The channel is paused; nothing after the row is applied. */
    STOP,
    /** The row is put aside, in the target and for the manager, and the others go on. */
    DEAD_LETTER
}
