package io.otter.node.binlog;

import io.otter.database.TableName;
import io.otter.database.origin.SiteTag;
import io.otter.node.sql.DatabaseStatement;
import io.otter.node.sql.DdlNames;
import io.otter.node.sql.LeftOpen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A DDL statement; the only change in its transaction.
 *
 * @param schema the default schema it ran in; empty if none
 * @param sql as it was written, but for quotes, backslashes and REAL, which are those of a session without ANSI_QUOTES,
 *     NO_BACKSLASH_ESCAPES and REAL_AS_FLOAT, and for version comments, which are comments no more if its server ran them
 * @param session what its session had set of the variables that decide what it means, by name; what is not there was as ever
 * @param names what the reader of the log found in the text; null for a statement from elsewhere
 * @param known what else was known at the source
 */
public record DdlChange(
        String schema,
        String sql,
        Map<String, String> session,
        @Nullable DdlNames names,
        Known known) implements Change {
    /**
     * What a statement means at the source without saying it.
     *
     * @param collation of columns, or of a database, where the statement leaves it open; empty if not known
     * @param database what the reader of the log found in a statement about a database
     * @param dropped the mapped tables of the database that it drops
     */
    public record Known(
            String collation, LeftOpen left, @Nullable DatabaseStatement database, List<TableName> dropped) {
        public static final Known NOTHING = new Known("", LeftOpen.NOTHING, null, List.of());

        public Known {
            dropped = List.copyOf(dropped);
        }
    }

    /** Their names become part of a statement, wherever a change comes from. */
    private static final Set<String> SESSION_VARIABLES = Set.of(
            "timestamp",
            "foreign_key_checks",
            "unique_checks",
            "sql_mode",
            "time_zone",
            "collation_connection",
            "collation_server",
            "default_collation_for_utf8mb4",
            "character_set_collations",
            "explicit_defaults_for_timestamp",
            "auto_increment_increment",
            "auto_increment_offset",
            "lc_time_names",
            "default_storage_engine",
            "sql_require_primary_key",
            "sql_generate_invisible_primary_key");

    /** @throws IllegalArgumentException if the session has a variable that is none of those that decide what a DDL means */
    public DdlChange {
        session = Map.copyOf(session);
        for (String name : session.keySet()) {
            if (!SESSION_VARIABLES.contains(name)) {
                throw new IllegalArgumentException("a DDL whose session has set \"" + name + "\"");
            }
        }
    }

    /** A statement that is not from the log. */
    public DdlChange(String schema, String sql, Map<String, String> session) {
        this(schema, sql, session, null, Known.NOTHING);
    }

    /** A statement without recorded session variables. */
    public DdlChange(String schema, String sql) {
        this(schema, sql, Map.of());
    }

    /** The same from a session that carries the site where it was made first; 0 for none. */
    public DdlChange carrying(int site) {
        if (site == 0) {
            return this;
        }
        Map<String, String> tagged = new HashMap<>(session);
        tagged.putAll(SiteTag.of(site));
        return new DdlChange(schema, sql, tagged, names, known);
    }

    /** What it does to a database; one that comes from elsewhere is read here. Empty for a statement about tables. */
    public Optional<DatabaseStatement> database() {
        if (names != null) {
            return Optional.empty();
        }
        DatabaseStatement read = known.database();
        return read == null ? DatabaseStatement.read(sql, schema) : Optional.of(read);
    }
}
