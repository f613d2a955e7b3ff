package io.otter.database.control;

import io.otter.database.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's rows in {@code retl.retl_shadow}: what was done to the shadow tables of online schema changes. Bound to a
 * connection; commits nothing.
 */
public final class ShadowTable {
    private static final String TABLE = ControlTable.SHADOW.quoted();
    private static final String OF_SHADOW =
            " FROM " + TABLE + " WHERE PIPELINE_ID = ? AND SHADOW_SCHEMA = ? AND SHADOW_TABLE = ?";

    private final Statements statements;
    private final long pipelineId;

    public ShadowTable(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /**
     * A statement about a shadow.
     *
     * @param sessionVariables in their owner's form; null when an earlier version kept it
     */
    public record Entry(
            String defaultSchema,
            String statement,
            @Nullable String sessionVariables) {}

    /** The schema's tables of which something is kept. */
    public List<TableName> shadows(String schema) throws SQLException {
        return statements.all(
                "SELECT DISTINCT SHADOW_TABLE FROM " + TABLE + " WHERE PIPELINE_ID = ? AND SHADOW_SCHEMA = ?",
                row -> new TableName(schema, row.getString(1)),
                pipelineId,
                schema);
    }

    /** What is kept of a shadow, oldest first. */
    public List<Entry> find(TableName shadow) throws SQLException {
        return statements.all(
                "SELECT DEFAULT_SCHEMA, STATEMENT, SESSION_VARIABLES" + OF_SHADOW + " ORDER BY ID",
                row -> new Entry(row.getString(1), row.getString(2), row.getString(3)),
                pipelineId,
                shadow.schema(),
                shadow.table());
    }

    public void add(TableName shadow, Entry entry) throws SQLException {
        statements.update(
                "INSERT INTO " + TABLE
                        + " (PIPELINE_ID, SHADOW_SCHEMA, SHADOW_TABLE, DEFAULT_SCHEMA, STATEMENT, SESSION_VARIABLES)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                pipelineId,
                shadow.schema(),
                shadow.table(),
                entry.defaultSchema(),
                entry.statement(),
                entry.sessionVariables());
    }

    /** Forgets the shadow. */
    public void remove(TableName shadow) throws SQLException {
        statements.update("DELETE" + OF_SHADOW, pipelineId, shadow.schema(), shadow.table());
    }
}
