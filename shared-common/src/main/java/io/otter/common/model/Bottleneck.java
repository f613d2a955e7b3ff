package io.otter.common.model;

/** Where a pipeline spends most of its time, and thus what to improve. */
public enum Bottleneck {
    /** Nothing is waiting: the target is up to date. */
    NONE,
    /** Reading the source's log: network, disk of the source, or decoding. */
    READ,
    /** Determining which changes are mapped. */
    SELECT,
    /** Look-ups, filters, processors. */
    EXTRACT,
    /** The target is slower than the reader. */
    LOAD
}
