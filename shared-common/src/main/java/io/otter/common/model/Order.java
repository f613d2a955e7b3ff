package io.otter.common.model;

/** In which order a target's transactions are committed. */
public enum Order {
    /** In the source's: a reader of the target sees states that the source had, and each change is applied once. */
    SOURCE,
    /**
     * Tables, and parts of large ones, on their own, of a weight at a time: faster, but a reader may see one table ahead of
     * another, and after a fault or a kill rows are written again, so that triggers of the target may run twice.
     */
    RELAXED
}
