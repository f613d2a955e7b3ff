package io.otter.integration.chaos;

import io.otter.testsupport.database.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Sessions that write one random transaction after the other, and go on with a new connection whatever happens to their server. */
final class Sessions implements Trial.Writing {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    /** What a session does. */
    interface Transaction {
        /** Executes statements, in a transaction that is not committed yet. @return the id of its row in {@code chaos.event} */
        long execute(Statement statement, Random random) throws SQLException;
    }

    /** Something else between two transactions. */
    interface Between {
        void execute(Statement statement, Random random) throws SQLException;
    }

    /**
     * Adds a session.
     *
     * @param commits receives when the commit of each transaction was known, in milliseconds
     */
    void add(DatabaseServer server, long seed, Transaction transaction, Between between, Map<Long, Long> commits) {
        String name = "writer-" + threads.size();
        threads.add(new Thread(() -> write(server, new Random(seed), transaction, between, commits), name));
    }

    @Override
    public void begin() {
        threads.forEach(Thread::start);
    }

    @Override
    public void close() throws InterruptedException {
        stop.set(true);
        for (Thread thread : threads) {
            if (thread.isAlive()) {
                thread.join();
            }
        }
    }

    private void write(
            DatabaseServer server, Random random, Transaction transaction, Between between, Map<Long, Long> commits) {
        while (!stop.get()) {
            try (Connection connection = server.connect("chaos");
                    Statement statement = connection.createStatement()) {
                connection.setNetworkTimeout(Runnable::run, 120_000);
                while (!stop.get()) {
                    between.execute(statement, random);
                    run(connection, statement, random, transaction, commits);
                    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(random.nextInt(50) == 0 ? 2_000 : 60))
                            .toNanos());
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        }
    }

    private static void run(
            Connection connection, Statement statement, Random random, Transaction transaction, Map<Long, Long> commits)
            throws SQLException {
        connection.setAutoCommit(false);
        long id;
        try {
            id = transaction.execute(statement, random);
        } catch (SQLException e) {
            if (e.getErrorCode() != 1213 && e.getErrorCode() != 1205) {
                throw e;
            }
            connection.rollback();
            return;
        }
        connection.commit();
        commits.put(id, System.currentTimeMillis());
    }

    static Map<Long, Long> newCommits() {
        return new ConcurrentHashMap<>();
    }
}
