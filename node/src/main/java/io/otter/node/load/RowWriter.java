package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.batch.RowFault;
import io.otter.node.batch.RowLog;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.Rows;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import io.otter.node.transform.TargetKeys;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes runs of changes of one table and kind, many rows per statement. Rows that are not as the log expects are
 * repaired: an inserted row that exists is overwritten, an updated row that is missing is written in full, a deleted
 * row that is missing is counted. One thread at a time.
 */
final class RowWriter {
    private static final Logger log = LoggerFactory.getLogger(RowWriter.class);
    private static final int MAX_PLANS = 2_000;

    private final String pipeline;
    private final AnswerWatch answers;
    private final RowLog rowLog;
    private final Map<TablePlan, RowStatements> whole = new IdentityHashMap<>();

    private final ConflictResolver resolver;

    RowWriter(String pipeline, ConflictResolver resolver, AnswerWatch answers) {
        this.resolver = resolver;
        this.pipeline = pipeline;
        this.answers = answers;
        rowLog = new RowLog(log, pipeline);
    }

    /** Whether both changes may be in the same run. */
    static boolean together(TargetChange first, TargetChange next) {
        return first.plan() == next.plan()
                && first.kind() == next.kind()
                && first.resync() == next.resync()
                && first.settles() == next.settles()
                && first.foreignKeysOff() == next.foreignKeysOff()
                && first.fault() == null
                && next.fault() == null
                && !first.holdsEnumError()
                && !next.holdsEnumError()
                && Rows.sameColumns(first.after(), next.after());
    }

    /**
     * Writes one run.
     *
     * @param repair whether to repair rows that are not as expected; if not, they are faults, since an earlier unit may
     *     still have to be applied
     * @throws SQLException as thrown by the server
     * @throws OtterException with {@link ErrorCode#LOAD_ROW_NOT_FOUND}, or with the fault of a filter or processor
     */
    void write(Connection connection, List<TargetChange> run, boolean repair, Applied applied) throws SQLException {
        TargetChange first = run.get(0);
        RowFault fault = first.fault();
        if (fault != null) {
            throw new OtterException(fault.code(), fault.message());
        }
        boolean compares = !first.resync()
                && run.stream().allMatch(change -> CheckedStatements.isComparable(change.plan(), change.known()));
        if (!compares && !first.resync() && !first.settles() && first.plan().isChecked()) {
            throw new OtterException(
                    ErrorCode.LOAD_CONFLICT,
                    "pipeline " + pipeline + ": what the row " + first.plan().targetName() + " "
                            + RowConditions.keyText(first.plan(), first.known())
                            + " was before is not in the log, so nobody can tell whether it was changed on both sides;"
                            + " the source has to log whole rows (binlog_row_image = FULL)");
        }
        if (compares || first.settles()) {
            new CheckedWriter(pipeline, statements(first).checked(), resolver).write(connection, run, repair, applied);
        } else if (first.kind() == RowKind.DELETE) {
            delete(connection, run, repair, applied);
        } else if (first.resync()) {
            resync(connection, run);
        } else if (first.kind() == RowKind.INSERT) {
            insert(connection, run, repair, applied);
        } else {
            update(connection, run, repair, applied);
        }
    }

    private void insert(Connection connection, List<TargetChange> run, boolean repair, Applied applied)
            throws SQLException {
        TargetChange first = run.get(0);
        try {
            statements(first).insert(connection, run, false);
        } catch (SQLException e) {
            if (!repair || !LoadFault.isDuplicateKey(e)) {
                throw e;
            }
            if (run.size() > 1) {
                // The failed statement changed nothing; halving finds the row.
                insert(connection, run.subList(0, run.size() / 2), true, applied);
                insert(connection, run.subList(run.size() / 2, run.size()), true, applied);
            } else {
                requireSameKey(connection, first, first.known());
                overwrite(connection, first, applied);
            }
        }
    }

    /** If the source distinguishes keys that the target considers equal, the existing row is a different one. */
    private void requireSameKey(Connection connection, TargetChange change, Row row) throws SQLException {
        Optional<String> other = statements(change).otherKey(connection, row);
        if (other.isPresent()) {
            throw new OtterException(
                    ErrorCode.LOAD_DATA,
                    "pipeline " + pipeline + ": the row " + change.plan().targetName() + " "
                            + RowConditions.keyText(change.plan(), row)
                            + " cannot be written: it conflicts with "
                            + other.get()
                            + ", which is the same key in the target's collation; give the key columns"
                            + " the collation that they have at the source.");
        }
    }

    private void overwrite(Connection connection, TargetChange first, Applied applied) throws SQLException {
        if (upsert(connection, first, first.known())) {
            applied.repaired();
            rowLog.warn(
                    "inserted into " + first.plan().targetName()
                            + ", but already at the target, so they were overwritten",
                    RowConditions.keyText(first.plan(), first.known()));
        }
    }

    private void update(Connection connection, List<TargetChange> run, boolean repair, Applied applied)
            throws SQLException {
        TargetChange first = run.get(0);
        RowStatements statements = statements(first);
        if (run.size() == 1 || isOrdered(run)) {
            for (TargetChange change : run) {
                Row after = Objects.requireNonNull(change.after());
                if (updateOne(connection, statements, change, after, repair) == 0) {
                    repair(connection, change, after, repair, applied);
                }
            }
            return;
        }
        int found = statements.joinable() && !repeats(run)
                ? statements.updateMany(connection, run)
                : statements.updateEach(connection, run);
        if (found < run.size()) {
            if (!repair) {
                throw missing(first);
            }
            // Updates that found their rows may be repeated; halving finds the one that did not.
            update(connection, run.subList(0, run.size() / 2), true, applied);
            update(connection, run.subList(run.size() / 2, run.size()), true, applied);
        }
    }

