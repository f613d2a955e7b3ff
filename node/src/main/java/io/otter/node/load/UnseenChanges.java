package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.node.batch.RowLog;
import io.otter.node.binlog.Row;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.Rows;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What foreign keys do with a change, there or here, which no log has. The rows that refer to a row may be others at either side, so
 * the other side is told how they are here then, and both end equal. One thread at a time.
 */
final class UnseenChanges {
    private static final Logger log = LoggerFactory.getLogger(UnseenChanges.class);
    /** With a change that stays away. */
    private static final int MOST_THERE = 10_000;
    /** With one that is made, mostly without anybody having changed anything: each of them costs the target some statements. */
    private static final int MOST_HERE = 1_000;

    private final String pipeline;
    private final ConflictBook book;
    private final ReferringTables referring = new ReferringTables();
    private final RowLog rowLog;

    UnseenChanges(String pipeline, ConflictBook book) {
        this.pipeline = pipeline;
        this.book = book;
        rowLog = new RowLog(log, pipeline);
    }

    /** Whether foreign keys may do anything with changes of a table of which the other side is told. */
    boolean mayBe(Connection connection, TablePlan plan) throws SQLException {
        return plan.conflicts().settles()
                && !plan.keyless()
                && !referring.to(connection, plan.target().name()).isEmpty();
    }

    /**
     * The rows that the other side's foreign keys have deleted or changed with a change that is not made here, as far as their tables
     * settle conflicts.
     *
     * @throws OtterException with {@link ErrorCode#LOAD_CONFLICT} if they are too many
     */
    List<CascadedRow> there(Connection connection, TargetChange change) throws SQLException {
        if (change.before() == null) {
            return List.of();
        }
        return find(connection, change, changed(change, false), MOST_THERE)
                .orElseThrow(() -> new OtterException(
                        ErrorCode.LOAD_CONFLICT,
                        "pipeline " + pipeline + ": the row " + name(change)
                                + " was deleted, or got another key, at the other side and stays here, with more than "
                                + MOST_THERE
                                + " rows that foreign keys delete or change with it: too many to tell the other"
                                + " side of. Make the row, and those that refer to it, equal on both sides with"
                                + " SET SESSION sql_log_bin = 0, and start the channel again."));
    }

    /**
     * Likewise those that foreign keys delete or change here when a change is made; none if they are too many.
     *
     * @param whole whether all columns are written, whatever the change is
     */
    List<CascadedRow> here(Connection connection, TargetChange change, boolean whole) throws SQLException {
        Optional<List<CascadedRow>> found = find(connection, change, changed(change, whole), MOST_HERE);
        if (found.isEmpty()) {
            rowLog.warn(
                    "deleted from " + change.plan().targetName() + ", or given another key, with more than " + MOST_HERE
                            + " rows that foreign keys delete or change with it, of which the other side is not told;"
                            + " compare them",
                    RowConditions.keyText(change.plan(), change.known()));
        }
        return found.orElse(List.of());
    }

    void tell(Connection connection, TablePlan about, List<CascadedRow> rows) throws SQLException {
        for (CascadedRow row : rows) {
            book.tell(connection, about, row);
        }
    }

    private Optional<List<CascadedRow>> find(
            Connection connection, TargetChange change, @Nullable Map<String, @Nullable Object> changed, int most)
            throws SQLException {
        TablePlan plan = change.plan();
        boolean nothing = changed != null && changed.isEmpty();
        if (nothing || change.foreignKeysOff() || !mayBe(connection, plan)) {
            return Optional.of(List.of());
        }
        return new CascadedRows(connection, referring, book::settles, most)
                .with(plan.target(), ConflictBook.key(plan, change.known()), changed);
    }

    /** What columns of the target get; null for a row that is deleted. */
    private static @Nullable Map<String, @Nullable Object> changed(TargetChange change, boolean whole) {
        Row after = change.after();
        if (after == null) {
            return null;
        }
        Row before = change.before();
        Map<String, @Nullable Object> changed = new HashMap<>();
        for (ColumnMapping column : change.plan().columns()) {
            boolean other = after.get(column.source()) != Row.ABSENT
                    && (before != null && !Rows.sameValues(List.of(column), before, after)
                            || whole && !change.plan().key().contains(column));
            if (other) {
                changed.put(column.target(), after.get(column.source()));
            }
        }
        return changed;
    }

    private static String name(TargetChange change) {
        return change.plan().targetName() + " " + RowConditions.keyText(change.plan(), change.known());
    }
}
