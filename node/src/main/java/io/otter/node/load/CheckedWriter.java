package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run of changes of a table that is written at the target, too, as far as each row is there as the source had it
 * before. Any other row is a conflict, unless it is already as it is to be. One thread at a time.
 */
final class CheckedWriter {
    private static final int FEWEST_AT_ONCE = 4;

    private final String pipeline;
    private final CheckedStatements statements;
    private final ConflictResolver resolver;

    CheckedWriter(String pipeline, CheckedStatements statements, ConflictResolver resolver) {
        this.pipeline = pipeline;
        this.statements = statements;
        this.resolver = resolver;
    }

    /**
     * Writes the run.
     *
     * @param inTurn whether everything before it is at the target, so that a row that is not as expected is a conflict
     * @throws OtterException with {@link ErrorCode#LOAD_CONFLICT}
     */
    void write(Connection connection, List<TargetChange> run, boolean inTurn, Applied applied) throws SQLException {
        TargetChange first = run.get(0);
        if (first.settles()) {
            new SettlingWriter(pipeline, statements, resolver).write(connection, run, inTurn, applied);
            return;
        }
        resolver.cascade(connection, run);
        if (first.kind() == RowKind.INSERT) {
            insert(connection, run, inTurn, applied);
        } else if (first.kind() == RowKind.UPDATE) {
            update(connection, run, inTurn, applied);
        } else {
            if (!(statements.deletesManyUnchanged(run.size())
                    && atOnce(connection, run, inTurn, statements::deleteManyUnchanged))) {
                for (TargetChange change : run) {
                    delete(connection, change, inTurn, applied);
                }
            }
            resolver.buried(connection, run);
        }
        resolver.written(connection, run);
    }

    private void insert(Connection connection, List<TargetChange> run, boolean inTurn, Applied applied)
            throws SQLException {
        try {
            statements.plain().insert(connection, run, false);
        } catch (SQLException e) {
            if (!inTurn || !LoadFault.isDuplicateKey(e) && !isRefused(run.get(0), e)) {
                throw e;
            }
            if (run.size() > 1) {
                insert(connection, run.subList(0, run.size() / 2), true, applied);
                insert(connection, run.subList(run.size() / 2, run.size()), true, applied);
                return;
            }
            TargetChange change = run.get(0);
            if (isRefused(change, e)) {
                statements.add(connection, change);
                resolver.refused(connection, change, e, applied);
                return;
            }
            if (!statements.hasKey(connection, change.known())) {
                meetOthers(connection, change, e, applied);
                return;
            }
            statements.add(connection, change);
            if (statements.has(connection, change.known())) {
                resolver.same(connection, change);
            } else {
                conflict(connection, change, "was inserted on both sides", applied);
            }
        }
    }

    private void update(Connection connection, List<TargetChange> run, boolean inTurn, Applied applied)
            throws SQLException {
        if (run.size() > 1 && !run.get(0).plan().counters().isEmpty()) {
            // What has been added is not to be added again because another row is not as expected.
            updateEach(connection, run, inTurn, applied);
            return;
        }
        try {
            boolean atOnce = statements.updatesManyUnchanged(run.size())
                    && run.stream().noneMatch(CheckedWriter::changesRow)
                    && atOnce(connection, run, inTurn, statements::updateManyUnchanged);
            if (atOnce || statements.updateUnchanged(connection, run) == run.size()) {
                return;
            }
        } catch (SQLException e) {
            if (LoadFault.isMissingParent(e) && resolver.areAheadOfTheirParents(run)) {
                SessionModes.unchecked(connection, () -> update(connection, run, inTurn, applied));
                return;
            }
            boolean refused = isRefused(run.get(0), e);
            if (!inTurn || !refused && !(LoadFault.isDuplicateKey(e) && resolver.resolves(run.get(0)))) {
                throw e;
            }
            if (run.size() == 1 && !changesRow(run.get(0))) {
                statements.add(connection, run.get(0));
                if (refused) {
                    resolver.refused(connection, run.get(0), e, applied);
                } else {
                    meetOthers(connection, run.get(0), e, applied);
                }
                return;
            }
            if (run.size() == 1 && resolver.stays(connection, run.get(0), left(run.get(0)), e, statements, applied)) {
                return;
            }
        }
        if (!inTurn) {
            throw notAsExpected(run.get(0));
        }
        if (run.size() > 1) {
            updateEach(connection, run, true, applied);
            return;
        }
        TargetChange change = run.get(0);
        Row after = Objects.requireNonNull(change.after()).completedBy(change.known());
        if (!changesRow(change)) {
            statements.add(connection, change);
        }
        if (change.plan().keyless()) { // an equal row may be another one
            conflict(connection, change, "was changed here, too, or is not there", applied);
        } else if (statements.has(connection, after)) {
            resolver.same(connection, change);
        } else if (resolver.resolves(change) && changesRow(change)) {
            // Two rows are concerned, of which either may have been changed here.
            TargetChange left = left(change);
            boolean moved = resolver.moved(connection, change, left, statements, applied);
            if (!moved) {
                resolver.cascade(connection, List.of(left));
                delete(connection, left, true, applied);
            }
            resolver.buried(connection, List.of(left));
            if (!moved) {
                insert(connection, List.of(as(change, RowKind.INSERT, null, after)), true, applied);
            }
        } else {
            conflict(
                    connection,
                    change,
                    statements.hasKey(connection, change.known())
                            ? "was changed on both sides"
                            : "was changed here, but is not there",
                    applied);
        }
    }

