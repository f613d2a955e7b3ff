package io.otter.node.load;

import io.otter.database.Flavor;
import io.otter.database.ServerInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a session at a target is set up before it loads. Stateless. */
final class LoadSession {
    private static final Logger log = LoggerFactory.getLogger(LoadSession.class);
    private static final int ACCESS_DENIED = 1227;

    private LoadSession() {}

    /** Sets up a new connection, which is in a READ COMMITTED transaction afterwards. */
    static void prepare(Connection open) throws SQLException {
        open.setAutoCommit(false);
        // Locks the fewest gaps: units with independent write sets should not block each other at the server.
        open.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        try (Statement statement = open.createStatement()) {
            // The minimum: a unit in turn that waits longer may be waiting for one that waits for it.
            statement.execute("SET SESSION innodb_lock_wait_timeout = 1");
            // Likewise behind DDL that waits for one of a later unit's tables.
            statement.execute("SET SESSION lock_wait_timeout = 1");
            statement.execute("SET SESSION sql_safe_updates = 0");
            // A suspended node must not keep its locks from the next owner for hours.
            statement.execute("SET SESSION wait_timeout = 120");
        }
        if (ServerInfo.of(open).flavor() == Flavor.MARIADB) {
            withoutStatementTexts(open);
        }
    }

    /** MariaDB logs the text of each statement beside its rows, so all values twice; leaving it out needs BINLOG ADMIN. */
    private static void withoutStatementTexts(Connection open) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute("SET SESSION binlog_annotate_row_events = 0");
        } catch (SQLException e) {
            if (e.getErrorCode() != ACCESS_DENIED) {
                throw e;
            }
            log.debug("the target's log will hold the texts of statements: {}", e.getMessage());
        }
    }
}
