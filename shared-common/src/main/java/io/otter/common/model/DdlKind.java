package io.otter.common.model;

/** What a DDL statement does, as far as a policy tells statements apart. */
public enum DdlKind {
    CREATE,
    ALTER,
    DROP,
    TRUNCATE,
    RENAME,
    /** CREATE INDEX and DROP INDEX. */
    INDEX
}
