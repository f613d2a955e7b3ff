package io.otter.common.model;

/** How the list of column pairs is read. */
public enum ColumnPairMode {
    /** Only the listed columns are synced. An empty list means all columns. */
    INCLUDE,
    /** All columns but the listed ones are synced. */
    EXCLUDE
}
