package io.otter.common.model;

/** The order in which transactions are committed at a target. */
public enum Order {
    /** The source's order: readers of the target see states that the source had, and each change is applied once. */
    SOURCE,
    /**
     * Tables, and parts of large ones, commit independently, one weight after another. Faster, but readers may see one
     * table ahead of another, and after a fault or a kill rows are written again, so triggers at the target may run
     * twice.
     */
    RELAXED
}
