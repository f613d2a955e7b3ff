package io.otter.node.snapshot;

import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.retry.BackOff;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a run that has indexes made behind the rows of its tables, while rows of the log go on. */
final class Indexer implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Indexer.class);
    /** More changes came meanwhile than innodb_online_alter_log_max_size holds. */
    private static final int TOO_MANY_CHANGES = 1799;

    private final CopyRun run;
    private final CopyTargets targets;
    private final BlockingQueue<TableCopy> tables = new LinkedBlockingQueue<>();
    private volatile @Nullable Connection present;

    Indexer(CopyRun run, CopyTargets targets) {
        this.run = run;
        this.targets = targets;
    }

    /** A table has all its rows. */
    void add(TableCopy table) {
        tables.add(table);
    }

    @Override
    public void run() {
        try {
            while (true) {
                index(tables.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server may go on with what it is at; whoever is next finds out. */
    @Override
    public void close() {
        Connection open = present;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("pipeline {}: the connection for indexes: {}", run.pipeline(), e.getMessage());
            }
        }
    }

    private void index(TableCopy table) throws InterruptedException {
        int beginning = table.beginning();
        BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(15), new SplittableRandom());
        while (table.beginning() == beginning) {
            try {
                for (DataMediaSource server : targets.servers()) {
                    index(server, table);
                }
                table.indexed(beginning);
                return;
            } catch (SQLException | OtterException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("the run is closed");
                }
                String why = String.valueOf(e.getMessage());
                boolean again =
                        Lane.isTransient(e) || e instanceof SQLException sql && sql.getErrorCode() == TOO_MANY_CHANGES;
                log.warn("pipeline {}: indexes of {} are not made: {}", run.pipeline(), table.name(), why);
                if (!again) {
                    table.failed(
                            beginning,
                            "all rows are copied, but indexes are missing at the target: " + why
                                    + " Copy the table again once that is mended, or make them by hand.");
                    return;
                }
                table.delayed("indexes are made again soon: " + why);
                run.rest(backOff.next());
            }
        }
    }

    private void index(DataMediaSource server, TableCopy table) throws SQLException, InterruptedException {
        try (Connection open = targets.open(server)) {
            present = open;
            targets.index(open, table.name(), table.pairIds());
        } finally {
            present = null;
        }
    }
}
