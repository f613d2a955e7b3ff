package io.otter.node.verify;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.control.ConflictTable;
import io.otter.database.control.DeadLetterTable;
import io.otter.node.binlog.Row;
import io.otter.node.conflict.RowImage;
import io.otter.node.deadletter.RowText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that the target has refused, or about which the two sites were in conflict, so that a difference is no news. One
 * thread at a time.
 */
final class KnownRows {
    private static final int MOST_DISPUTED = 100_000;

    private final Set<String> refused;
    private final Set<String> disputed;

    private KnownRows(Set<String> refused, Set<String> disputed) {
        this.refused = refused;
        this.disputed = disputed;
    }

    static KnownRows of(
            PipelineConfig pipeline, DataMediaSource target, String targetTable, DatabaseConnector connector)
            throws SQLException {
        try (Connection connection = connector.open(target, Purpose.LOOKUP)) {
            return new KnownRows(
                    keys(() -> new DeadLetterTable(connection, pipeline.id()).openKeys(targetTable)),
                    keys(() -> new ConflictTable(connection, pipeline.id()).disputedKeys(targetTable, MOST_DISPUTED)));
        }
    }

    private interface Query {
        Set<String> keys() throws SQLException;
    }

    private static Set<String> keys(Query query) throws SQLException {
        try {
            return query.keys();
        } catch (SQLException e) {
            if (DatabaseFault.isMissingTable(e)) {
                return Set.of();
            }
            throw e;
        }
    }

    boolean has(TableSides sides, RowId id) {
        return disputed.contains(RowImage.key(id.values())) || isRefused(sides, id);
    }

    private boolean isRefused(TableSides sides, RowId id) {
        if (refused.isEmpty()) {
            return false;
        }
        @Nullable Object[] values = new Object[sides.source().schema().columns().size()];
        Arrays.fill(values, Row.ABSENT);
        for (int i = 0; i < id.values().size(); i++) {
            values[sides.sourceKey().get(i)] = id.values().get(i);
        }
        String key = RowText.keyData(sides.source().schema(), new Row(values));
        return !key.isEmpty() && refused.contains(key);
    }
}
