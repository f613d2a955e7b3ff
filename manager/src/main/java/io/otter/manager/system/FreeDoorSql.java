package io.otter.manager.system;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.DataMediaSource;
import io.otter.database.ColumnMeta;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.SqlNames;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.control.ControlTable;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Makes the statement that has all rows of a table sent again through {@code retl_buffer}. Thread-safe. */
@Component
final class FreeDoorSql {
    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "geometry");

    private final DatabaseConnector connector;

    FreeDoorSql(DatabaseConnector connector) {
        this.connector = connector;
    }

    /**
     * To be run at the source.
     *
     * @throws RefusedException if there is no such table, or its key cannot be expressed there; with a database's code if it
     *     does not answer
     */
    String of(DataMediaSource source, String schema, String table) {
        try (Connection connection = connector.open(source, Purpose.PROBE)) {
            return of(new TableCatalog()
                    .find(connection, schema, table)
                    .orElseThrow(() -> refused(Refusal.FREE_DOOR_TABLE, schema + "." + table)));
        } catch (SQLException e) {
            throw new RefusedException(
                    DatabaseFault.codeOf(e).orElse(ErrorCode.DATABASE_PRIVILEGE),
                    Refusal.RESYNC_DATABASE.with(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static String of(TableMeta table) {
        String name = table.schema() + "." + table.table();
        List<ColumnMeta> key = table.identity().stream()
                .flatMap(column -> table.column(column).stream())
                .sorted(Comparator.comparingInt(table.columns()::indexOf))
                .toList();
        if (key.isEmpty() || key.stream().anyMatch(column -> BYTES.contains(column.dataType()))) {
            throw refused(Refusal.FREE_DOOR_KEY, name);
        }
        String parts = key.stream().map(FreeDoorSql::text).collect(Collectors.joining(", "));
        return "INSERT INTO " + ControlTable.BUFFER.quoted()
                + " (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED)\nSELECT 0, '"
                + name.replace("\\", "\\\\").replace("'", "''") + "', 'I', "
                + (key.size() == 1 ? parts : "CONCAT_WS(CHAR(1), " + parts + ")") + ", NOW(), NOW()\nFROM "
                + table.name().quoted() + ";";
    }

    /** As look-ups take it: numbers in full, moments in UTC. */
    private static String text(ColumnMeta column) {
        String name = SqlNames.quote(column.name());
        return switch (column.dataType()) {
            case "float", "double" -> name + " + 0e0";
            case "bit" -> name + " + 0";
            case "timestamp" -> "CONVERT_TZ(" + name + ", @@SESSION.time_zone, '+00:00')";
            default -> name;
        };
    }

    private static RefusedException refused(Refusal refusal, String table) {
        return new RefusedException(ErrorCode.REQUEST_INVALID, refusal.with(table));
    }
}
