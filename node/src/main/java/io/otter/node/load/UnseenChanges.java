package io.otter.node.load;

import io.otter.common.error.OtterException;
import io.otter.node.binlog.Row;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.Rows;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the other side's foreign keys have done with a change of it: where the change is not made here, the other side is told of
 * those rows, too, as they are here, and both end equal. One thread at a time.
 */
final class UnseenChanges {
    private static final int MOST = 10_000;

    private final ConflictBook book;

    UnseenChanges(ConflictBook book) {
        this.book = book;
    }

    /**
     * The rows, as far as their tables settle conflicts.
     *
     * @throws OtterException if they are too many
     */
    List<CascadedRow> with(Connection connection, TargetChange change) throws SQLException {
        TablePlan plan = change.plan();
        Row after = change.after();
        Row before = change.before();
        if (!plan.conflicts().settles() || change.foreignKeysOff() || before == null) {
            return List.of();
        }
        @Nullable
        Set<String> changed = after == null
                ? null
                : plan.columns().stream()
                        .filter(column -> after.get(column.source()) != Row.ABSENT
                                && !Rows.sameValues(List.of(column), before, after))
                        .map(ColumnMapping::target)
                        .collect(Collectors.toSet());
        return new CascadedRows(connection, book::settles, MOST)
                .with(plan.target(), ConflictBook.key(plan, before), changed);
    }

    void tell(Connection connection, TargetChange change, List<CascadedRow> rows) throws SQLException {
        for (CascadedRow row : rows) {
            book.tell(connection, change.plan(), row);
        }
    }
}
