package io.otter.common.model;

/** The kinds of DDL statements that policies distinguish. */
public enum DdlKind {
    CREATE,
    ALTER,
    DROP,
    TRUNCATE,
    RENAME,
    /** CREATE INDEX and DROP INDEX. */
    INDEX,
    /** CREATE, ALTER and DROP DATABASE; DROP is asked about unless a policy says otherwise. */
    DATABASE
}
