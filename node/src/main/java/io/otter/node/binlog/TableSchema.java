package io.otter.node.binlog;

import java.util.List;

/**
 * The columns and keys of a source table at some point in the log. All rows between two DDLs share one instance, so its
 * identity is a cheap cache key.
 *
 * @param primaryKey indexes into {@code columns} in key order; empty when there is no primary key
 * @param uniqueKeys the other unique keys, each as indexes into {@code columns}
 */
public record TableSchema(
        String schema, String table, List<Column> columns, List<Integer> primaryKey, List<List<Integer>> uniqueKeys) {
    public TableSchema {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        uniqueKeys = uniqueKeys.stream().map(List::copyOf).toList();
    }

    /** Columns that identify a row: primary key, else the first unique key without nullable columns; may be empty. */
    public List<Integer> identity() {
        if (!primaryKey.isEmpty()) {
            return primaryKey;
        }
        return uniqueKeys.stream()
                .filter(key ->
                        key.stream().noneMatch(index -> columns.get(index).nullable()))
                .findFirst()
                .orElse(List.of());
    }
}
