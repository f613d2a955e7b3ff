package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.node.binlog.DdlChange;
import io.otter.node.ddl.DdlApplier;
import io.otter.node.pipeline.BatchTransaction;
import io.otter.node.pipeline.SelectedChange;
import io.otter.node.transform.Mapper;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads one target server over one connection: units of whole source transactions, or a large one piece by piece, each with
 * the checkpoint in the same target transaction. Transient faults are tried again for ever. One thread owns it.
 */
final class TargetLoader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TargetLoader.class);

    private final String pipeline;
    private final DataMediaSource target;
    private final DatabaseConnector connector;
    private final Mapper mapper;
    private final Applier applier;
    private final DdlApplier ddlApplier;
    private final Checkpoint checkpoint;
    private final Retry retry;
    private long epoch;
    private @Nullable Connection connection;
    private @Nullable BinlogPosition skipUntil;
    /** Whether pieces of an unfinished source transaction wait in the open target transaction. */
    private boolean midTransaction;

    TargetLoader(
            ChannelConfig channel,
            PipelineConfig pipeline,
            DataMediaSource target,
            DatabaseConnector connector,
            Retry retry,
            DdlApplier ddlApplier,
            Clock clock) {
        this.pipeline = pipeline.name();
        this.target = target;
        this.connector = connector;
        this.retry = retry;
        mapper = new Mapper(pipeline, target.id());
        applier = new Applier(pipeline.name());
        this.ddlApplier = ddlApplier;
        checkpoint = new Checkpoint(pipeline.name(), channel.id(), pipeline.id(), clock);
    }

    /** Takes the checkpoint for an epoch. @return the position; empty when nothing was ever applied here */
    Optional<BinlogPosition> fence(long newEpoch) throws InterruptedException {
        epoch = newEpoch;
        return retry.untilDone(this::drop, () -> checkpoint.fence(connected(), newEpoch));
    }

    /** Transactions up to and including the one that ends here are applied already: reading began for a slower target. */
    void skipUntil(BinlogPosition position) {
        skipUntil = position;
    }

    /**
     * Applies whole transactions, or pieces of one, in order; the last one may be unfinished.
     *
     * @throws OtterException for a fault that trying again cannot mend; nothing of an unfinished target transaction stays
     */
    Applied load(List<BatchTransaction> transactions) throws InterruptedException {
        List<BatchTransaction> wanted = wanted(transactions);
        if (wanted.isEmpty()) {
            return new Applied();
        }
        Deque<BatchTransaction> remaining = new ArrayDeque<>(wanted);
        Applied applied = new Applied();
        try {
            return retry.untilDone(this::dropUnlessBroken, () -> {
                // What was committed before a fault has left the queue, so an attempt never repeats it.
                while (!remaining.isEmpty()) {
                    List<BatchTransaction> unit = Units.first(remaining);
                    applied.add(apply(unit));
                    unit.forEach(transaction -> remaining.removeFirst());
                }
                return applied;
            });
        } catch (OtterException e) {
            drop();
            throw e;
        }
    }

    @Override
    public void close() {
        drop();
    }

    private List<BatchTransaction> wanted(List<BatchTransaction> transactions) {
        if (skipUntil == null) {
            return transactions;
        }
        List<BatchTransaction> wanted = new ArrayList<>();
        for (BatchTransaction transaction : transactions) {
            BinlogPosition until = skipUntil;
            if (until == null) {
                wanted.add(transaction);
            } else if (transaction.last()
                    && transaction.end().file().equals(until.file())
                    && transaction.end().offset() == until.offset()) {
                skipUntil = null;
            }
        }
        return wanted;
    }

    /** One target transaction, or another part of the open one. */
    private Applied apply(List<BatchTransaction> unit) throws SQLException, InterruptedException {
        Applied applied = new Applied();
        boolean holdsDdl = false;
        List<TargetChange> changes = new ArrayList<>();
        Connection open = connected();
        for (BatchTransaction transaction : unit) {
            for (SelectedChange change : transaction.changes()) {
                if (change.change() instanceof DdlChange ddl) {
                    ddlApplier.apply(open, epoch, change, ddl, transaction.end());
                    holdsDdl = true;
                } else {
                    mapper.map(change, open, changes::add);
                }
            }
        }
        applier.apply(open, changes, applied);
        BatchTransaction last = unit.get(unit.size() - 1);
        if (last.last()) {
            commit(open, last.end());
        }
        if (holdsDdl) {
            mapper.forget();
            ddlApplier.settled();
        }
        midTransaction = !last.last();
        return applied;
    }

    /** Readies another attempt, unless what the target has lost began in an earlier unit. */
    private void dropUnlessBroken() {
        boolean broken = midTransaction;
        drop();
        if (broken) {
            throw new OtterException(
                    ErrorCode.LOAD_TRANSIENT,
                    "pipeline " + pipeline
                            + ": the target was lost within a large transaction, which begins again from the"
                            + " checkpoint.");
        }
    }

    private void commit(Connection open, BinlogPosition end) throws SQLException {
        checkpoint.move(open, epoch, end);
        try {
            open.commit();
        } catch (SQLException e) {
            if (!LoadFault.of("", e).code().isTransient() || !committed(end)) {
                throw e;
            }
        }
    }

    /** Whether a commit whose answer was lost has happened: the checkpoint knows. */
    private boolean committed(BinlogPosition end) throws SQLException {
        drop();
        log.info(
                "pipeline {}: the connection to {} was lost during a commit; reading the checkpoint",
                pipeline,
                target.name());
        Connection open = connected();
        boolean committed = checkpoint
                .read(open)
                .filter(position -> position.file().equals(end.file())
                        && position.offset() == end.offset()
                        && position.gtidSet().equals(end.gtidSet()))
                .isPresent();
        open.rollback();
        return committed;
    }

    private Connection connected() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = connector.open(target, Purpose.LOAD);
            connection = open;
            open.setAutoCommit(false);
            open.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try (Statement statement = open.createStatement()) {
                statement.execute("SET SESSION innodb_lock_wait_timeout = 5");
                statement.execute("SET SESSION sql_safe_updates = 0");
            }
            open.commit();
        }
        return open;
    }

    /** Closes the connection; the server rolls back what it had open. */
    private void drop() {
        midTransaction = false;
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.rollback();
            } catch (SQLException e) {
                log.debug("pipeline {}: roll-back on a lost connection: {}", pipeline, e.getMessage());
            }
            try {
                open.close();
            } catch (SQLException e) {
                log.debug("pipeline {}: closing a lost connection: {}", pipeline, e.getMessage());
            }
        }
    }
}
