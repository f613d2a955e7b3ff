package io.otter.node.binlog;

/**
 * A DDL statement; alone in its transaction.
 *
 * @param schema the default schema it ran in; empty if none
 * @param sql as it was written
 */
public record DdlChange(String schema, String sql) implements Change {}
