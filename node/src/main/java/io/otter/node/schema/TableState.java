package io.otter.node.schema;

import io.otter.database.TableName;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table between two DDLs. Keys list column names, so that they survive reordered columns.
 *
 * @param uniqueKeys column names by key name
 * @param charset for columns that are added without one; empty if unknown
 */
record TableState(
        String schema,
        String table,
        List<Column> columns,
        List<String> primaryKey,
        Map<String, List<String>> uniqueKeys,
        String charset,
        String collation) {
    TableState {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        uniqueKeys = new LinkedHashMap<>(uniqueKeys);
    }

    /** Also false for one that was read from what is damaged. */
    boolean isOf(TableName name) {
        return name.schema().equals(schema)
                && name.table().equals(table)
                && columns.stream().allMatch(column -> column.name() != null && column.dataType() != null);
    }

    TableState named(String newSchema, String newTable) {
        return new TableState(newSchema, newTable, columns, primaryKey, uniqueKeys, charset, collation);
    }

    TableSchema toSchema() {
        List<List<Integer>> unique = new ArrayList<>();
        uniqueKeys.values().forEach(key -> {
            List<Integer> indexes = indexes(key);
            if (indexes.size() == key.size()) {
                unique.add(indexes);
            }
        });
        return new TableSchema(schema, table, columns, indexes(primaryKey), unique);
    }

    private List<Integer> indexes(List<String> names) {
        List<Integer> indexes = new ArrayList<>();
        for (String name : names) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).name().equalsIgnoreCase(name)) {
                    indexes.add(i);
                }
            }
        }
        return indexes;
    }
}
