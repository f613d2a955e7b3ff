package io.otter.node.verify;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.control.ControlTables;
import io.otter.database.control.DeadLetterTable;
import io.otter.node.binlog.Row;
import io.otter.node.deadletter.RowText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of a table that the target has refused, so that a difference is no news. One thread at a time. */
final class KnownRows {
    private final Set<String> refused;

    private KnownRows(Set<String> refused) {
        this.refused = refused;
    }

    static KnownRows of(
            PipelineConfig pipeline, DataMediaSource target, String targetTable, DatabaseConnector connector)
            throws SQLException {
        try (Connection connection = connector.open(target, Purpose.LOOKUP)) {
            return new KnownRows(new DeadLetterTable(connection, pipeline.id()).openKeys(targetTable));
        } catch (SQLException e) {
            if (ControlTables.isMissing(e)) {
                return new KnownRows(Set.of());
            }
            throw e;
        }
    }

    boolean has(TableSides sides, RowId id) {
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
