package io.otter.node.walk;

import io.otter.testsupport.database.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Executes scenarios, each session on its own connection and thread, and counts successful changes. */
final class Player {
    /** Of its sessions. */
    static final String MODES = "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES'";

    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong ddl = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    void play(DatabaseServer source, Scenario scenario) {
        ExecutorService threads = Executors.newFixedThreadPool(scenario.sessions());
        try {
            List<Future<?>> sessions = new ArrayList<>();
            for (int i = 0; i < scenario.sessions(); i++) {
                int session = i;
                List<Scenario.Step> own = scenario.steps().stream()
                        .filter(step -> step.session() == session)
                        .toList();
                sessions.add(threads.submit(() -> play(source, scenario.rowImage(), own)));
            }
            for (Future<?> session : sessions) {
                session.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(source + ": " + e.getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    String counts() {
        return changes + " changes, " + ddl + " DDL, " + failed + " statements refused";
    }

    private void play(DatabaseServer source, String rowImage, List<Scenario.Step> steps) {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            if (source.isMariaDb()) {
                // The driver gives up where it hears of another character set.
                statement.execute("SET SESSION session_track_system_variables = ''");
            }
            statement.setEscapeProcessing(false);
            statement.execute(MODES);
            statement.execute("SET SESSION time_zone = '+00:00', binlog_row_image = " + rowImage
                    + ", innodb_lock_wait_timeout = 1, lock_wait_timeout = 1");
            connection.setAutoCommit(false);
            int transaction = -1;
            for (Scenario.Step step : steps) {
                if (step.transaction() != transaction) {
                    connection.commit();
                    transaction = step.transaction();
                }
                try {
                    statement.execute(step.sql());
                    (step.sql().matches("(?s)(ALTER|CREATE|DROP|RENAME|TRUNCATE).*") ? ddl : changes).incrementAndGet();
                } catch (SQLException e) {
                    // A duplicate key, a missing parent, a lock: the statement, or its whole transaction, changed
                    // nothing.
                    failed.incrementAndGet();
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(source + ": " + e.getMessage(), e);
        }
    }
}
