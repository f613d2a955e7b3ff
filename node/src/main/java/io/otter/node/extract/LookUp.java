package io.otter.node.extract;

import io.otter.database.TableName;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects the source rows that a batch needs, then queries them together, table by table. For a single use. */
final class LookUp {
    private static final long LONGEST_ALTER_SECONDS = TimeUnit.DAYS.toSeconds(1);

    private final SourceRows rows;
    private final TableAge age;
    private final Map<TableName, Wanted> wanted = new LinkedHashMap<>();
    private final Map<TableName, Map<List<Object>, Row>> found = new HashMap<>();

    private record Wanted(SourceTable table, Map<List<Object>, List<Object>> keys) {}

    LookUp(SourceRows rows, TableAge age) {
        this.rows = rows;
        this.age = age;
    }

    /**
     * Requests the row that an image belongs to.
     *
     * @param logged the image's table, as defined at that place of the log
     * @param in what the image was logged in
     * @return whether the row can be looked up: the table is still as it was then, and the image includes its key
     * @throws SourceRows.LookAgainException if the table has changed since earlier rows of it were requested
     */
    boolean want(TableSchema logged, Row image, BatchTransaction in) {
        TableName name = new TableName(logged.schema(), logged.table());
        Optional<SourceTable> table = rows.table(name);
        Wanted before = wanted.get(name);
        if (before != null && !table.equals(Optional.of(before.table()))) {
            throw new SourceRows.LookAgainException(name + " was changed between two looks at it");
        }
        Optional<List<Object>> key =
                table.filter(now -> isAsLogged(now, logged, in)).flatMap(now -> key(now.schema(), image));
        key.ifPresent(values -> wanted.computeIfAbsent(name, any -> new Wanted(table.get(), new LinkedHashMap<>()))
                .keys()
                .put(comparable(values), values));
        return key.isPresent();
    }

    /** Whether the row of this image was requested. */
    boolean isWanted(TableSchema logged, Row image, BatchTransaction in) {
        TableName name = new TableName(logged.schema(), logged.table());
        Wanted table = wanted.get(name);
        return table != null
                && isAsLogged(table.table(), logged, in)
                && key(table.table().schema(), image).isPresent();
    }

    /** The log need not be read ahead for a table that was altered long before, or certainly later. */
    private boolean isAsLogged(SourceTable now, TableSchema logged, BatchTransaction in) {
        long seconds = TimeUnit.MILLISECONDS.toSeconds(in.commitTimestampMillis());
        return now.changedSeconds() <= seconds
                && now.isAsLogged(logged)
                && (now.changedSeconds() > 0 && now.changedSeconds() < seconds - LONGEST_ALTER_SECONDS
                        || !age.isChanged(now.name(), in.end()));
    }

    /** Whether two images of a requested row have different keys. */
    boolean keyChanged(TableSchema logged, Row one, Row other) {
        TableSchema now = table(logged);
        return !key(now, one).map(LookUp::comparable).equals(key(now, other).map(LookUp::comparable));
    }

    /** How many rows were requested. */
    int size() {
        return wanted.values().stream().mapToInt(table -> table.keys().size()).sum();
    }

    /** Queries the source. Call once. */
    void run() {
        wanted.forEach((name, table) -> {
            Map<List<Object>, Row> byKey = new HashMap<>();
            for (Row row : rows.find(table.table(), List.copyOf(table.keys().values()))) {
                key(table.table().schema(), row).ifPresent(key -> byKey.put(comparable(key), row));
            }
            found.put(name, byKey);
        });
    }

    /** The current row of a requested image, with the columns of {@link #table}; empty when the row is gone. */
    Optional<Row> rowOf(TableSchema logged, Row image) {
        return key(table(logged), image)
                .map(key -> found.getOrDefault(new TableName(logged.schema(), logged.table()), Map.of())
                        .get(comparable(key)));
    }

    /** Like {@link #rowOf}; {@link Row#ABSENT} for columns that had another type when the image was logged. */
    Optional<Row> asLogged(TableSchema logged, Row image) {
        TableSchema now = table(logged);
        return rowOf(logged, image).map(row -> {
            @Nullable Object[] values = new Object[row.size()];
            for (int i = 0; i < values.length; i++) {
                boolean sameType = logged.columns()
                        .get(i)
                        .dataType()
                        .equals(now.columns().get(i).dataType());
                values[i] = sameType ? row.get(i) : Row.ABSENT;
            }
            return new Row(values);
        });
    }

    /** The current definition of a table of which a row was requested. */
    TableSchema table(TableSchema logged) {
        Wanted table = wanted.get(new TableName(logged.schema(), logged.table()));
        if (table == null) {
            throw new IllegalStateException("no row of " + logged.schema() + "." + logged.table() + " was requested");
        }
        return table.table().schema();
    }

    private static Optional<List<Object>> key(TableSchema table, Row image) {
        List<Object> values = new ArrayList<>();
        for (int column : table.primaryKey()) {
            Object value = image.get(column);
            if (value == null || value == Row.ABSENT) {
                return Optional.empty();
            }
            values.add(value);
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    private static List<Object> comparable(List<Object> key) {
        return key.stream()
                .map(value -> value instanceof byte[] bytes ? (Object) ByteBuffer.wrap(bytes) : value)
                .toList();
    }
}
