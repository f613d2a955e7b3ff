package io.otter.common.model;

/** What is written at the target for a changed row. */
public enum SyncMode {
    /** The whole row, as an upsert. */
    ROW,
    /** Only the columns that changed. */
    FIELD
}
