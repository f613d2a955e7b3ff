package io.otter.node.load;

import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Sets the target's session modes for each row. Foreign keys are enforced only for rows for which the source enforced
 * them (when off, no cascade runs, either). The session is strict, except for rows with the error value of an ENUM,
 * which only a session without strict mode accepts. Costs nothing if no row needs a change. Bound to one connection
 * while rows are written; closing restores its modes.
 */
final class SessionModes implements AutoCloseable {
    private final Connection connection;
    private boolean foreignKeysOff;
    /** The sql_mode to restore; null while the session has it. */
    private @Nullable String strictModes;

    SessionModes(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Call before writing a change, along with others that may share its statement. */
    void asFor(TargetChange change) throws SQLException {
        if (change.foreignKeysOff() != foreignKeysOff) {
            foreignKeysOff(change.foreignKeysOff());
        }
        if (change.holdsEnumError() != (strictModes != null)) {
            lax(change.holdsEnumError());
        }
    }

    @Override
    public void close() throws SQLException {
        if (foreignKeysOff) {
            foreignKeysOff(false);
        }
        if (strictModes != null) {
            lax(false);
        }
    }

    private void foreignKeysOff(boolean off) throws SQLException {
        check(connection, !off);
        foreignKeysOff = off;
    }

    interface Writing {
        void run() throws SQLException;
    }

    /** Writes without checking foreign keys in a session that checks them. */
    static void unchecked(Connection connection, Writing writing) throws SQLException {
        check(connection, false);
        try {
            writing.run();
        } finally {
            check(connection, true);
        }
    }

    private static void check(Connection connection, boolean foreignKeys) throws SQLException {
        // Not DEFAULT: that is 0 on MySQL, whatever the global value.
        execute(connection, "SET SESSION foreign_key_checks = " + (foreignKeys ? "@@GLOBAL.foreign_key_checks" : "0"));
    }

    private void lax(boolean lax) throws SQLException {
        String modes = lax ? modes() : String.valueOf(strictModes);
        execute(connection, "SET SESSION sql_mode = '" + (lax ? modes.replaceAll("STRICT_\\w+,?", "") : modes) + "'");
        strictModes = lax ? modes : null;
    }

    private String modes() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@SESSION.sql_mode")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
