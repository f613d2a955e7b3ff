package io.otter.node.ddl;

import io.otter.common.json.Json;
import io.otter.common.model.DdlKind;
import io.otter.database.TableCatalog;
import io.otter.database.TableName;
import io.otter.database.control.ShadowTable;
import io.otter.node.binlog.DdlChange;
import io.otter.node.transform.DdlStatement;
import io.otter.node.transform.OnlineChange;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was done to the shadow tables of online schema changes since they were made, as the target keeps it; written in the
 * transaction of the checkpoint. Bound to one connection; used by its owner.
 */
final class Shadows {
    private final Connection connection;
    private final ShadowTable kept;

    Shadows(Connection connection, long pipelineId) {
        this.connection = connection;
        kept = new ShadowTable(connection, pipelineId);
    }

    /** Whether a shadow of the table is recorded. */
    boolean isOpen(TableName original) throws SQLException {
        return kept.shadows(original.schema()).stream()
                .anyMatch(shadow ->
                        OnlineChange.shadowed(shadow, original::equals).isPresent());
    }

    /**
     * The DDL run on a shadow since it was created like its original.
     *
     * @return empty when it was created before this pipeline read the log, or not like its original
     */
    Optional<List<DdlChange>> statements(TableName shadow) throws SQLException {
        List<DdlChange> statements = kept.find(shadow).stream()
                .map(entry ->
                        new DdlChange(entry.defaultSchema(), entry.statement(), variables(entry.sessionVariables())))
                .toList();
        boolean made = !statements.isEmpty()
                && DdlStatement.parse(statements.get(0))
                        .filter(first -> first.kind() == DdlKind.CREATE)
                        .isPresent();
        return made ? Optional.of(statements.subList(1, statements.size())) : Optional.empty();
    }

    void note(DdlPlan.ShadowNote note, DdlChange ddl) throws SQLException {
        for (TableName shadow : note.begun()) {
            kept.remove(shadow);
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
            kept.remove(shadow);
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
        String variables = new String(Json.write(new Session(ddl.session())), StandardCharsets.UTF_8);
        kept.add(shadow, new ShadowTable.Entry(ddl.schema(), ddl.sql(), variables));
    }

    private static Map<String, String> variables(@Nullable String json) {
        return json == null
                ? Map.of()
                : Json.read(json.getBytes(StandardCharsets.UTF_8), Session.class)
                        .variables();
    }

    private record Session(Map<String, String> variables) {}
}
