package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes within the caller's transaction. Changes of one table keep their order; runs of one kind become multi-row
 * statements. Tables without foreign keys are independent of each other within one transaction, so their runs are collected
 * across other tables' changes. One thread at a time.
 */
final class Applier {
    private static final Logger log = LoggerFactory.getLogger(Applier.class);
    private static final int MOST_ROWS = 500;
    private static final int MOST_BYTES = 512 * 1024;

    private final String pipeline;

    Applier(String pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * Applies all changes.
     *
     * @throws SQLException as the server said it; the caller tells transient faults from others
     * @throws OtterException for a row that the target refuses
     */
    void apply(Connection connection, List<TargetChange> changes, Applied applied) throws SQLException {
        if (changes.stream().anyMatch(change -> change.plan().ordered())) {
            applyRuns(connection, changes, applied);
            return;
        }
        // Two plans may lead to one table (N:1, or two versions of a table): they stay in one sequence.
        Map<TableName, List<TargetChange>> tables = new LinkedHashMap<>();
        changes.forEach(change -> tables.computeIfAbsent(change.plan().target().name(), name -> new ArrayList<>())
                .add(change));
        for (List<TargetChange> table : tables.values()) {
            applyRuns(connection, table, applied);
        }
    }

    private void applyRuns(Connection connection, List<TargetChange> changes, Applied applied) throws SQLException {
        int from = 0;
        while (from < changes.size()) {
            TargetChange first = changes.get(from);
            int to = from + 1;
            long bytes = first.bytes();
            while (to < changes.size() && to - from < MOST_ROWS) {
                TargetChange next = changes.get(to);
                bytes += next.bytes();
                if (bytes > MOST_BYTES || !sameRun(first, next)) {
                    break;
                }
                to++;
            }
            write(connection, changes.subList(from, to), applied);
            from = to;
        }
    }

    private static boolean sameRun(TargetChange first, TargetChange next) {
        return first.plan() == next.plan()
                && first.kind() == next.kind()
                && first.resync() == next.resync()
                && sameColumns(first.after(), next.after());
    }

    private static boolean sameColumns(@Nullable Row one, @Nullable Row other) {
        if (one == null || other == null) {
            return one == other;
        }
        for (int i = 0; i < one.size(); i++) {
            if ((one.get(i) == Row.ABSENT) != (other.get(i) == Row.ABSENT)) {
                return false;
            }
        }
        return true;
    }

    private void write(Connection connection, List<TargetChange> run, Applied applied) throws SQLException {
        TargetChange first = run.get(0);
        if (first.kind() == RowKind.DELETE) {
            delete(connection, run, applied);
        } else if (first.resync()) {
            resync(connection, run);
        } else if (first.kind() == RowKind.INSERT) {
            insert(connection, run, applied);
        } else {
            update(connection, run, applied);
        }
        applied.count(first.plan().pairId(), first.kind(), run.size());
    }

    private void insert(Connection connection, List<TargetChange> run, Applied applied) throws SQLException {
        TablePlan plan = run.get(0).plan();
        try {
            RowStatements.insert(connection, plan, afters(run), false);
        } catch (SQLException e) {
            if (run.size() == 1 && !LoadFault.isDuplicateKey(e)) {
                throw refused(plan, "insert", Objects.requireNonNull(run.get(0).after()), e);
            }
            if (!LoadFault.isDuplicateKey(e) && LoadFault.of("", e).code().isTransient()) {
                throw e;
            }
            // A multi-row statement does not say which row it was: one by one it does.
            for (TargetChange change : run) {
                Row row = Objects.requireNonNull(change.after());
                if (upsert(connection, plan, row)) {
                    applied.repaired();
                    log.warn(
                            "pipeline {}: inserted row {} {} was at the target already and is overwritten",
                            pipeline,
                            plan.targetName(),
                            RowStatements.keyText(plan, row));
                }
            }
        }
    }

    private void update(Connection connection, List<TargetChange> run, Applied applied) throws SQLException {
        TablePlan plan = run.get(0).plan();
        int[] found;
        if (run.size() > 1) {
            List<Row> befores = run.stream()
                    .map(change -> Objects.requireNonNull(change.before()))
                    .toList();
            try {
                found = RowStatements.updates(connection, plan, befores, afters(run));
            } catch (BatchUpdateException e) {
                int done = Math.min(run.size() - 1, (int) successes(e));
                throw refused(plan, "update", befores.get(done), e);
            }
        } else {
            Row before = Objects.requireNonNull(run.get(0).before());
            try {
                found = new int[] {
                    RowStatements.update(
                            connection,
                            plan,
                            before,
                            Objects.requireNonNull(run.get(0).after()))
                };
            } catch (SQLException e) {
                throw refused(plan, "update", before, e);
            }
        }
        for (int i = 0; i < found.length; i++) {
            if (found[i] == 0) {
                repair(connection, plan, run.get(i), applied);
            }
        }
    }

    private void repair(Connection connection, TablePlan plan, TargetChange change, Applied applied)
            throws SQLException {
        Row after = Objects.requireNonNull(change.after()).completedBy(Objects.requireNonNull(change.before()));
        for (var column : plan.columns()) {
            if (after.get(column.source()) == Row.ABSENT) {
                throw new OtterException(
                        ErrorCode.LOAD_ROW_NOT_FOUND,
                        "pipeline " + pipeline + ": updated row " + plan.targetName() + " "
                                + RowStatements.keyText(plan, Objects.requireNonNull(change.before()))
                                + " is missing, and the log does not carry all of its columns.");
            }
        }
        upsert(connection, plan, after);
        applied.repaired();
        log.warn(
                "pipeline {}: updated row {} {} was missing at the target and is written whole",
                pipeline,
                plan.targetName(),
                RowStatements.keyText(plan, Objects.requireNonNull(change.before())));
    }

    /** Not ON DUPLICATE KEY UPDATE: a duplicate of another unique key would overwrite another row. */
    private boolean upsert(Connection connection, TablePlan plan, Row row) throws SQLException {
        try {
            if (RowStatements.update(connection, plan, row, row) > 0) {
                return true;
            }
            RowStatements.insert(connection, plan, List.of(row), false);
            return false;
        } catch (SQLException e) {
            throw refused(plan, "write", row, e);
        }
    }

    private void resync(Connection connection, List<TargetChange> run) throws SQLException {
        TablePlan plan = run.get(0).plan();
        if (plan.keyIsOnlyUnique()) {
            RowStatements.insert(connection, plan, afters(run), true);
            return;
        }
        for (TargetChange change : run) {
            upsert(connection, plan, Objects.requireNonNull(change.after()));
        }
    }

    private void delete(Connection connection, List<TargetChange> run, Applied applied) throws SQLException {
        TablePlan plan = run.get(0).plan();
        List<Row> rows = run.stream()
                .map(change -> Objects.requireNonNull(change.before()))
                .toList();
        int found;
        try {
            found = RowStatements.delete(connection, plan, rows);
        } catch (SQLException e) {
            throw refused(plan, "delete", rows.get(0), e);
        }
        if (found < rows.size() && !run.get(0).resync()) {
            applied.missing(rows.size() - found);
            log.warn(
                    "pipeline {}: {} deleted rows of {} were missing at the target, among {} from {}",
                    pipeline,
                    rows.size() - found,
                    plan.targetName(),
                    rows.size(),
                    RowStatements.keyText(plan, rows.get(0)));
        }
    }

    private OtterException refused(TablePlan plan, String verb, Row row, SQLException fault) {
        return LoadFault.of(
                "pipeline " + pipeline + ": cannot " + verb + " row " + RowStatements.keyText(plan, row) + " of "
                        + plan.targetName(),
                fault);
    }

    private static List<Row> afters(List<TargetChange> run) {
        return run.stream()
                .map(change -> Objects.requireNonNull(change.after()))
                .toList();
    }

    private static long successes(BatchUpdateException fault) {
        long done = 0;
        for (int count : fault.getUpdateCounts()) {
            if (count == Statement.EXECUTE_FAILED) {
                break;
            }
            done++;
        }
        return done;
    }
}
