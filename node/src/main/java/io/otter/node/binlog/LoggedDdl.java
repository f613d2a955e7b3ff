package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;

/**
 * A DDL statement at its place in the log.
 *
 * @param at position after the statement
 * @param schema the default schema when it ran; empty if none
 */
public record LoggedDdl(BinlogPosition at, String schema, String sql) {}
