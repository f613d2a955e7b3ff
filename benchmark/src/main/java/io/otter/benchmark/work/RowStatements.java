package io.otter.benchmark.work;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A prepared statement per kind of change and table, for one connection. Single-threaded. */
final class RowStatements implements AutoCloseable {
    private final Map<Change.Kind, List<PreparedStatement>> statements = new EnumMap<>(Change.Kind.class);

    RowStatements(Connection connection, int tables) throws SQLException {
        for (Change.Kind kind : Change.Kind.values()) {
            List<PreparedStatement> ofTables = new ArrayList<>();
            for (int table = 1; table <= tables; table++) {
                ofTables.add(connection.prepareStatement(sql(kind, Tables.name(table))));
            }
            statements.put(kind, ofTables);
        }
    }

    /** The statement with the change's values bound. */
    PreparedStatement bind(Change change) throws SQLException {
        PreparedStatement statement = Objects.requireNonNull(statements.get(change.kind()), "prepared for every kind")
                .get(change.table() - 1);
        if (change.kind() == Change.Kind.DELETE) {
            statement.setLong(1, change.id());
            return statement;
        }
        Content content = change.content();
        statement.setInt(1, content.k());
        statement.setString(2, content.c());
        statement.setString(3, content.pad());
        statement.setLong(4, change.id());
        return statement;
    }

    @Override
    public void close() throws SQLException {
        for (List<PreparedStatement> ofTables : statements.values()) {
            for (PreparedStatement statement : ofTables) {
                statement.close();
            }
        }
    }

    private static String sql(Change.Kind kind, String table) {
        return switch (kind) {
            case INSERT -> "INSERT INTO " + table + " (k, c, pad, id) VALUES (?, ?, ?, ?)";
            case UPDATE -> "UPDATE " + table + " SET k = ?, c = ?, pad = ? WHERE id = ?";
            case DELETE -> "DELETE FROM " + table + " WHERE id = ?";
        };
    }
}
