package io.otter.benchmark.work;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Client view of a MySQL server on 127.0.0.1. Thread-safe; each connection belongs to its caller. */
public record BenchmarkServer(int port, String user, String password) {
    /** @param options of the driver, e.g. {@code rewriteBatchedStatements=true} */
    public Connection connect(String... options) throws SQLException {
        return DriverManager.getConnection(url(options), user, password);
    }

    /** A URL for Connector/J, without credentials. */
    public String url(String... options) {
        return "jdbc:mysql://127.0.0.1:" + port + "/?sslMode=DISABLED&allowPublicKeyRetrieval=true&"
                + String.join("&", options);
    }

    /** Runs statements on their own connection. */
    public void execute(List<String> statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The last column of the first row; empty when there is no row or it is null. */
    public String ask(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            String value = result.next() ? result.getString(result.getMetaData().getColumnCount()) : null;
            return value == null ? "" : value;
        }
    }
}
