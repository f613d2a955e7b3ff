package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.conflict.ConflictDecision;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Takes note of what the other side tells that it has after conflicts; mostly this side has the same. One thread at a time. */
final class SettlingWriter {
    private static final int FEWEST_AT_ONCE = 4;

    private final String pipeline;
    private final CheckedStatements statements;
    private final ConflictResolver resolver;

    SettlingWriter(String pipeline, CheckedStatements statements, ConflictResolver resolver) {
        this.pipeline = pipeline;
        this.statements = statements;
        this.resolver = resolver;
    }

    /**
     * Decides about the rows that are others here.
     *
     * @param run of one kind
     * @param inTurn whether everything before it is at the target
     * @throws OtterException with {@link ErrorCode#LOAD_CONFLICT}
     */
    void write(Connection connection, List<TargetChange> run, boolean inTurn, Applied applied) throws SQLException {
        if (statements.areSettled(connection, run)) {
            resolver.settled(connection, run);
        } else if (run.size() > FEWEST_AT_ONCE) {
            write(connection, run.subList(0, run.size() / 2), inTurn, applied);
            write(connection, run.subList(run.size() / 2, run.size()), inTurn, applied);
        } else {
            for (TargetChange change : run) {
                write(connection, change, inTurn, applied);
            }
        }
    }

    private void write(Connection connection, TargetChange change, boolean inTurn, Applied applied)
            throws SQLException {
        Row known = change.known();
        if (change.after() != null && !CheckedStatements.isComparable(change.plan(), known)) {
            return; // the table has got other columns since
        }
        boolean same = change.kind() == RowKind.DELETE
                ? !statements.hasKey(connection, known)
                : statements.hasWhole(connection, known);
        if (!same && !inTurn) {
            throw CheckedWriter.notAsExpected(pipeline, change);
        }
        if (!same
                && change.after() != null
                && !ConflictDecision.keepsCounters(change.plan().conflicts())) {
            statements.setCounters(connection, known);
        }
        if (!same) {
            resolver.resolve(connection, change, statements, applied);
        }
        if (change.kind() == RowKind.DELETE) {
            resolver.buried(connection, List.of(change));
        }
    }
}
