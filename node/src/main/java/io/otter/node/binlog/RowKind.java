package io.otter.node.binlog;

/** What happened to a row. */
public enum RowKind {
    INSERT,
    UPDATE,
    DELETE
}
