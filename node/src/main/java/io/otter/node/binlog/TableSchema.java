package io.otter.node.binlog;

import java.util.List;

/**
 * A source table's columns and keys as they were at some place in the log. One instance serves every row between two
 * DDLs, so its identity is a cheap cache key.
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

    /** What tells a row: the primary key, else the first unique key without nulls; empty when there is neither. */
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
