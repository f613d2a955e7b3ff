package io.otter.common.model;

/** How to interpret the list of column pairs. */
public enum ColumnPairMode {
    /** Only the listed columns are synced. An empty list means all columns. */
    INCLUDE,
    /** All columns except the listed ones are synced. */
    EXCLUDE
}
