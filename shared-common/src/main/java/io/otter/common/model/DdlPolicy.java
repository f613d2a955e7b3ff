package io.otter.common.model;

/** What to do with a DDL statement that concerns mapped tables. */
public enum DdlPolicy {
    APPLY,
    SKIP,
    /** The pipeline waits at the statement until an operator decides. */
    ASK
}
