package io.otter.node.ddl;

import io.otter.database.PlannedIndexes;
import io.otter.database.TableName;
import io.otter.database.control.IndexTable;
import io.otter.node.batch.CrashPoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the indexes that a pipeline's tables at a target get behind their rows: each once, under the lock of the pipeline's DDL,
 * whoever is killed between. Immutable.
 */
public final class LateIndexes {
    private static final Logger log = LoggerFactory.getLogger(LateIndexes.class);
    /** Rows of the log wait behind a statement that waits for a table. */
    private static final String LOCK_WAIT_SECONDS = "5";

    private final String pipeline;
    private final long pipelineId;
    private final DdlLock lock;
    private final CrashPoint crashPoint;

    public LateIndexes(String pipeline, long pipelineId, CrashPoint crashPoint) {
        this.pipeline = pipeline;
        this.pipelineId = pipelineId;
        this.crashPoint = crashPoint;
        lock = new DdlLock(pipeline, pipelineId);
    }

    /** Those that are still to be made. */
    public List<PlannedIndexes> planned(Connection open) throws SQLException {
        return new IndexTable(open, pipelineId).entries();
    }

    /**
     * Makes what a table is still to get; may take as long as a look at all its rows.
     *
     * @param open without uncommitted changes, and without auto-commit
     */
    public void make(Connection open, TableName table) throws SQLException, InterruptedException {
        lock.take(open);
        try {
            open.rollback(); // what others did before they gave the lock away has to be seen
            Optional<PlannedIndexes> planned = planned(open).stream()
                    .filter(one -> one.table().equals(table))
                    .findFirst();
            if (planned.isPresent()) {
                Optional<PlannedIndexes> missing = planned.get().missing(open);
                if (missing.isEmpty()) {
                    return; // whoever planned them is about to make the table
                }
                for (String sql : missing.get().statements()) {
                    execute(open, sql);
                }
                crashPoint.pass("indexes-made");
                new IndexTable(open, pipelineId).remove(table);
                open.commit();
            }
        } finally {
            release(open);
        }
    }

    /**
     * Makes all of the pipeline, so that DDL finds tables as they are at the source. One that cannot be made stays planned.
     *
     * @throws SQLException for a fault that {@code isTransient}
     */
    public void makeAll(Connection open, Predicate<SQLException> isTransient)
            throws SQLException, InterruptedException {
        for (PlannedIndexes one : planned(open)) {
            try {
                make(open, one.table());
            } catch (SQLException e) {
                if (isTransient.test(e)) {
                    throw e;
                }
                log.warn("pipeline {}: indexes of {} are not made: {}", pipeline, one.table(), e.getMessage());
            }
        }
    }

    private void execute(Connection open, String sql) throws SQLException {
        int timeoutMillis = open.getNetworkTimeout();
        Executor direct = Runnable::run;
        log.info("pipeline {}: behind the rows: {}", pipeline, sql);
        try (Statement statement = open.createStatement()) {
            open.setNetworkTimeout(direct, 0);
            try (TargetSession session = new TargetSession(pipeline, open)) {
                // In the mode in which its table was made.
                session.set(Map.of("sql_mode", "", TargetSession.LOCK_WAIT, LOCK_WAIT_SECONDS), sql);
                statement.execute(sql);
            }
        } finally {
            if (!open.isClosed()) {
                open.setNetworkTimeout(direct, timeoutMillis);
            }
        }
    }

    /** A lost connection has lost its lock, too. */
    private void release(Connection open) {
        try {
            lock.release(open);
        } catch (SQLException e) {
            log.debug("pipeline {}: releasing the lock: {}", pipeline, e.getMessage());
        }
    }
}
