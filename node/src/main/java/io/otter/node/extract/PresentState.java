package io.otter.node.extract;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.node.conflict.RowImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rows that a server has, as images that keep their types. One thread at a time. */
public final class PresentState implements AutoCloseable {
    /** Without the types below a row has 64 KiB at most. */
    private static final int MOST_AT_ONCE = 100;

    private static final Pattern UNBOUNDED = Pattern.compile("(?i)text|blob|json|geom|point|line|polygon|vector");

    private final SourceRows rows;

    public PresentState(DataMediaSource server, DatabaseConnector connector) {
        rows = new SourceRows(server.name(), server, connector);
    }

    /** How many rows of a table are small enough to be read at once. */
    public int mostAtOnce(TableName table) {
        boolean bounded = rows.table(table)
                .filter(known -> known.schema().columns().stream()
                        .noneMatch(
                                column -> UNBOUNDED.matcher(column.dataType()).find()))
                .isPresent();
        return bounded ? MOST_AT_ONCE : 1;
    }

    /**
     * Waits for whoever is about to change the rows.
     *
     * @param keys as {@link RowImage} writes them
     * @return by key; those that are not there are left out
     */
    public Map<String, String> images(TableName table, List<String> keys) {
        Optional<SourceTable> known = rows.table(table);
        if (known.isEmpty()) {
            return Map.of();
        }
        TableSchema schema = known.get().schema();
        List<Row> found = find(table, known.get(), keys);
        Map<String, String> images = new HashMap<>();
        for (Row row : found) {
            List<@Nullable Object> key = new ArrayList<>();
            schema.primaryKey().forEach(index -> key.add(row.get(index)));
            images.put(keys.size() == 1 ? keys.get(0) : RowImage.key(key), RowImage.row(schema, row));
        }
        if (keys.containsAll(images.keySet())) {
            return images;
        }
        Map<String, String> each = new HashMap<>(); // a key is spelled otherwise
        keys.forEach(key -> each.putAll(images(table, List.of(key))));
        return each;
    }

    private List<Row> find(TableName table, SourceTable known, List<String> keys) {
        try {
            return rows.find(known, keys.stream().map(RowImage::key).toList());
        } catch (SourceRows.LookAgainException e) {
            rows.forget();
            throw new OtterException(
                    ErrorCode.LOAD_TRANSIENT, "look-up of a row of " + table + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
