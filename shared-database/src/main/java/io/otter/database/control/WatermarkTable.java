package io.otter.database.control;

import java.sql.Connection;
import java.sql.SQLException;

/** {@code retl.retl_watermark} of a source: each change of it is a mark in the log. Bound to a connection. */
public final class WatermarkTable {
    public static final String TOKEN = "TOKEN";

    private final Statements statements;

    public WatermarkTable(Connection connection) {
        statements = new Statements(connection);
    }

    /** Whether a table is this one. */
    public static boolean is(String schema, String table) {
        return table.equalsIgnoreCase(ControlTable.WATERMARK.table().table())
                && schema.equalsIgnoreCase(ControlTable.SCHEMA);
    }

    /**
     * Writes a mark; with auto-commit, everything logged before it can be read once this returns.
     *
     * @param reader whose last mark it replaces
     */
    public void mark(long pipelineId, int reader, String token, long nowMillis) throws SQLException {
        statements.update(
                "INSERT INTO " + ControlTable.WATERMARK.quoted()
                        + " (PIPELINE_ID, READER, TOKEN, MODIFIED_MILLIS) VALUES (?, ?, ?, ?)"
                        + " ON DUPLICATE KEY UPDATE TOKEN = VALUES(TOKEN), MODIFIED_MILLIS = VALUES(MODIFIED_MILLIS)",
                pipelineId,
                reader,
                token,
                nowMillis);
    }
}
