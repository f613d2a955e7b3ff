package io.otter.node.load;

import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Gives the target's session what each row needs: it looks at foreign keys for the rows that the source looked at them for, and
 * for no others (with them off no cascade runs, either); it is strict, but for rows with an error in an ENUM column, which only
 * a lax session takes. Costs nothing where no row asks for it. Bound to one connection for as long as rows are written; closing
 * it leaves the connection as it was.
 */
final class SessionModes implements AutoCloseable {
    private final Connection connection;
    private boolean foreignKeysOff;
    /** The modes to go back to; null while the session has them. */
    private @Nullable String strictModes;

    SessionModes(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Before a change is written, and those that may be in one statement with it. */
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
        // Not DEFAULT: that is 0 on MySQL, whatever the global value.
        execute("SET SESSION foreign_key_checks = " + (off ? "0" : "@@GLOBAL.foreign_key_checks"));
        foreignKeysOff = off;
    }

    private void lax(boolean lax) throws SQLException {
        String modes = lax ? modes() : String.valueOf(strictModes);
        execute("SET SESSION sql_mode = '" + (lax ? modes.replaceAll("STRICT_\\w+,?", "") : modes) + "'");
        strictModes = lax ? modes : null;
    }

    private String modes() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@SESSION.sql_mode")) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