    /** Whether a foreign key refuses it because of what was done here, which the log that was read last does not say. */
    private boolean isRefused(TargetChange change, SQLException fault) {
        return ConflictResolver.mayPass(change, fault) && resolver.resolves(change);
    }

    private void updateEach(Connection connection, List<TargetChange> run, boolean inTurn, Applied applied)
            throws SQLException {
        for (TargetChange change : run) {
            update(connection, List.of(change), inTurn, applied);
        }
    }

    private interface Many {
        /** @return number of rows found */
        int write(Connection connection, List<TargetChange> run) throws SQLException;
    }

    /** Writes all rows with one statement if each is as expected, else none. @return whether it has */
    private boolean atOnce(Connection connection, List<TargetChange> run, boolean inTurn, Many many)
            throws SQLException {
        if (run.size() < FEWEST_AT_ONCE || RowWriter.repeats(run)) {
            return false;
        }
        if (!inTurn) {
            if (many.write(connection, run) < run.size()) {
                throw notAsExpected(run.get(0));
            }
            return true;
        }
        Savepoint before = connection.setSavepoint();
        try {
            if (many.write(connection, run) == run.size()) {
                connection.releaseSavepoint(before);
                return true;
            }
        } catch (SQLException e) {
            if (!isRefused(run.get(0), e)) {
                throw e;
            }
        }
        connection.rollback(before);
        return false;
    }

    private static boolean changesRow(TargetChange change) {
        return change.plan().keys().changesRow(change);
    }

    /** That a row which gets another key is gone under its old one. */
    private static TargetChange left(TargetChange change) {
        return as(change, RowKind.DELETE, change.known(), null);
    }

    private static TargetChange as(TargetChange like, RowKind kind, @Nullable Row before, @Nullable Row after) {
        return new TargetChange(like.plan(), kind, before, after, like.bytes(), false, like.foreignKeysOff(), null);
    }

    private void delete(Connection connection, TargetChange change, boolean inTurn, Applied applied)
            throws SQLException {
        Row before = change.known();
        try {
            if (statements.deleteUnchanged(connection, before)) {
                return;
            }
        } catch (SQLException e) {
            if (!inTurn || change.plan().keyless() || !isRefused(change, e)) {
                throw e;
            }
            resolver.refused(connection, change, e, applied);
            return;
        }
        if (!inTurn) {
            throw notAsExpected(change);
        }
        if (change.plan().keyless()) {
            conflict(connection, change, "was changed or deleted here, too", applied);
        } else if (statements.hasKey(connection, before)) {
            conflict(connection, change, "was deleted here and changed there", applied);
        } else {
            applied.missingDeletes(1);
            resolver.same(connection, change);
        }
    }

    /** Another row has its value of a unique key. */
    private void meetOthers(Connection connection, TargetChange change, SQLException duplicate, Applied applied)
            throws SQLException {
        if (!resolver.resolves(change)) {
            throw duplicate;
        }
        resolver.resolve(connection, change, statements, applied);
    }

    private void conflict(Connection connection, TargetChange change, String what, Applied applied)
            throws SQLException {
        if (!resolver.resolves(change) || change.plan().keyless()) {
            throw new OtterException(ErrorCode.LOAD_CONFLICT, name(change) + " " + what);
        }
        resolver.resolve(connection, change, statements, applied);
    }

    private OtterException notAsExpected(TargetChange change) {
        return notAsExpected(pipeline, change);
    }

    /** That a row may be as it is to be once what comes before it is written. */
    static OtterException notAsExpected(String pipeline, TargetChange change) {
        return new OtterException(ErrorCode.LOAD_CONFLICT, name(pipeline, change) + " is not as expected yet");
    }

    private String name(TargetChange change) {
        return name(pipeline, change);
    }

    private static String name(String pipeline, TargetChange change) {
        return "pipeline " + pipeline + ": the row " + change.plan().targetName() + " "
                + RowConditions.keyText(change.plan(), change.known());
    }
}
