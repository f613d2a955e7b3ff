package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * Writes a run of changes of a table that is written at the target, too, as far as each row is there as the source had it
 * before. Any other row is a conflict, unless it is already as it is to be. One thread at a time.
 */
final class CheckedWriter {
    private final String pipeline;
    private final RowStatements statements;

    CheckedWriter(String pipeline, RowStatements statements) {
        this.pipeline = pipeline;
        this.statements = statements;
    }

    /**
     * Writes the run.
     *
     * @param inTurn whether everything before it is at the target, so that a row that is not as expected is a conflict
     * @throws OtterException with {@link ErrorCode#LOAD_CONFLICT}
     */
    void write(Connection connection, List<TargetChange> run, boolean inTurn, Applied applied) throws SQLException {
        RowKind kind = run.get(0).kind();
        if (kind == RowKind.INSERT) {
            insert(connection, run, inTurn);
        } else if (kind == RowKind.UPDATE) {
            update(connection, run, inTurn);
        } else {
            for (TargetChange change : run) {
                delete(connection, change, inTurn, applied);
            }
        }
    }

    private void insert(Connection connection, List<TargetChange> run, boolean inTurn) throws SQLException {
        try {
            statements.insert(connection, run, false);
        } catch (SQLException e) {
            if (!inTurn || !LoadFault.isDuplicateKey(e)) {
                throw e;
            }
            if (run.size() > 1) {
                insert(connection, run.subList(0, run.size() / 2), true);
                insert(connection, run.subList(run.size() / 2, run.size()), true);
                return;
            }
            Row row = run.get(0).known();
            if (!statements.hasKey(connection, row)) {
                throw e; // another row has its value of a unique key
            }
            if (!statements.has(connection, row)) {
                throw conflict(run.get(0), "was inserted on both sides");
            }
        }
    }

    private void update(Connection connection, List<TargetChange> run, boolean inTurn) throws SQLException {
        if (statements.updateUnchanged(connection, run) == run.size()) {
            return;
        }
        if (run.size() > 1) {
            if (!inTurn) {
                throw notAsExpected(run.get(0));
            }
            for (TargetChange change : run) {
                update(connection, List.of(change), true);
            }
            return;
        }
        TargetChange change = run.get(0);
        Row after = Objects.requireNonNull(change.after()).completedBy(change.known());
        if (!statements.has(connection, after)) {
            throw !inTurn
                    ? notAsExpected(change)
                    : conflict(
                            change,
                            statements.hasKey(connection, change.known())
                                    ? "was changed on both sides"
                                    : "was changed here, but is not there");
        }
    }

    private void delete(Connection connection, TargetChange change, boolean inTurn, Applied applied)
            throws SQLException {
        Row before = change.known();
        if (statements.deleteUnchanged(connection, before)) {
            return;
        }
        if (!inTurn) {
            throw notAsExpected(change);
        }
        if (statements.hasKey(connection, before)) {
            throw conflict(change, "was deleted here and changed there");
        }
        applied.missingDeletes(1);
    }

    private OtterException notAsExpected(TargetChange change) {
        return new OtterException(ErrorCode.LOAD_CONFLICT, name(change) + " is not as expected yet");
    }

    private OtterException conflict(TargetChange change, String what) {
        return new OtterException(ErrorCode.LOAD_CONFLICT, name(change) + " " + what);
    }

    private String name(TargetChange change) {
        return "pipeline " + pipeline + ": the row " + change.plan().targetName() + " "
                + RowStatements.keyText(change.plan(), change.known());
    }
}
