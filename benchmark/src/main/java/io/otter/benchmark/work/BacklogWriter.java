package io.otter.benchmark.work;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Writes a backlog over one connection, one statement per row. */
public final class BacklogWriter {
    private static final int BASE_ROWS_PER_TRANSACTION = 5_000;

    private BacklogWriter() {}

    /** Writes the base rows without logging them. */
    public static void writeBase(Backlog backlog, BenchmarkServer server) throws SQLException {
        try (Connection connection = server.connect("rewriteBatchedStatements=true");
                RowStatements statements = new RowStatements(connection, backlog.tables())) {
            execute(connection, "SET SESSION sql_log_bin = 0");
            connection.setAutoCommit(false);
            for (int table = 1; table <= backlog.tables(); table++) {
                for (int id = 1; id <= backlog.baseRowsPerTable(); id++) {
                    PreparedStatement insert = statements.bind(new Change(Change.Kind.INSERT, table, id, -1));
                    insert.addBatch();
                    if (id % BASE_ROWS_PER_TRANSACTION == 0 || id == backlog.baseRowsPerTable()) {
                        insert.executeBatch();
                        connection.commit();
                    }
                }
            }
        }
    }

    /** Writes the transactions, then the marker's row. */
    public static void write(Backlog backlog, BenchmarkServer server) throws SQLException {
        try (Connection connection = server.connect("useServerPrepStmts=true", "useLocalSessionState=true");
                RowStatements statements = new RowStatements(connection, backlog.tables())) {
            connection.setAutoCommit(false);
            backlog.forEach(transaction -> write(transaction, connection, statements));
            execute(connection, "INSERT INTO " + Tables.MARKER + " VALUES (1)");
            connection.commit();
        }
    }

    private static void write(List<Change> transaction, Connection connection, RowStatements statements) {
        try {
            for (Change change : transaction) {
                if (statements.bind(change).executeUpdate() != 1) {
                    throw new IllegalStateException("no row for " + change);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("the backlog cannot be written", e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
