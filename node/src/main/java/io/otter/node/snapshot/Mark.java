package io.otter.node.snapshot;

import io.otter.database.control.WatermarkTable;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TableSchema;
import java.util.List;
import java.util.Optional;

/** Marks that readers write between chunks, as the log has them. Stateless. */
public final class Mark {
    private Mark() {}

    /** What a mark holds; empty for any other transaction. */
    public static Optional<String> token(BatchTransaction transaction) {
        return is(transaction) ? Optional.of(token(transaction.changes())) : Optional.empty();
    }

    static boolean is(BatchTransaction transaction) {
        return !transaction.changes().isEmpty()
                && transaction.changes().get(0).pairIds().isEmpty()
                && transaction.changes().get(0).change() instanceof RowChange row
                && WatermarkTable.is(row.table().schema(), row.table().table());
    }

    static String token(List<SelectedChange> changes) {
        RowChange row = (RowChange) changes.get(changes.size() - 1).change();
        Row after = row.after();
        TableSchema table = row.table();
        for (int i = 0; after != null && i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equalsIgnoreCase(WatermarkTable.TOKEN)) {
                return String.valueOf(after.get(i));
            }
        }
        return "";
    }
}
