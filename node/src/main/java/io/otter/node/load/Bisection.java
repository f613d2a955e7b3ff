package io.otter.node.load;

import io.otter.common.error.OtterException;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.binlog.RowKind;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Locale;

/**
 * Finds the rows of a unit that the target refuses, by writing halves between savepoints until a single row is left.
 * One bad row among n is found in about 2 log₂ n attempts. For one unit, on its thread.
 */
final class Bisection {
    private final String pipeline;
    private final UnitWriter writer;
    private final DeadLetters deadLetters;
    private final Unit unit;
    private final Connection connection;
    private final Applied applied;

    Bisection(
            String pipeline,
            UnitWriter writer,
            DeadLetters deadLetters,
            Unit unit,
            Connection connection,
            Applied applied) {
        this.pipeline = pipeline;
        this.writer = writer;
        this.deadLetters = deadLetters;
        this.unit = unit;
        this.connection = connection;
        this.applied = applied;
    }

    /**
     * Writes the unit's changes into the open transaction, except for those that become dead letters.
     *
     * @throws RefusedException for the first refused row that may not become a dead letter
     * @throws SQLException for a transient fault
     */
    void write() throws SQLException {
        write(0, unit.changes().size());
    }

    private void write(int from, int to) throws SQLException {
        if (from == to) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        Applied part = new Applied();
        try {
            writer.write(connection, unit.changes().subList(from, to), true, part);
            applied.add(part);
            connection.releaseSavepoint(before);
            return;
        } catch (SQLException e) {
            OtterException fault = LoadFault.of(doing(from), e);
            if (fault.code().isTransient()) {
                throw e;
            }
            refuse(before, from, to, fault);
        } catch (OtterException e) {
            refuse(before, from, to, new OtterException(e.code(), e.getMessage() + where(from), e));
        }
    }

    private void refuse(Savepoint before, int from, int to, OtterException fault) throws SQLException {
        connection.rollback(before);
        if (to - from > 1) {
            int middle = (from + to) >>> 1;
            write(from, middle);
            write(middle, to);
            return;
        }
        BatchTransaction transaction = unit.parts().get(unit.partOf(from)).transaction();
        TargetChange change = unit.changes().get(from);
        RefusedRow row =
                new RefusedRow(change, masked(fault, change), transaction.end(), transaction.commitTimestampMillis());
        if (!DeadLetters.OF_ONE_ROW.contains(fault.code()) || !takes(row, from)) {
            throw new RefusedException(from, row);
        }
    }

    /** Without values of masked columns, which the server repeats, and so without its own words as the cause. */
    private static OtterException masked(OtterException fault, TargetChange change) {
        String message = String.valueOf(fault.getMessage());
        String hidden = change.plan().masked().hidden(message, change);
        return hidden.equals(message) ? fault : new OtterException(fault.code(), hidden);
    }

    private boolean takes(RefusedRow row, int change) throws SQLException {
        try {
            return deadLetters.take(connection, row);
        } catch (OtterException e) {
            throw new RefusedException(
                    change, new RefusedRow(row.change(), e, row.transactionEnd(), row.commitTimestampMillis()));
        }
    }

    private String doing(int change) {
        TargetChange row = unit.changes().get(change);
        return "pipeline " + pipeline + ": cannot " + verb(row.kind()) + " row "
                + RowConditions.keyText(row.plan(), row.known()) + " of "
                + row.plan().targetName() + where(change);
    }

    private String where(int change) {
        BatchTransaction transaction = unit.parts().get(unit.partOf(change)).transaction();
        return " from the transaction " + (transaction.last() ? "that ends" : "after") + " at "
                + transaction.end().file() + ":" + transaction.end().offset();
    }

    private static String verb(RowKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A refused row that stops loading. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int change;
        private final transient RefusedRow row;

        RefusedException(int change, RefusedRow row) {
            super(row.fault());
            this.change = change;
            this.row = row;
        }

        /** Index of the row's change within the unit. */
        int change() {
            return change;
        }

        RefusedRow row() {
            return row;
        }
    }
}
