package io.otter.node.extract;

import io.otter.database.TableName;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects the source rows that a batch needs, then queries them together, table by table. For a single use. */
final class LookUp {
    private final SourceRows rows;
    private final Map<TableName, Wanted> wanted = new LinkedHashMap<>();
    private final Map<TableName, Map<List<Object>, Row>> found = new HashMap<>();

    private record Wanted(TableSchema table, Map<List<Object>, List<Object>> keys) {}

    LookUp(SourceRows rows) {
        this.rows = rows;
    }

    /**
     * Requests the row that an image belongs to.
     *
     * @param of the image's table, as defined at that point of the log
     * @return whether the row can be looked up: the table exists, and the image includes its key
     * @throws SourceRows.LookAgainException if the table has changed since earlier rows of it were requested
     */
    boolean want(TableSchema of, Row image) {
        TableName name = new TableName(of.schema(), of.table());
        Optional<TableSchema> table = rows.table(name);
        Wanted before = wanted.get(name);
        if (before != null && !table.equals(Optional.of(before.table()))) {
            throw new SourceRows.LookAgainException(name + " was changed between two looks at it");
        }
        Optional<List<Object>> key = table.flatMap(live -> key(live, of, image));
        key.ifPresent(values -> wanted.computeIfAbsent(name, any -> new Wanted(table.get(), new LinkedHashMap<>()))
                .keys()
                .put(comparable(values), values));
        return key.isPresent();
    }

    /** Whether the two images have different keys. */
    boolean keyChanged(TableSchema of, Row one, Row other) {
        TableSchema live = table(of);
        return !key(live, of, one)
                .map(LookUp::comparable)
                .equals(key(live, of, other).map(LookUp::comparable));
    }

    /** Queries the source. Call once. */
    void run() {
        wanted.forEach((name, table) -> {
            Map<List<Object>, Row> byKey = new HashMap<>();
            for (Row row : rows.find(table.table(), List.copyOf(table.keys().values()))) {
                key(table.table(), table.table(), row).ifPresent(key -> byKey.put(comparable(key), row));
            }
            found.put(name, byKey);
        });
    }

    /** The current row of a requested image, with the columns of {@link #table}; empty when the row is gone. */
    Optional<Row> rowOf(TableSchema of, Row image) {
        TableName name = new TableName(of.schema(), of.table());
        return Optional.ofNullable(wanted.get(name))
                .flatMap(table -> key(table.table(), of, image))
                .map(key -> found.getOrDefault(name, Map.of()).get(comparable(key)));
    }

    /** Like {@link #rowOf}, with the columns that the table had in the log; {@link Row#ABSENT} for those gone since. */
    Optional<Row> asLogged(TableSchema of, Row image) {
        TableSchema now = table(of);
        return rowOf(of, image).map(row -> {
            @Nullable Object[] values = new Object[of.columns().size()];
            for (int i = 0; i < values.length; i++) {
                int index = indexOf(now, of.columns().get(i));
                values[i] = index < 0 ? Row.ABSENT : row.get(index);
            }
            return new Row(values);
        });
    }

    /** The current definition of a table of which a row was requested. */
    TableSchema table(TableSchema of) {
        Wanted table = wanted.get(new TableName(of.schema(), of.table()));
        return table == null ? of : table.table();
    }

    private static Optional<List<Object>> key(TableSchema live, TableSchema of, Row image) {
        List<Object> values = new ArrayList<>();
        for (int column : live.primaryKey()) {
            int index = indexOf(of, live.columns().get(column));
            Object value = index < 0 ? null : image.get(index);
            if (value == null || value == Row.ABSENT) {
                return Optional.empty();
            }
            values.add(value);
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    /** The same column in another version of the table; with another type it is a different column of the same name. */
    private static int indexOf(TableSchema table, Column column) {
        for (int i = 0; i < table.columns().size(); i++) {
            Column candidate = table.columns().get(i);
            if (candidate.name().equalsIgnoreCase(column.name())) {
                return candidate.dataType().equals(column.dataType()) ? i : -1;
            }
        }
        return -1;
    }

    private static List<Object> comparable(List<Object> key) {
        return key.stream()
                .map(value -> value instanceof byte[] bytes ? (Object) ByteBuffer.wrap(bytes) : value)
                .toList();
    }
}
