package io.otter.database.control;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A pipeline's rows in {@code retl.retl_resync}: how far tables are copied. Bound to a connection; commits nothing. */
public final class ResyncTable {
    private static final String TABLE = ControlTable.RESYNC.quoted();
    private static final String NOW = "UNIX_TIMESTAMP() * 1000";

    private final Connection connection;
    private final long pipelineId;

    public ResyncTable(Connection connection, long pipelineId) {
        this.connection = connection;
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
        List<Entry> entries = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT RUN_ID, SCHEMA_NAME, TABLE_NAME, DONE, PLACE, ROWS_COPIED FROM "
                        + TABLE + " WHERE PIPELINE_ID = ?")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(new Entry(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getBoolean(4),
                            row.getString(5),
                            row.getLong(6)));
                }
            }
        } catch (SQLException e) {
            if (!ControlTables.isMissing(e)) {
                throw e;
            }
        }
        return entries;
    }

    /** Keeps an entry in place of what was kept of its table. */
    public void put(Entry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + TABLE
                + " (PIPELINE_ID, RUN_ID, SCHEMA_NAME, TABLE_NAME, DONE, PLACE, ROWS_COPIED, MODIFIED_MILLIS)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, " + NOW + ") ON DUPLICATE KEY UPDATE DONE = VALUES(DONE),"
                + " PLACE = VALUES(PLACE), ROWS_COPIED = VALUES(ROWS_COPIED),"
                + " MODIFIED_MILLIS = VALUES(MODIFIED_MILLIS)")) {
            insert.setLong(1, pipelineId);
            insert.setLong(2, entry.runId());
            insert.setString(3, entry.schema());
            insert.setString(4, entry.table());
            insert.setBoolean(5, entry.done());
            insert.setString(6, entry.place());
            insert.setLong(7, entry.rows());
            insert.executeUpdate();
        }
    }

    /** Removes the entry of a table, if there is one. */
    public void remove(long runId, String schema, String table) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + TABLE
                + " WHERE PIPELINE_ID = ? AND RUN_ID = ? AND SCHEMA_NAME = ? AND TABLE_NAME = ?")) {
            delete.setLong(1, pipelineId);
            delete.setLong(2, runId);
            delete.setString(3, schema);
            delete.setString(4, table);
            delete.executeUpdate();
        }
    }

    /** Removes what is kept of earlier runs. */
    public void removeBefore(long runId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + TABLE + " WHERE PIPELINE_ID = ? AND RUN_ID < ?")) {
            delete.setLong(1, pipelineId);
            delete.setLong(2, runId);
            delete.executeUpdate();
        }
    }
}
