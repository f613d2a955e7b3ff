package io.otter.node.extract;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableName;
import io.otter.node.conflict.RowImage;
import java.util.List;
import java.util.Optional;

/** Rows that a server has, as images that keep their types. One thread at a time. */
public final class PresentState implements AutoCloseable {
    private final SourceRows rows;

    public PresentState(DataMediaSource server, DatabaseConnector connector) {
        rows = new SourceRows(server.name(), server, connector);
    }

    /**
     * Waits for whoever is about to change the row.
     *
     * @param key as {@link RowImage} writes it
     */
    public Optional<String> image(TableName table, String key) {
        Optional<SourceTable> known = rows.table(table);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        try {
            return rows.find(known.get(), List.of(RowImage.key(key))).stream()
                    .findFirst()
                    .map(row -> RowImage.row(known.get().schema(), row));
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
