package io.otter.database.control;

import io.otter.database.DatabaseFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A pipeline's rows in {@code retl.retl_resync}: how far tables are copied. Bound to a connection; commits nothing. */
public final class ResyncTable {
    private static final String TABLE = ControlTable.RESYNC.quoted();
    private static final String NOW = "UNIX_TIMESTAMP() * 1000";

    private final Statements statements;
    private final long pipelineId;

    public ResyncTable(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /**
     * One source table of a run.
     *
     * @param place the last key copied, in its owner's form; empty before the first
     * @param rows copied so far
     */
    public record Entry(long runId, String schema, String table, boolean done, String place, long rows) {}

    /** All of the pipeline; empty also where the table was never made. */
    public List<Entry> entries() throws SQLException {
        try {
            return statements.all(
                    "SELECT RUN_ID, SCHEMA_NAME, TABLE_NAME, DONE, PLACE, ROWS_COPIED FROM " + TABLE
                            + " WHERE PIPELINE_ID = ?",
                    row -> new Entry(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getBoolean(4),
                            row.getString(5),
                            row.getLong(6)),
                    pipelineId);
        } catch (SQLException e) {
            if (DatabaseFault.isMissingTable(e)) {
                return List.of();
            }
            throw e;
        }
    }

    /** Keeps an entry in place of what was kept of its table. */
    public void put(Entry entry) throws SQLException {
        statements.update(
                "INSERT INTO " + TABLE
                        + " (PIPELINE_ID, RUN_ID, SCHEMA_NAME, TABLE_NAME, DONE, PLACE, ROWS_COPIED, MODIFIED_MILLIS)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, " + NOW + ") ON DUPLICATE KEY UPDATE DONE = VALUES(DONE),"
                        + " PLACE = VALUES(PLACE), ROWS_COPIED = VALUES(ROWS_COPIED),"
                        + " MODIFIED_MILLIS = VALUES(MODIFIED_MILLIS)",
                pipelineId,
                entry.runId(),
                entry.schema(),
                entry.table(),
                entry.done(),
                entry.place(),
                entry.rows());
    }

    /** Removes the entry of a table, if there is one. */
    public void remove(long runId, String schema, String table) throws SQLException {
        statements.update(
                "DELETE FROM " + TABLE + " WHERE PIPELINE_ID = ? AND RUN_ID = ? AND SCHEMA_NAME = ? AND TABLE_NAME = ?",
                pipelineId,
                runId,
                schema,
                table);
    }

    /** Removes what is kept of earlier runs. */
    public void removeBefore(long runId) throws SQLException {
        statements.update("DELETE FROM " + TABLE + " WHERE PIPELINE_ID = ? AND RUN_ID < ?", pipelineId, runId);
    }
}
