package io.otter.node.binlog;

import io.otter.database.TableName;
import java.util.List;
import java.util.Map;

/**
 * A DDL statement; the only change in its transaction.
 *
 * @param schema the default schema it ran in; empty if none
 * @param sql as it was written, but for quotes, backslashes and REAL, which are those of a session without ANSI_QUOTES,
 *     NO_BACKSLASH_ESCAPES and REAL_AS_FLOAT
 * @param session what its session had set of the variables that decide what it means, by name; what is not there was as ever
 * @param known what else was known at the source
 */
public record DdlChange(String schema, String sql, Map<String, String> session, Known known) implements Change {
    /**
     * What a statement means at the source without saying it.
     *
     * @param collation of columns, or of a database, where the statement leaves it open; empty if not known
     * @param open where in the text it does so
     * @param filling what it may put into rows that are there
     * @param dropped the mapped tables of the database that it drops
     */
    public record Known(String collation, List<OpenText> open, Filling filling, List<TableName> dropped) {
        public static final Known NOTHING = new Known("", List.of(), Filling.SAME, List.of());

        public Known {
            open = List.copyOf(open);
            dropped = List.copyOf(dropped);
        }

        Known dropping(List<TableName> tables) {
            return new Known(collation, open, filling, tables);
        }
    }

    /** What an ALTER puts into the rows that a table has. */
    public enum Filling {
        /** The same on every server. */
        SAME,
        /** Numbers in the order in which the server reads the rows. */
        NUMBERS,
        /** What only this server would put there: random or unique values, or who is connected to it. */
        OWN
    }

    public DdlChange {
        session = Map.copyOf(session);
    }

    public DdlChange(String schema, String sql, Map<String, String> session) {
        this(schema, sql, session, Known.NOTHING);
    }

    /** A statement without recorded session variables. */
    public DdlChange(String schema, String sql) {
        this(schema, sql, Map.of());
    }
}
