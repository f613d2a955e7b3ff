package io.otter.common.model;

/** What becomes of tables whose target has neither a primary key nor a unique key without nulls. */
public enum NoKey {
    /** Loading stops at their first row. */
    REFUSE,
    /**
     * Rows are found by all of their values, one of equal ones at a time. Each update and delete reads the whole table unless an
     * index helps, and nothing else is loaded meanwhile.
     */
    FULL_ROW
}
