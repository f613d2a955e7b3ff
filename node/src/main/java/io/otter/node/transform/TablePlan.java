package io.otter.node.transform;

import io.otter.database.TableMeta;
import io.otter.node.binlog.TableSchema;
import java.util.List;

/**
 * How rows of one source table, with the columns it had at some place in the log, go to one target table. One instance
 * serves every row between two DDLs, so its identity is a cheap key.
 *
 * @param columns that are written, at least those of {@code key}
 * @param key that tells a target row; empty columns never
 * @param keyIsOnlyUnique whether the target has no other unique key than {@code key}
 * @param ordered whether foreign keys bind the target table to others, so that changes must keep the source's order
 */
public record TablePlan(
        long pairId,
        TableSchema source,
        TableMeta target,
        List<ColumnMapping> columns,
        List<ColumnMapping> key,
        boolean keyIsOnlyUnique,
        boolean ordered) {
    public TablePlan {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** {@code schema.table}, for messages. */
    public String targetName() {
        return target.schema() + "." + target.table();
    }
}
