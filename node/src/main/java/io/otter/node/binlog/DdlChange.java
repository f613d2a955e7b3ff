package io.otter.node.binlog;

import java.util.Map;

/**
 * A DDL statement; the only change in its transaction.
 *
 * @param schema the default schema when it ran; empty if none
 * @param sql as written, except that quotes and backslashes are rewritten for a session without ANSI_QUOTES and
 *     NO_BACKSLASH_ESCAPES
 * @param session by name, the session variables that affect its meaning and were recorded in the log; the others had
 *     their defaults
 */
public record DdlChange(String schema, String sql, Map<String, String> session) implements Change {
    public DdlChange {
        session = Map.copyOf(session);
    }

    /** A statement without recorded session variables. */
    public DdlChange(String schema, String sql) {
        this(schema, sql, Map.of());
    }
}
