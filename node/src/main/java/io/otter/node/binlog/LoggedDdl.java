package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;

/**
 * A DDL statement at its place in the log.
 *
 * @param at after the statement
 * @param schema the default schema it ran in; empty if none
 */
public record LoggedDdl(BinlogPosition at, String schema, String sql) {}
