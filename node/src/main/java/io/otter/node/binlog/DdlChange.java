package io.otter.node.binlog;

import java.util.Map;

/**
 * A DDL statement; the only change in its transaction.
 *
 * @param schema the default schema it ran in; empty if none
 * @param sql as it was written, but for quotes, backslashes and REAL, which are those of a session without ANSI_QUOTES,
 *     NO_BACKSLASH_ESCAPES and REAL_AS_FLOAT
 * @param session what its session had set of the variables that decide what it means, by name; what is not there was as ever
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
