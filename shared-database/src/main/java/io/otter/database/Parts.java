package io.otter.database;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the queries of {@link TableReader} have found so far about one table. */
final class Parts {
    private static final String PRIMARY = "PRIMARY";

    final Map<Integer, ColumnMeta> columns = new TreeMap<>();
    final Map<String, List<IndexPart>> indexes = new TreeMap<>();
    final Map<String, List<ForeignKeyPart>> foreignKeys = new TreeMap<>();
    private final String engine;

    Parts(String engine) {
        this.engine = engine;
    }

    TableMeta toMeta(TableName name) {
        List<String> primaryKey = List.of();
        List<UniqueKey> uniqueKeys = new ArrayList<>();
        for (Map.Entry<String, List<IndexPart>> entry : indexes.entrySet()) {
            UniqueKey key = uniqueKey(entry.getKey(), entry.getValue());
            if (key.name().equals(PRIMARY)) {
                primaryKey = key.columns();
            } else {
                uniqueKeys.add(key);
            }
        }
        List<ForeignKey> keys = new ArrayList<>();
        foreignKeys.forEach((keyName, keyParts) -> keys.add(foreignKey(keyName, keyParts)));
        return new TableMeta(
                name.schema(), name.table(), engine, List.copyOf(columns.values()), primaryKey, uniqueKeys, keys);
    }

    private static UniqueKey uniqueKey(String name, List<IndexPart> parts) {
        parts.sort(Comparator.comparingInt(IndexPart::sequence));
        return new UniqueKey(
                name,
                parts.stream()
                        .map(IndexPart::column)
                        .filter(Objects::nonNull)
                        .map(Objects::requireNonNull)
                        .toList(),
                parts.stream().anyMatch(IndexPart::nullable),
                parts.stream().noneMatch(part -> part.prefix() || part.column() == null));
    }

    private static ForeignKey foreignKey(String name, List<ForeignKeyPart> parts) {
        parts.sort(Comparator.comparingInt(ForeignKeyPart::sequence));
        ForeignKeyPart first = parts.get(0);
        return new ForeignKey(
                name,
                parts.stream().map(ForeignKeyPart::column).toList(),
                first.parent(),
                parts.stream().map(ForeignKeyPart::parentColumn).toList(),
                first.onUpdate(),
                first.onDelete());
    }

    /** @param column null when the part is an expression */
    record IndexPart(int sequence, @Nullable String column, boolean prefix, boolean nullable) {}

    record ForeignKeyPart(
            int sequence, String column, TableName parent, String parentColumn, String onUpdate, String onDelete) {}
}
