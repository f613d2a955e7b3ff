package io.otter.node.load;

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
import org.jspecify.annotations.Nullable;

/**
 * What foreign keys do with a change, there or here, which no log has. The rows that refer to a row may be others at either side, so
 * the other side is told how they are here then, and both end equal. One thread at a time.
 */
final class UnseenChanges {
    private final ConflictBook book;
    private final ReferringTables referring = new ReferringTables();

    UnseenChanges(ConflictBook book) {
        this.book = book;
    }

    /** Whether foreign keys may do anything with changes of a table of which the other side is told. */
    private boolean mayBe(Connection connection, TablePlan plan) throws SQLException {
        return plan.conflicts().settles()
                && !plan.keyless()
                && !referring.to(connection, plan.target().name()).isEmpty();
    }

    /**
     * Tells of the rows that the other side's foreign keys have deleted or changed with a change that is not made here, as far as
     * their tables settle conflicts.
     */
    void tellThere(Connection connection, TargetChange change) throws SQLException {
        if (change.before() != null) {
            tell(connection, List.of(change), changed(change, false));
        }
    }

    /**
     * Likewise of those that foreign keys delete or change here. Call before changes are made.
     *
     * @param changes of the same kind
     * @param whole whether all columns are written, whatever the changes are
     */
    void tellHere(Connection connection, List<TargetChange> changes, boolean whole) throws SQLException {
        TargetChange first = changes.get(0);
        if (first.after() == null) {
            tell(connection, changes, null);
            return;
        }
        if (mayBe(connection, first.plan())) {
            for (TargetChange change : changes) {
                tell(connection, List.of(change), changed(change, whole));
            }
        }
    }

    private void tell(
            Connection connection, List<TargetChange> changes, @Nullable Map<String, @Nullable Object> changed)
            throws SQLException {
        TargetChange first = changes.get(0);
        TablePlan plan = first.plan();
        boolean nothing = changed != null && changed.isEmpty();
        if (nothing || first.foreignKeysOff() || !mayBe(connection, plan)) {
            return;
        }
        List<List<Object>> keys = changes.stream()
                .map(change -> ConflictBook.key(plan, change.known()))
                .toList();
        new CascadedRows(connection, referring, book::settles, some -> book.tell(connection, plan, some))
                .with(plan.target(), keys, changed);
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
}
