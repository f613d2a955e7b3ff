package io.otter.manager.deadletter;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.database.control.BufferTable;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.StringJoiner;
import org.springframework.stereotype.Component;

/** Sends rows again through {@code retl.retl_buffer} of their source. Thread-safe. */
@Component
final class ResyncRequests {
    private final DatabaseConnector connector;

    ResyncRequests(DatabaseConnector connector) {
        this.connector = connector;
    }

    /**
     * Requests that rows are written to the target as they are in the source now, or deleted there if they no longer
     * exist.
     *
     * @param table {@code schema.table}
     * @param keys in the form of PK_DATA; empty ones are ignored
     * @throws OtterException naming what the source lacks
     */
    void send(PipelineConfig pipeline, String table, String... keys) {
        if (pipeline.parameters().skipFreeDoor()) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.FREE_DOOR_SHUT.with(pipeline.name()));
        }
        int dot = table.indexOf('.');
        TableName name = new TableName(table.substring(0, dot), table.substring(dot + 1));
        try (Connection connection = connector.open(pipeline.source(), Purpose.LOOKUP)) {
            TableMeta meta = new TableCatalog()
                    .find(connection, name.schema(), name.table())
                    .orElseThrow(() -> new RefusedException(
                            ErrorCode.NOT_FOUND,
                            Refusal.SOURCE_TABLE_MISSING.with(pipeline.source().name(), table)));
            connection.setAutoCommit(false);
            BufferTable buffer = new BufferTable(connection);
            for (String key : keys) {
                if (!key.isEmpty()) {
                    // The look holds the place of the key, so the order in the log is the order of the two.
                    buffer.add(table, exists(connection, meta, key) ? "I" : "D", key);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw new RefusedException(
                    DatabaseFault.codeOf(e).orElse(ErrorCode.DATABASE_PRIVILEGE),
                    Refusal.FREE_DOOR_REFUSES.with(pipeline.source().name(), String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static boolean exists(Connection connection, TableMeta meta, String key) throws SQLException {
        List<String> parts = BufferTable.keyParts(key);
        List<String> identity = meta.columns().stream()
                .map(column -> column.name())
                .filter(column -> meta.identity().stream().anyMatch(column::equalsIgnoreCase))
                .toList();
        if (identity.size() != parts.size()) {
            throw new RefusedException(ErrorCode.ILLEGAL_MOVE, Refusal.KEY_IS_OTHER.with(meta.name()));
        }
        StringJoiner condition = new StringJoiner(" AND ");
        identity.forEach(column -> condition.add(SqlNames.quote(column) + " = ?"));
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT 1 FROM " + meta.name().quoted() + " WHERE " + condition + " LOCK IN SHARE MODE")) {
            for (int i = 0; i < parts.size(); i++) {
                select.setString(i + 1, parts.get(i));
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
