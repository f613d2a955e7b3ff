package io.otter.node.load;

import io.otter.common.model.DataMediaSource;
import io.otter.common.position.BinlogPosition;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.TableName;
import io.otter.node.batch.CopiedTable;
import io.otter.node.batch.CopyStep;
import io.otter.node.batch.CrashPoint;
import io.otter.node.binlog.KeptSchemas;
import io.otter.node.binlog.SchemaNews;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to the target that is opened when needed, and again after it was lost. Confined to one
 * thread, except for {@link #abort}. */
final class TargetConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TargetConnection.class);
    /** Below the server's wait_timeout of 120 s. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final String pipeline;
    private final DataMediaSource target;
    private final DatabaseConnector connector;
    private final Checkpoint checkpoint;
    private final SchemaKeeper schemas;
    private final CopyKeeper copies;
    private final OwnConnections own;
    private final @Nullable OriginSession origin;
    private final CrashPoint crashPoint;
    private final AnswerWatch answers = new AnswerWatch();
    private long epoch;
    private boolean claimed;
    private boolean inTransaction;
    private long endedNanos = System.nanoTime();
    private volatile @Nullable Connection connection;
    private @Nullable BinlogPosition unsettled;

    /** @param origin null if what is applied need not carry where it was made */
    TargetConnection(
            String pipeline, Target target, Keepers keepers, OwnConnections own, @Nullable OriginSession origin) {
        this.pipeline = pipeline;
        this.target = target.server();
        connector = target.connector();
        checkpoint = target.checkpoint();
        crashPoint = target.crashPoint();
        schemas = keepers.schemas();
        copies = keepers.copies();
        this.own = own;
        this.origin = origin;
    }

    /** What is kept beside the checkpoint. */
    record Keepers(SchemaKeeper schemas, CopyKeeper copies) {}

    CrashPoint crashPoint() {
        return crashPoint;
    }

    AnswerWatch answers() {
        return answers;
    }

    /** Claims the checkpoint for an epoch. @return the position; empty when nothing was ever applied here */
    Optional<BinlogPosition> fence(long newEpoch) throws SQLException {
        Connection open = open();
        Optional<BinlogPosition> position = checkpoint.fence(open, newEpoch, own.list());
        ended();
        return position;
    }

    /** What is kept of the source's tables; empty when nothing is. */
    Optional<KeptSchemas> keptSchemas() throws SQLException {
        Optional<KeptSchemas> kept = schemas.read(open());
        rollback();
        return kept;
    }

    /** Keeps news of the source's tables, with the checkpoint that is moved next. */
    void keep(SchemaNews news) throws SQLException {
        schemas.write(open(), news);
    }

    /** What is kept of resyncs. */
    List<CopiedTable> copied() throws SQLException {
        List<CopiedTable> copied = copies.read(open());
        rollback();
        return copied;
    }

    /** Prepares the target for a table of a resync, in transactions of its own. */
    void begin(CopyStep step, List<TableName> tables) throws SQLException {
        copies.prepare(open(), step);
        if (step.emptyFirst()) {
            for (TableName table : tables) {
                while (emptySome(table)) {
                    commitAhead();
                }
                commitAhead();
            }
        }
    }

    private boolean emptySome(TableName table) throws SQLException {
        if (origin != null) {
            carry(origin.site()); // else the source would lose these rows, too
        }
        return copies.emptySome(open(), table);
    }

    /** Keeps a step of a resync, with the checkpoint that is moved next. */
    void keep(CopyStep step) throws SQLException {
        copies.write(open(), step);
    }

    /** Sets the epoch under which this commits; its connections are kept in the checkpoint once it is claimed. */
    void claimed(long owned) {
        epoch = owned;
        claimed = true;
    }

    long epoch() {
        return epoch;
    }

    /** The connection, in a READ COMMITTED transaction. */
    Connection open() throws SQLException {
        if (!inTransaction && System.nanoTime() - endedNanos > IDLE_NANOS) {
            drop();
        }
        inTransaction = true;
        Connection open = connection;
        if (open == null) {
            open = connector.open(target, Purpose.LOAD);
            connection = open;
            LoadSession.prepare(open);
            if (origin != null) {
                origin.opened(open);
            }
            keep(open);
            open.commit();
        }
        return open;
    }

    private void keep(Connection open) throws SQLException {
        List<Long> ids = own.opened(this, open);
        if (!claimed) {
            return;
        }
        try {
            checkpoint.keep(open, epoch, ids);
        } catch (SQLException e) {
            if (!LoadFault.isLockWait(e)) {
                throw e;
            }
            log.debug("pipeline {}: the id of a connection is not kept: {}", pipeline, e.getMessage());
        }
    }

    /** Has the open transaction carry where its rows were made, before any is written; 0 if it need not. */
    void carry(int site) throws SQLException {
        if (origin != null && site != 0) {
            origin.carry(open(), epoch, site);
        }
    }

    /** Rolls back what the open transaction has written, which then carries its origin anew. */
    void restart(int site) throws SQLException {
        open().rollback();
        if (origin != null) {
            origin.ended();
        }
        carry(site);
    }

    /**
     * Moves the checkpoint and commits.
     *
     * @throws SQLException if nothing is committed or the outcome is unknown; see {@link #wasCommitted()}
     * @throws io.otter.node.batch.FencedException if another epoch owns the target; nothing is committed
     */
    void commit(BinlogPosition end, boolean withRows) throws SQLException {
        Connection open = open();
        checkpoint.move(open, epoch, end);
        // A commit that only moves the position is no point to crash at.
        CrashPoint atRows = withRows ? crashPoint : CrashPoint.NONE;
        atRows.pass("rows-before-commit");
        try {
            open.commit();
            atRows.pass("rows-after-commit");
            ended();
        } catch (SQLException e) {
            unsettled = end;
            throw e;
        }
    }

    /**
     * Commits rows before their position.
     *
     * @throws SQLException if the outcome is unknown
     * @throws io.otter.node.batch.FencedException if another epoch owns the target; nothing is committed
     */
    void commitAhead() throws SQLException {
        Connection open = open();
        checkpoint.hold(open, epoch);
        open.commit();
        ended();
    }

    /** Whether the last commit took effect if its response was lost; waits until the server has finished it. */
    boolean wasCommitted() throws SQLException {
        BinlogPosition end = unsettled;
        if (end == null) {
            return false;
        }
        drop();
        log.info(
                "pipeline {}: the connection to {} was lost during a commit; reading the checkpoint",
                pipeline,
                target.name());
        Connection open = open();
        boolean committed = checkpoint.readSettled(open).filter(end::equals).isPresent();
        rollback();
        unsettled = null;
        return committed;
    }

    /** Rolls back; if that fails, closes the connection, which has the same effect. */
    void rollback() {
        ended();
        Connection open = connection;
        if (open != null) {
            try {
                open.rollback();
            } catch (SQLException e) {
                log.debug("pipeline {}: roll-back on a lost connection: {}", pipeline, e.getMessage());
                drop();
            }
        }
    }

    /** Closes the connection; the server rolls back any open transaction. */
    void drop() {
        ended();
        Connection open = connection;
        connection = null;
        own.closed(this);
        if (open != null) {
            try (open) {
                open.rollback();
            } catch (SQLException e) {
                log.debug("pipeline {}: closing a lost connection: {}", pipeline, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        drop();
    }

    /** Tears the connection down under a statement that does not end. */
    void abort() {
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("pipeline {}: tearing down a connection: {}", pipeline, e.getMessage());
            }
        }
    }

    /** Call when the open transaction holds nothing that could be lost. */
    void ended() {
        inTransaction = false;
        endedNanos = System.nanoTime();
        if (origin != null) {
            origin.ended();
        }
    }
}
