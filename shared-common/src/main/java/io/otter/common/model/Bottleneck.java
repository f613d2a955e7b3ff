package io.otter.common.model;

/** What a pipeline spends most of its time with, and so what would make it faster. */
public enum Bottleneck {
    /** Nothing waits: the target has what the source has. */
    NONE,
    /** Reading the source's log: the network, the source's disk, or decoding. */
    READ,
    /** Finding out which changes are mapped. */
    SELECT,
    /** Looking rows up, filters, processors. */
    EXTRACT,
    /** The target takes rows slower than they are read. */
    LOAD
}
