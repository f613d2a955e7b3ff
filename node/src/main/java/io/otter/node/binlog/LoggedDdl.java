package io.otter.node.binlog;

import io.otter.common.position.BinlogPosition;
import io.otter.node.sql.ParsedStatement;
import org.jspecify.annotations.Nullable;

/**
 * A DDL statement at its place in the log.
 *
 * @param at position after the statement
 * @param schema the default schema when it ran; empty if none
 * @param parsed null when nobody has read it yet
 */
public record LoggedDdl(
        BinlogPosition at,
        String schema,
        String sql,
        @Nullable ParsedStatement parsed) {
    public LoggedDdl(BinlogPosition at, String schema, String sql) {
        this(at, schema, sql, null);
    }
}