    /** Whether a row may occur twice, since a join would update it only once. */
    static boolean repeats(List<TargetChange> run) {
        TargetKeys keys = run.get(0).plan().keys();
        LongMap seen = new LongMap(run.size());
        return run.stream().anyMatch(change -> seen.put(keys.row(change), 1) != LongMap.NONE);
    }

    /** Whether an update may find a row that another one produced, so that updates must not be repeated. */
    private static boolean isOrdered(List<TargetChange> run) {
        TablePlan plan = run.get(0).plan();
        return plan.keyless() || run.stream().anyMatch(plan.keys()::changesRow);
    }

    private int updateOne(
            Connection connection, RowStatements statements, TargetChange change, Row after, boolean repair)
            throws SQLException {
        try {
            return statements.update(connection, change.known(), after);
        } catch (SQLException e) {
            if (repair && LoadFault.isDuplicateKey(e) && change.plan().keys().changesRow(change)) {
                requireSameKey(connection, change, after.completedBy(change.known()));
                // A row with the new key exists: delete the old row and overwrite the existing one.
                statements.delete(connection, List.of(change));
                return 0;
            }
            throw e;
        }
    }

    private void repair(Connection connection, TargetChange change, Row after, boolean repair, Applied applied)
            throws SQLException {
        // Columns that the update leaves out are unchanged, so the before image has them.
        Row whole = after.completedBy(change.known());
        if (!repair || !carriesAll(change.plan(), whole)) {
            throw missing(change);
        }
        requireSameKey(connection, change, whole);
        upsert(
                connection,
                new TargetChange(
                        change.plan(),
                        change.kind(),
                        change.before(),
                        whole,
                        change.bytes(),
                        change.resync(),
                        change.foreignKeysOff(),
                        change.fault()),
                whole);
        applied.repaired();
        rowLog.warn(
                "updated in " + change.plan().targetName()
                        + ", but missing at the target, so they were written in full",
                RowConditions.keyText(change.plan(), change.known()));
    }

    /** Not ON DUPLICATE KEY UPDATE: a conflict with another unique key would overwrite a different row. */
    private boolean upsert(Connection connection, TargetChange change, Row row) throws SQLException {
        RowStatements statements = statements(change);
        if (!change.plan().keyless() && statements.update(connection, row, row) > 0) {
            return true;
        }
        statements.insert(connection, List.of(change), false);
        return false;
    }

    private void resync(Connection connection, List<TargetChange> run) throws SQLException {
        TablePlan plan = run.get(0).plan();
        boolean mayMeetOthers = statements(run.get(0)).mayMeetOthers();
        if (!plan.keyless() && !mayMeetOthers) {
            if (plan.keyIsOnlyUnique()) {
                statements(run.get(0)).insert(connection, run, true);
                return;
            }
            if (run.size() > 1 && insertedAll(connection, run)) {
                return;
            }
        }
        for (TargetChange change : run) {
            if (mayMeetOthers) {
                requireSameKey(connection, change, Objects.requireNonNull(change.after()));
            }
            upsert(connection, change, Objects.requireNonNull(change.after()));
        }
    }

    /** Whether none of the rows was there; otherwise the statement has changed nothing. */
    private boolean insertedAll(Connection connection, List<TargetChange> run) throws SQLException {
        try {
            statements(run.get(0)).insert(connection, run, false);
            return true;
        } catch (SQLException e) {
            if (LoadFault.isDuplicateKey(e)) {
                return false;
            }
            throw e;
        }
    }

    private void delete(Connection connection, List<TargetChange> run, boolean repair, Applied applied)
            throws SQLException {
        TargetChange first = run.get(0);
        int found = statements(first).delete(connection, run);
        if (found < run.size() && !first.resync()) {
            if (!repair) {
                throw missing(first);
            }
            applied.missingDeletes(run.size() - found);
            rowLog.warn(
                    "deleted from " + first.plan().targetName() + ", but missing at the target",
                    run.size() - found,
                    "one among " + run.size() + " from " + RowConditions.keyText(first.plan(), first.known()) + " on");
        }
    }

    private RowStatements statements(TargetChange change) {
        Row image = change.after();
        if (image == null || carriesAll(change.plan(), image)) {
            if (whole.size() > MAX_PLANS) {
                whole.clear();
            }
            return whole.computeIfAbsent(change.plan(), plan -> new RowStatements(plan, null, answers));
        }
        return new RowStatements(change.plan(), image, answers);
    }

    private static boolean carriesAll(TablePlan plan, Row row) {
        List<ColumnMapping> columns = plan.columns();
        for (int i = 0; i < columns.size(); i++) {
            if (row.get(columns.get(i).source()) == Row.ABSENT) {
                return false;
            }
        }
        return true;
    }

    private OtterException missing(TargetChange change) {
        return new OtterException(
                ErrorCode.LOAD_ROW_NOT_FOUND,
                "pipeline " + pipeline + ": row " + change.plan().targetName() + " "
                        + RowConditions.keyText(change.plan(), change.known())
                        + " is missing at the target, and the log does not contain all of its columns");
    }
}
