package io.otter.node.ddl;

import io.otter.common.json.Json;
import io.otter.common.model.DdlKind;
import io.otter.database.TableCatalog;
import io.otter.database.TableName;
import io.otter.node.binlog.DdlChange;
import io.otter.node.transform.DdlStatement;
import io.otter.node.transform.OnlineChange;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The DDL run on shadow tables of online schema changes since their creation, in {@code retl.retl_shadow} at the
 * target; written in the checkpoint's transaction. Bound to one connection and confined to its owner.
 */
final class Shadows {
    /** Upgrades a table created by an earlier version. */
    static final String ADD_SESSION = "ALTER TABLE retl.retl_shadow ADD COLUMN SESSION_VARIABLES LONGTEXT";

    static final String CREATE = "CREATE TABLE IF NOT EXISTS retl.retl_shadow ("
            + "ID BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, PIPELINE_ID BIGINT NOT NULL,"
            + " SHADOW_SCHEMA VARCHAR(64) NOT NULL, SHADOW_TABLE VARCHAR(64) NOT NULL,"
            + " DEFAULT_SCHEMA VARCHAR(64) NOT NULL, STATEMENT LONGTEXT NOT NULL, SESSION_VARIABLES LONGTEXT, KEY (PIPELINE_ID)"
            + ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";

    private final Connection connection;
    private final long pipelineId;

    Shadows(Connection connection, long pipelineId) {
        this.connection = connection;
        this.pipelineId = pipelineId;
    }

    /** Whether a shadow of the table is recorded. */
    boolean isOpen(TableName original) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT DISTINCT SHADOW_TABLE FROM retl.retl_shadow WHERE PIPELINE_ID = ? AND SHADOW_SCHEMA = ?")) {
            select.setLong(1, pipelineId);
            select.setString(2, original.schema());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    TableName shadow = new TableName(original.schema(), rows.getString(1));
                    if (OnlineChange.shadowed(shadow, original::equals).isPresent()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /**
     * The DDL run on a shadow since it was created like its original.
     *
     * @return empty when it was created before this pipeline read the log, or not like its original
     */
    Optional<List<DdlChange>> statements(TableName shadow) throws SQLException {
        List<DdlChange> statements = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT DEFAULT_SCHEMA, STATEMENT, SESSION_VARIABLES"
                        + " FROM retl.retl_shadow WHERE PIPELINE_ID = ? AND SHADOW_SCHEMA = ? AND SHADOW_TABLE = ?"
                        + " ORDER BY ID")) {
            bind(select, shadow);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    statements.add(new DdlChange(rows.getString(1), rows.getString(2), variables(rows.getString(3))));
                }
            }
        }
        boolean made = !statements.isEmpty()
                && DdlStatement.parse(statements.get(0))
                        .filter(first -> first.kind() == DdlKind.CREATE)
                        .isPresent();
        return made ? Optional.of(statements.subList(1, statements.size())) : Optional.empty();
    }

    void note(DdlPlan.ShadowNote note, DdlChange ddl) throws SQLException {
        for (TableName shadow : note.begun()) {
            remove(shadow);
            if (note.columns().isEmpty() || note.like() == null || hasColumns(note.like(), note.columns())) {
                add(shadow, ddl);
            }
        }
        for (TableName shadow : note.changed()) {
            if (statements(shadow).isPresent()) {
                add(shadow, ddl);
            }
        }
        for (TableName shadow : note.ended()) {
            remove(shadow);
        }
    }

    private boolean hasColumns(TableName table, List<String> columns) throws SQLException {
        return new TableCatalog()
                .find(connection, table.schema(), table.table())
                .filter(meta -> meta.columns().stream()
                        .map(column -> column.name().toLowerCase(Locale.ROOT))
                        .toList()
                        .equals(columns.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toList()))
                .isPresent();
    }

    private void add(TableName shadow, DdlChange ddl) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO retl.retl_shadow"
                + " (PIPELINE_ID, SHADOW_SCHEMA, SHADOW_TABLE, DEFAULT_SCHEMA, STATEMENT, SESSION_VARIABLES)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
            bind(insert, shadow);
            insert.setString(4, ddl.schema());
            insert.setString(5, ddl.sql());
            insert.setString(6, new String(Json.write(new Session(ddl.session())), StandardCharsets.UTF_8));
            insert.executeUpdate();
        }
    }

    private void remove(TableName shadow) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM retl.retl_shadow WHERE PIPELINE_ID = ? AND SHADOW_SCHEMA = ? AND SHADOW_TABLE = ?")) {
            bind(delete, shadow);
            delete.executeUpdate();
        }
    }

    private void bind(PreparedStatement statement, TableName shadow) throws SQLException {
        statement.setLong(1, pipelineId);
        statement.setString(2, shadow.schema());
        statement.setString(3, shadow.table());
    }

    private static Map<String, String> variables(@Nullable String json) {
        return json == null
                ? Map.of()
                : Json.read(json.getBytes(StandardCharsets.UTF_8), Session.class)
                        .variables();
    }

    private record Session(Map<String, String> variables) {}
}
