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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows that a server has, as images that keep their types. One thread at a time. */
public final class PresentState implements AutoCloseable {
    private static final int MOST_AT_ONCE = 500;

    private final SourceRows rows;

    public PresentState(DataMediaSource server, DatabaseConnector connector) {
        rows = new SourceRows(server.name(), server, connector);
    }

    /**
     * Reads the first of the rows: as many as are good to have in memory at once. Waits for whoever is about to change them.
     *
     * @param keys as {@link RowImage} writes them, at least one, each once
     * @return by key, in their order; empty for a row that is not there
     */
    public Map<String, Optional<String>> images(TableName table, List<String> keys) {
        int size = Math.min(keys.size(), MOST_AT_ONCE);
        while (true) {
            rows.looked().begin(size > 1);
            try {
                List<String> some = keys.subList(0, size);
                Map<String, String> there = there(table, some);
                Map<String, Optional<String>> images = new LinkedHashMap<>();
                some.forEach(key -> images.put(key, Optional.ofNullable(there.get(key))));
                return images;
            } catch (LookedUp.TooLargeException e) {
                size = Math.max(1, Math.min(size / 2, e.most()));
            }
        }
    }

    private Map<String, String> there(TableName table, List<String> keys) {
        Optional<SourceTable> known = rows.table(table);
        if (known.isEmpty()) {
            return Map.of();
        }
        TableSchema schema = known.get().schema();
        Map<String, String> images = new HashMap<>();
        for (Row row : find(table, known.get(), keys)) {
            List<@Nullable Object> key = new ArrayList<>();
            schema.primaryKey().forEach(index -> key.add(row.get(index)));
            images.put(keys.size() == 1 ? keys.get(0) : RowImage.key(key), RowImage.row(schema, row));
        }
        if (Set.copyOf(keys).containsAll(images.keySet())) {
            return images;
        }
        Map<String, String> each = new HashMap<>(); // a key is spelled otherwise
        keys.forEach(key -> each.putAll(there(table, List.of(key))));
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
