package io.otter.node.snapshot;

import io.otter.arbitrate.resync.RowKeys;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Single rows of a table, read one chunk after another; the place of the reader is how many are behind it. Immutable. */
final class WantedRows {
    private static final int ROWS = 100;
    private static final List<String> NUMBER = List.of("#");

    private final List<Place> keys;
    private final boolean deleteGone;

    WantedRows(RowKeys rows, boolean deleteGone) {
        keys = rows.keys().stream()
                .map(text -> Objects.requireNonNull(Place.read(text)))
                .toList();
        this.deleteGone = deleteGone;
    }

    /** Whether rows that the source does not have are deleted at the target. */
    boolean deleteGone() {
        return deleteGone;
    }

    int size() {
        return keys.size();
    }

    /** @param from null before the first row */
    Chunk read(ChunkReader reader, CopySource table, @Nullable Place from)
            throws SQLException, ChunkReader.ChangedException {
        int begin = from == null ? 0 : Integer.parseInt(from.bound().get(0).toString());
        int end = begin;
        while (end < keys.size()
                && end - begin < ROWS
                && keys.get(end).key().equals(keys.get(begin).key())) {
            end++;
        }
        String place = Place.named(NUMBER, List.of((long) end)).text();
        List<Place> some = keys.subList(begin, end);
        CopySource keyed = some.isEmpty() ? table : keyed(table, some.get(0).key());
        return read(reader, keyed, some, place, end == keys.size());
    }

    /**
     * One by one, so that a key that is spelled otherwise at the source is found.
     *
     * @param table whose primary key is that of the places
     * @param place of the last of them
     */
    private static Chunk read(ChunkReader reader, CopySource table, List<Place> keys, String place, boolean end)
            throws SQLException, ChunkReader.ChangedException {
        TableSchema schema = table.schema();
        List<Row> rows = new ArrayList<>();
        List<Row> gone = new ArrayList<>();
        for (Place key : keys) {
            List<Row> found = reader.find(table, schema.primaryKey(), List.of(key.bound()));
            Row only = keyOnly(schema, key.typed());
            // Spelled otherwise, it may be another row at the target, or has to be spelled anew.
            if (found.stream().noneMatch(row -> isSpelledAs(schema, only, row))) {
                gone.add(only);
            }
            rows.addAll(found);
        }
        long bytes = rows.stream().mapToLong(Row::bytes).sum();
        return new Chunk(table, rows, gone, bytes, place, end);
    }

    private static boolean isSpelledAs(TableSchema table, Row key, Row row) {
        return table.primaryKey().stream()
                .allMatch(index -> !(key.get(index) instanceof String text)
                        || !(row.get(index) instanceof String other)
                        || text.stripTrailing().equals(other.stripTrailing()));
    }

    private static Row keyOnly(TableSchema table, List<Object> key) {
        @Nullable Object[] values = new Object[table.columns().size()];
        Arrays.fill(values, Row.ABSENT);
        for (int i = 0; i < key.size(); i++) {
            values[table.primaryKey().get(i)] = key.get(i);
        }
        return new Row(values);
    }

    /** The table with another key. */
    private static CopySource keyed(CopySource table, List<String> columns) throws SQLException {
        TableSchema schema = table.schema();
        List<String> names = schema.columns().stream().map(Column::name).toList();
        List<Integer> key = new ArrayList<>();
        for (String column : columns) {
            if (!names.contains(column)) {
                throw new SQLException(table.name() + " has no column " + column + " any more; compare it again.");
            }
            key.add(names.indexOf(column));
        }
        return new CopySource(
                new TableSchema(schema.schema(), schema.table(), schema.columns(), key, List.of()),
                table.version(),
                table.index());
    }
}
