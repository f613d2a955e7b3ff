package io.otter.benchmark.work;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes rows at a steady rate over one connection. Each transaction inserts a row into each table, updates one and,
 * once there are many, deletes the oldest. Single-threaded.
 */
public final class SteadyLoad implements AutoCloseable {
    private static final int CHANGES_PER_TRANSACTION = 3 * Tables.COUNT;
    /** Per table. */
    private static final int MAX_ROWS = 50_000;

    private final int changesPerSecond;
    private final Connection connection;
    private final RowStatements statements;
    private long transactions;
    private long changes;

    public SteadyLoad(BenchmarkServer server, int changesPerSecond) throws SQLException {
        this.changesPerSecond = changesPerSecond;
        connection = server.connect("useServerPrepStmts=true", "useLocalSessionState=true");
        connection.setAutoCommit(false);
        statements = new RowStatements(connection, Tables.COUNT);
    }

    /** Row changes so far. */
    public long changes() {
        return changes;
    }

    /** Runs for this long; catches up after the server was slow. */
    public void run(Duration length) throws SQLException {
        long begin = System.nanoTime();
        long before = transactions;
        while (System.nanoTime() - begin < length.toNanos()) {
            transaction();
            long due = begin + (transactions - before) * CHANGES_PER_TRANSACTION * 1_000_000_000L / changesPerSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private void transaction() throws SQLException {
        long id = ++transactions;
        for (int table = 1; table <= Tables.COUNT; table++) {
            change(new Change(Change.Kind.INSERT, table, id, (int) id));
            change(new Change(Change.Kind.UPDATE, table, updated(id), (int) id));
            if (id > MAX_ROWS) {
                change(new Change(Change.Kind.DELETE, table, id - MAX_ROWS, (int) id));
            }
        }
        connection.commit();
    }

    /** An existing row: half-way between the oldest and the newest. */
    private static long updated(long newest) {
        return newest - Math.min(newest, MAX_ROWS) / 2;
    }

    private void change(Change change) throws SQLException {
        changes += statements.bind(change).executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        statements.close();
        connection.close();
    }
}
