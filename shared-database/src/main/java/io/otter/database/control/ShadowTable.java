package io.otter.database.control;

import io.otter.database.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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

    private final Connection connection;
    private final long pipelineId;

    public ShadowTable(Connection connection, long pipelineId) {
        this.connection = connection;
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
        List<TableName> shadows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT DISTINCT SHADOW_TABLE FROM " + TABLE + " WHERE PIPELINE_ID = ? AND SHADOW_SCHEMA = ?")) {
            select.setLong(1, pipelineId);
            select.setString(2, schema);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    shadows.add(new TableName(schema, rows.getString(1)));
                }
            }
        }
        return shadows;
    }

    /** What is kept of a shadow, oldest first. */
    public List<Entry> find(TableName shadow) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT DEFAULT_SCHEMA, STATEMENT, SESSION_VARIABLES" + OF_SHADOW + " ORDER BY ID")) {
            bind(select, shadow);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    entries.add(new Entry(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return entries;
    }

    public void add(TableName shadow, Entry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + TABLE
                + " (PIPELINE_ID, SHADOW_SCHEMA, SHADOW_TABLE, DEFAULT_SCHEMA, STATEMENT, SESSION_VARIABLES)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
            bind(insert, shadow);
            insert.setString(4, entry.defaultSchema());
            insert.setString(5, entry.statement());
            insert.setString(6, entry.sessionVariables());
            insert.executeUpdate();
        }
    }

    /** Forgets the shadow. */
    public void remove(TableName shadow) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE" + OF_SHADOW)) {
            bind(delete, shadow);
            delete.executeUpdate();
        }
    }

    private void bind(PreparedStatement statement, TableName shadow) throws SQLException {
        statement.setLong(1, pipelineId);
        statement.setString(2, shadow.schema());
        statement.setString(3, shadow.table());
    }
}
