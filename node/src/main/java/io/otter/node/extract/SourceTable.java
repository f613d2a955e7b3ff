package io.otter.node.extract;

import io.otter.database.TableName;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A source table as it is now.
 *
 * @param changedSeconds when it was last created or altered, since 1970 by the source's clock; 0 when unknown
 */
public record SourceTable(TableSchema schema, long changedSeconds) {
    /** Whether it has the columns that a row of it was logged with. What the log tells of changes since is for {@link TableAge}. */
    boolean isAsLogged(TableSchema logged) {
        return sameNames(logged.columns(), schema.columns());
    }

    TableName name() {
        return new TableName(schema.schema(), schema.table());
    }

    Version version() {
        return new Version(
                changedSeconds,
                schema.columns().stream().map(Column::name).toList(),
                schema.columns().stream().map(Column::columnType).toList());
    }

    private static boolean sameNames(List<Column> logged, List<Column> now) {
        if (logged.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!logged.get(i).name().equalsIgnoreCase(now.get(i).name())) {
                return false;
            }
        }
        return true;
    }

    /** What changes with every ALTER of which a look-up has to know, and can be read with one query. */
    public record Version(long changedSeconds, List<String> columns, List<String> types) {
        public static Version of(Connection connection, TableName name) throws SQLException {
            long changedSeconds = 0;
            List<String> columns = new ArrayList<>();
            List<String> types = new ArrayList<>();
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT UNIX_TIMESTAMP(T.CREATE_TIME), C.COLUMN_NAME, C.COLUMN_TYPE"
                            + " FROM information_schema.TABLES T JOIN information_schema.COLUMNS C"
                            + " ON C.TABLE_SCHEMA = T.TABLE_SCHEMA AND C.TABLE_NAME = T.TABLE_NAME"
                            + " WHERE T.TABLE_SCHEMA = ? AND T.TABLE_NAME = ? AND C.TABLE_SCHEMA = ?"
                            + " AND C.TABLE_NAME = ? ORDER BY C.ORDINAL_POSITION")) {
                for (int i = 1; i <= 4; i++) {
                    statement.setString(i, i % 2 == 1 ? name.schema() : name.table());
                }
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        changedSeconds = rows.getLong(1);
                        columns.add(rows.getString(2));
                        types.add(rows.getString(3));
                    }
                }
            }
            return new Version(changedSeconds, columns, types);
        }
    }
}
