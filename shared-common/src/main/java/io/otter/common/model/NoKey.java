package io.otter.common.model;

/** What to do with tables whose target has neither a primary key nor a unique key without nullable columns. */
public enum NoKey {
    /** Loading stops at the first row of such a table. */
    REFUSE,
    /**
     * Rows are found by all of their values, one at a time among equal rows. Each update and delete scans the whole
     * table unless an index helps, and nothing else is loaded meanwhile.
     */
    FULL_ROW
}
