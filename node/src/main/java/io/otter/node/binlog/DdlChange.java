package io.otter.node.binlog;

import io.otter.node.sql.DdlNames;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A DDL statement; the only change in its transaction.
 *
 * @param schema the default schema it ran in; empty if none
 * @param sql as it was written, but for quotes, backslashes and REAL, which are those of a session without ANSI_QUOTES,
 *     NO_BACKSLASH_ESCAPES and REAL_AS_FLOAT, and for version comments, which are comments no more if its server ran them
 * @param session what its session had set of the variables that decide what it means, by name; what is not there was as ever
 * @param names what the reader of the log found in the text; null for a statement from elsewhere
 */
public record DdlChange(
        String schema,
        String sql,
        Map<String, String> session,
        @Nullable DdlNames names) implements Change {
    public DdlChange {
        session = Map.copyOf(session);
    }

    /** A statement that is not from the log. */
    public DdlChange(String schema, String sql, Map<String, String> session) {
        this(schema, sql, session, null);
    }

    /** A statement without recorded session variables. */
    public DdlChange(String schema, String sql) {
        this(schema, sql, Map.of());
    }
}
