package io.otter.node.load;

import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Has the target look at foreign keys for the rows that the source looked at them for, and for no others: with them off no
 * cascade runs, either. Costs nothing where no row asks for it. Bound to one connection for as long as rows are written;
 * closing it leaves the connection as it was.
 */
final class ForeignKeyChecks implements AutoCloseable {
    /** Not DEFAULT: that is 0 on MySQL, whatever the global value. */
    private static final String AS_EVER = "@@GLOBAL.foreign_key_checks";

    private final Connection connection;
    private boolean off;

    ForeignKeyChecks(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** Before a change is written, and those that may be in one statement with it. */
    void asFor(TargetChange change) throws SQLException {
        if (change.unchecked() != off) {
            set(change.unchecked() ? "0" : AS_EVER);
            off = change.unchecked();
        }
    }

    @Override
    public void close() throws SQLException {
        if (off) {
            set(AS_EVER);
        }
    }

    private void set(String value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION foreign_key_checks = " + value);
        }
    }
}
