package io.otter.database;

import java.util.List;
import java.util.Optional;

/**
 * The current definition of a table.
 *
 * @param engine e.g. InnoDB
 * @param columns by ordinal, including invisible and generated ones
 * @param primaryKey column names in key order; empty when there is none
 * @param uniqueKeys the other unique keys by name
 * @param foreignKeys by name; empty when the table references none
 */
public record TableMeta(
        String schema,
        String table,
        String engine,
        List<ColumnMeta> columns,
        List<String> primaryKey,
        List<UniqueKey> uniqueKeys,
        List<ForeignKey> foreignKeys) {
    public TableMeta {
        columns = List.copyOf(columns);
        primaryKey = List.copyOf(primaryKey);
        uniqueKeys = List.copyOf(uniqueKeys);
        foreignKeys = List.copyOf(foreignKeys);
    }

    public TableName name() {
        return new TableName(schema, table);
    }

    /** Finds a column; names are case-insensitive, as on the servers. */
    public Optional<ColumnMeta> column(String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The index of {@link #identity()}; empty when there is none. */
    public Optional<String> identityIndex() {
        return primaryKey.isEmpty()
                ? uniqueKeys.stream().filter(UniqueKey::identifies).findFirst().map(UniqueKey::name)
                : Optional.of("PRIMARY");
    }

    /** The primary key, else the first unique key that identifies a row; empty when there is neither. */
    public List<String> identity() {
        if (!primaryKey.isEmpty()) {
            return primaryKey;
        }
        return uniqueKeys.stream()
                .filter(UniqueKey::identifies)
                .findFirst()
                .map(UniqueKey::columns)
                .orElse(List.of());
    }
}
