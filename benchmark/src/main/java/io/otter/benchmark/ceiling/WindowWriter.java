package io.otter.benchmark.ceiling;

import io.otter.benchmark.work.BenchmarkServer;
import io.otter.benchmark.work.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes windows over one connection, each with multi-row statements and one commit. */
final class WindowWriter {
    private static final String INSERT = "INSERT INTO %s (id, k, c, pad) VALUES (?, ?, ?, ?)";
    private static final String UPSERT =
            INSERT + " ON DUPLICATE KEY UPDATE k = VALUES(k), c = VALUES(c), pad = VALUES(pad)";

    private WindowWriter() {}

    static void write(List<Window> windows, BenchmarkServer target) throws SQLException {
        try (Connection connection = target.connect("rewriteBatchedStatements=true", "useLocalSessionState=true")) {
            connection.setAutoCommit(false);
            for (Window window : windows) {
                for (Window.Part part : window.parts()) {
                    delete(part, connection);
                    insert(part, connection);
                }
                connection.commit();
            }
        }
    }

    private static void delete(Window.Part part, Connection connection) throws SQLException {
        if (part.deletes().isEmpty()) {
            return;
        }
        String sql = "DELETE FROM " + Tables.name(part.table()) + " WHERE id IN (?"
                + ", ?".repeat(part.deletes().size() - 1) + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < part.deletes().size(); i++) {
                statement.setLong(i + 1, part.deletes().get(i));
            }
            statement.executeUpdate();
        }
    }

    private static void insert(Window.Part part, Connection connection) throws SQLException {
        String sql = (part.onlyInserts() ? INSERT : UPSERT).formatted(Tables.name(part.table()));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Window.Row row : part.writes()) {
                statement.setLong(1, row.id());
                statement.setInt(2, row.content().k());
                statement.setString(3, row.content().c());
                statement.setString(4, row.content().pad());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
