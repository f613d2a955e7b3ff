package io.otter.database;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.SourceType;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.testsupport.database.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** How tests name and reach the server fixtures. */
public final class Servers {
    public static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

    private Servers() {}

    /** Skips the test, printing the name, if the server cannot be started. */
    public static void assumeAvailable(String name) {
        assumeThat(DatabaseServer.availableOf(name)).contains(name);
    }

    public static DataMediaSource source(DatabaseServer server) {
        return source(server, server.user(), server.password(), Map.of());
    }

    public static DataMediaSource source(
            DatabaseServer server, String user, String password, Map<String, String> options) {
        return new DataMediaSource(
                1,
                "src",
                SourceType.MYSQL,
                server.host(),
                server.port(),
                user,
                encrypted(server.host(), server, user, password),
                options);
    }

    /** The password as it is sent to the server under this name. */
    public static Secret encrypted(String host, DatabaseServer server, String user, String password) {
        return KEY.encrypt(password, PasswordPlace.database(host, server.port(), user));
    }

    /** The first column of the first row. */
    public static String one(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
