package io.otter.database.control;

import io.otter.database.DatabaseFault;
import io.otter.database.PlannedIndexes;
import io.otter.database.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A pipeline's rows in {@code retl.retl_index}: indexes to be made once a copy is done. Bound to a connection; commits nothing. */
public final class IndexTable {
    private static final String TABLE = ControlTable.INDEX.quoted();

    private final Statements statements;
    private final long pipelineId;

    public IndexTable(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /** All of the pipeline; empty also where the table was never made. */
    public List<PlannedIndexes> entries() throws SQLException {
        try {
            return statements.all(
                    "SELECT SCHEMA_NAME, TABLE_NAME, DEFINITIONS FROM " + TABLE + " WHERE PIPELINE_ID = ?",
                    row -> new PlannedIndexes(
                            new TableName(row.getString(1), row.getString(2)),
                            row.getString(3).lines().toList()),
                    pipelineId);
        } catch (SQLException e) {
            if (DatabaseFault.isMissingTable(e)) {
                return List.of();
            }
            throw e;
        }
    }

    /** Keeps them in place of what was kept of the table. */
    public void put(PlannedIndexes planned) throws SQLException {
        statements.update(
                "INSERT INTO " + TABLE + " (PIPELINE_ID, SCHEMA_NAME, TABLE_NAME, DEFINITIONS, MODIFIED_MILLIS)"
                        + " VALUES (?, ?, ?, ?, UNIX_TIMESTAMP() * 1000) ON DUPLICATE KEY UPDATE"
                        + " DEFINITIONS = VALUES(DEFINITIONS), MODIFIED_MILLIS = VALUES(MODIFIED_MILLIS)",
                pipelineId,
                planned.table().schema(),
                planned.table().table(),
                String.join("\n", planned.definitions()));
    }

    /** Removes what is kept of a table, if anything. */
    public void remove(TableName table) throws SQLException {
        statements.update(
                "DELETE FROM " + TABLE + " WHERE PIPELINE_ID = ? AND SCHEMA_NAME = ? AND TABLE_NAME = ?",
                pipelineId,
                table.schema(),
                table.table());
    }
}
