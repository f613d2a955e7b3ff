package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.batch.CopyStep;
import io.otter.node.binlog.SchemaNews;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads units over one connection. Ahead of its turn a unit is only written, and anything unexpected ends the attempt,
 * since an earlier unit may still have to be applied. In its turn everything before it is committed: rows are then
 * repaired, refused rows are located, and transient faults are retried for ever. Confined to one thread.
 */
final class UnitLoader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UnitLoader.class);

    private final String pipeline;
    private final TargetConnection session;
    private final Committer committer;
    private final DeadLetters deadLetters;
    private final CommitAddendum addendum;
    private final Retry retry;
    private final boolean dryRun;
    private final UnitWriter writer;
    /** What the last attempt did, even if its commit is still uncertain. */
    private Applied applied = new Applied();
    /** Whether pieces of an unfinished source transaction are in the open target transaction. */
    private boolean midTransaction;

    /**
     * @param addendum written together with each unit's checkpoint
     * @param dryRun whether to count rows only
     */
    UnitLoader(
            String pipeline,
            TargetConnection session,
            Committer committer,
            DeadLetters deadLetters,
            CommitAddendum addendum,
            Retry retry,
            boolean dryRun) {
        this.pipeline = pipeline;
        this.session = session;
        this.committer = committer;
        this.deadLetters = deadLetters;
        this.addendum = addendum;
        this.retry = retry;
        this.dryRun = dryRun;
        writer = new UnitWriter(pipeline, deadLetters.conflicts(), session.answers());
    }

    /**
     * Begins to write a unit ahead of its turn, holding its locks until commit or roll-back.
     *
     * @param changes those that need not wait
     * @return false if that failed
     */
    boolean writeAhead(Unit unit, List<TargetChange> changes) {
        applied = new Applied();
        return isWritten(unit, () -> write(session.open(), unit, changes, false));
    }

    /** Writes the other changes, too. @return false if that failed */
    boolean writeRestAhead(Unit unit, List<TargetChange> changes) {
        return isWritten(unit, () -> writeRows(session.open(), changes, false));
    }

    private boolean isWritten(Unit unit, Writing writing) {
        session.answers().asked();
        try {
            writing.run();
            return true;
        } catch (SQLException | OtterException e) {
            log.debug("pipeline {}: unit {} waits for its turn: {}", pipeline, unit.number(), e.getMessage());
            session.rollback();
            return false;
        } finally {
            session.answers().done();
        }
    }

    /** Has the other side told of rows about which there were conflicts. Call when the unit counts as committed: it waits for others. */
    void tell(Unit unit) throws InterruptedException {
        ConflictBook conflicts = deadLetters.conflicts();
        if (unit.whole() && conflicts.isWaiting()) {
            retry.untilDone(() -> {}, () -> {
                conflicts.committed();
                return unit;
            });
        }
    }

    /** Rolls back a unit that was written ahead, which releases its locks. */
    void rollback() {
        session.rollback();
    }

    /** Commits what was written ahead, in the unit's turn. @return empty if it must be written again */
    Optional<Applied> commitAhead(Unit unit) {
        session.answers().asked();
        try {
            commit(unit);
            return Optional.of(applied);
        } catch (SQLException e) {
            log.debug("pipeline {}: unit {} is not committed: {}", pipeline, unit.number(), e.getMessage());
            session.rollback();
            return Optional.empty();
        } finally {
            session.answers().done();
        }
    }

    /**
     * Writes a unit in its turn, and commits it if it is whole.
     *
     * @throws OtterException for a fault that retrying cannot fix; transactions before a refused row are committed
     */
    Applied load(Unit unit) throws InterruptedException {
        try {
            return attempts(unit);
        } catch (Bisection.RefusedException e) {
            session.rollback();
            int part = unit.partOf(e.change());
            if (part > 0) {
                attempts(unit.upTo(part));
            }
            stopAt(e.row());
            throw e.row().fault();
        } catch (OtterException e) {
            session.drop();
            throw e;
        }
    }

    /** Keeps the row for an operator; whoever has lost the target since keeps nothing. */
    private void stopAt(RefusedRow row) {
        try {
            Connection open = session.open();
            deadLetters.stopped(open, session.epoch(), row, PresentRows.find(open, row.change()));
            session.commitAhead();
        } catch (SQLException | OtterException e) {
            session.rollback();
            log.warn("pipeline {}: the refused row cannot be kept for its page: {}", pipeline, e.getMessage());
        }
    }

    /** Prepares another attempt, unless the lost transaction includes pieces of earlier units. */
    void lost() {
        boolean broken = midTransaction;
        midTransaction = false;
        session.drop();
        if (broken) {
            throw new OtterException(
                    ErrorCode.LOAD_TRANSIENT,
                    "pipeline " + pipeline
                            + ": the connection to the target was lost within a large transaction, which restarts from the"
                            + " checkpoint.");
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private Applied attempts(Unit unit) throws InterruptedException {
        return retry.untilDone(
                () -> {
                    committer.makeWay(unit);
                    lost();
                },
                () -> {
                    session.answers().asked();
                    try {
                        return attempt(unit);
                    } finally {
                        session.answers().done();
                    }
                });
    }

    private Applied attempt(Unit unit) throws SQLException {
        if (session.wasCommitted()) {
            return applied;
        }
        Connection open = session.open();
        if (midTransaction) {
            session.crashPoint().pass("rows-between-pieces");
        }
        @Nullable Savepoint begin = midTransaction ? open.setSavepoint() : null;
        applied = new Applied();
        try {
            write(open, unit, unit.changes(), true);
        } catch (SQLException e) {
            if (LoadFault.of("", e).code().isTransient()) {
                throw e;
            }
            locate(open, unit, begin);
        } catch (OtterException e) {
            locate(open, unit, begin);
        }
        if (unit.whole()) {
            commit(unit);
        }
        midTransaction = !unit.whole();
        return applied;
    }

    private void commit(Unit unit) throws SQLException {
        List<TargetChange> resynced =
                unit.changes().stream().filter(TargetChange::resync).toList();
        if (!resynced.isEmpty() && !dryRun) {
            deadLetters.resynced(session.open(), resynced);
        }
        if (!unit.changes().isEmpty() && !dryRun) {
            deadLetters.committing(session.open(), unit.end());
        }
        addendum.write(session.open());
        for (SchemaNews news : unit.schemas()) {
            session.keep(news);
        }
        for (CopyStep step : unit.copies()) {
            session.keep(step);
        }
        session.commit(unit.end(), !unit.changes().isEmpty());
    }

    private void write(Connection open, Unit unit, List<TargetChange> changes, boolean repair) throws SQLException {
        if (!dryRun) {
            session.carry(unit.origin());
            writer.begin(unit);
        }
        writeRows(open, changes, repair);
    }

    private void writeRows(Connection open, List<TargetChange> changes, boolean repair) throws SQLException {
        if (dryRun) {
            UnitWriter.count(changes, applied);
        } else {
            writer.write(open, changes, repair, applied);
        }
    }

    private void locate(Connection open, Unit unit, @Nullable Savepoint begin) throws SQLException {
        if (begin == null) {
            session.restart(unit.origin());
        } else {
            open.rollback(begin);
        }
        applied = new Applied();
        new Bisection(pipeline, writer, deadLetters, unit, open, applied).write();
    }

    private interface Writing {
        void run() throws SQLException;
    }

    /** What else to write in the transaction that commits a unit. */
    interface CommitAddendum {
        void write(Connection open) throws SQLException;
    }
}
