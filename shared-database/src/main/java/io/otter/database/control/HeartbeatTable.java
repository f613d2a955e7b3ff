package io.otter.database.control;

import java.sql.Connection;
import java.sql.SQLException;

/** {@code retl.retl_heartbeat} of a source: each pipeline's row says when it was written. Bound to a connection; commits nothing. */
public final class HeartbeatTable {
    /** Column by column, all of type bigint. */
    public static final String PIPELINE_ID = "PIPELINE_ID";

    public static final String AT_MILLIS = "AT_MILLIS";

    private final Statements statements;

    public HeartbeatTable(Connection connection) {
        statements = new Statements(connection);
    }

    /** Whether a table is this one. */
    public static boolean is(String schema, String table) {
        return schema.equalsIgnoreCase(ControlTable.SCHEMA)
                && table.equalsIgnoreCase(ControlTable.HEARTBEAT.table().table());
    }

    /** Writes the pipeline's row, by the server's clock. */
    public void beat(long pipelineId) throws SQLException {
        statements.update(
                "INSERT INTO " + ControlTable.HEARTBEAT.quoted() + " (" + PIPELINE_ID + ", " + AT_MILLIS
                        + ") VALUES (?, ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000))"
                        + " ON DUPLICATE KEY UPDATE " + AT_MILLIS + " = VALUES(" + AT_MILLIS + ")",
                pipelineId);
    }
}
