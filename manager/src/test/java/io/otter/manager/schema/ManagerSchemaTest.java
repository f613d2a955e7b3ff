package io.otter.manager.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@ExtendWith(SharedServers.class)
class ManagerSchemaTest {
    @ParameterizedTest
    @MethodSource("servers")
    void scripts_load_twice_and_migration_makes_and_widens_tables(String name, ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take(name)) {
            loads("retl-schema.sql", server);
            loads("retl-schema.sql", server);
            loads("otter-manager-schema.sql", server);
            loads("otter-manager-schema.sql", server);
            assertThat(number(
                            server,
                            "otter",
                            "SELECT COUNT(*) FROM information_schema.TABLES" + " WHERE TABLE_SCHEMA = 'otter'"))
                    .isEqualTo(tables("otter-manager-schema.sql"));
            assertThat(number(server, "otter", "SELECT COUNT(*) FROM `USER`")).isEqualTo(2);
            migrate(server, "otter");

            server.execute("CREATE DATABASE empty_one");
            migrate(server, "empty_one");
            migrate(server, "empty_one");
            assertThat(number(server, "empty_one", "SELECT COUNT(*) FROM `USER`"))
                    .isEqualTo(2);

            server.execute("CREATE DATABASE old_one");
            try (Connection connection = server.connect("old_one");
                    Statement statement = connection.createStatement()) {
                statement.execute("SET SESSION sql_mode = ''");
                statement.execute("CREATE TABLE `USER` (`ID` bigint(20) NOT NULL AUTO_INCREMENT,"
                        + " `USERNAME` varchar(20) NOT NULL, `PASSWORD` varchar(20) NOT NULL,"
                        + " `AUTHORIZETYPE` varchar(20) NOT NULL, `DEPARTMENT` varchar(20) NOT NULL,"
                        + " `REALNAME` varchar(20) NOT NULL,"
                        + " `GMT_CREATE` timestamp NOT NULL DEFAULT '0000-00-00 00:00:00',"
                        + " `GMT_MODIFIED` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,"
                        + " PRIMARY KEY (`ID`), UNIQUE KEY `USERUNIQUE` (`USERNAME`)) ENGINE=InnoDB");
                statement.execute("INSERT INTO `USER` VALUES (7,'admin','ffffffffffffffffffff','ADMIN','a','a',"
                        + " '0000-00-00 00:00:00', NOW())");
            }
            server.execute(
                    "CREATE TABLE old_one.CHANNEL (`ID` bigint(20) NOT NULL AUTO_INCREMENT, `NAME` varchar(200) NOT NULL,"
                            + " `DESCRIPTION` varchar(200) DEFAULT NULL, `PARAMETERS` text DEFAULT NULL,"
                            + " `GMT_CREATE` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, `GMT_MODIFIED` timestamp NOT NULL"
                            + " DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, PRIMARY KEY (`ID`),"
                            + " UNIQUE KEY `CHANNELUNIQUE` (`NAME`)) ENGINE=InnoDB DEFAULT CHARSET=utf8",
                    "INSERT INTO old_one.CHANNEL (NAME, PARAMETERS) VALUES ('订单', '{}')",
                    "CREATE TABLE old_one.AUDIT (`ID` bigint(20) NOT NULL AUTO_INCREMENT, `ACTION` text NOT NULL,"
                            + " PRIMARY KEY (`ID`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
                    "INSERT INTO old_one.AUDIT (ACTION) VALUES ('start channel shop')");
            migrate(server, "old_one");
            assertThat(number(server, "old_one", "SELECT COUNT(*) FROM AUDIT WHERE ACT IS NULL"))
                    .isEqualTo(1);
            for (String schema : List.of("old_one", "empty_one")) {
                insert(server, schema, "🦦");
                insert(server, schema, "🐟");
                insert(server, schema, "🦦" + "x".repeat(198));
                assertThatThrownBy(() -> insert(server, schema, "🦦")).hasMessageContaining("Duplicate");
                assertThat(number(server, schema, "SELECT COUNT(*) FROM CHANNEL WHERE NAME = '🐟'"))
                        .isEqualTo(1);
            }
            assertThat(number(server, "old_one", "SELECT COUNT(*) FROM CHANNEL WHERE NAME = '订单'"))
                    .isEqualTo(1);
            assertThat(number(
                            server,
                            "old_one",
                            "SELECT CHARACTER_MAXIMUM_LENGTH FROM information_schema.COLUMNS"
                                    + " WHERE TABLE_SCHEMA='old_one' AND TABLE_NAME='USER' AND COLUMN_NAME='PASSWORD'"))
                    .isEqualTo(128);
            assertThat(number(
                            server,
                            "old_one",
                            "SELECT COUNT(*) FROM `USER` WHERE ID = 7" + " AND PASSWORD = 'ffffffffffffffffffff'"))
                    .isEqualTo(1);
        }
    }

    /** As providers configure their servers. */
    @Test
    void tablesAreMadeWhereEveryTableNeedsAKeyAndQuotesMeanNames(ServerPool servers) throws Exception {
        assumeTrue(DatabaseServer.available("mysql-8.0"), "mysql-8.0 cannot be started here");
        try (DatabaseServer server = servers.take("mysql-8.0")) {
            server.execute(
                    "CREATE DATABASE strict_one",
                    "SET GLOBAL sql_require_primary_key = ON",
                    "SET GLOBAL sql_mode = 'ANSI,TRADITIONAL,NO_BACKSLASH_ESCAPES,ONLY_FULL_GROUP_BY'",
                    "SET GLOBAL time_zone = '+05:45'");
            try (TestManager manager = TestManager.pointedAt(server, "strict_one", Map.of())) {
                ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
                Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
                HttpResponse<String> applied = api.put(
                        "spec",
                        "sources: [{name: 'o''tter\\x', host: h, username: u, password: 'p''\"\\q'}]",
                        "application/yaml");
                assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
                assertThat(api.get("spec").at("/sources/0/name").asString("")).isEqualTo("o'tter\\x");
                endConnections(server, "strict_one");
                // What was used within the last half second is not looked at again before it is used.
                await().until(() -> admin.get("overview").statusCode() == 200);
                for (String page :
                        List.of("overview", "channels", "alarms", "logs", "audit", "top", "users", "config/sources")) {
                    assertThat(admin.get(page).statusCode()).as(page).isEqualTo(200);
                }
            }
        }
    }

    /** As a firewall or a restart ends those that wait in the pool. */
    private static void endConnections(DatabaseServer server, String schema) throws SQLException {
        try (Connection connection = server.connect("mysql");
                Statement listing = connection.createStatement();
                Statement ending = connection.createStatement();
                ResultSet open = listing.executeQuery(
                        "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '" + schema + "'")) {
            while (open.next()) {
                ending.execute("KILL " + open.getLong(1));
            }
        }
    }

    private static void insert(DatabaseServer server, String schema, String name) throws SQLException {
        try (Connection connection = server.connect(schema);
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO CHANNEL (NAME, PARAMETERS) VALUES (?, '{}')")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }

    private static List<String> servers() {
        return DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    private static void migrate(DatabaseServer server, String schema) throws SQLException {
        try (Connection connection = server.connect(schema)) {
            ManagerSchema.migrate(new SingleConnectionDataSource(connection, true));
        }
    }

    private static long tables(String script) throws IOException {
        return Files.readString(Path.of("../sql", script))
                .lines()
                .filter(line -> line.startsWith("CREATE TABLE"))
                .count();
    }

    private static void loads(String script, DatabaseServer server) throws IOException, SQLException {
        String text = Files.readString(Path.of("../sql", script)).replaceAll("(?m)^--.*$", "");
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String sql :
                    Arrays.stream(text.split(";\\s*\\R")).map(String::strip).toList()) {
                if (!sql.isEmpty()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static long number(DatabaseServer server, String schema, String sql) throws SQLException {
        try (Connection connection = server.connect(schema);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }
}
