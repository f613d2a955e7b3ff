package io.otter.manager.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.SourceType;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.database.DatabaseConnector;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServers.class)
class FreeDoorSqlTest {
    private static final SecretKey KEY = new SecretKey("a secret key of the tests");

    @Test
    void theStatementAsksForEveryRowByItsKeyInTheOrderOfTheColumns(ServerPool servers) throws SQLException {
        try (DatabaseServer server = servers.take("mariadb-11.4")) {
            server.execute(
                    "CREATE DATABASE `it's``so`",
                    "CREATE TABLE `it's``so`.`t.1` (a INT, t TIMESTAMP DEFAULT '2020-01-01', b VARCHAR(9), v INT,"
                            + " PRIMARY KEY (b, t, a))",
                    "SET time_zone = '+00:00'",
                    "CREATE TABLE `it's``so`.bytes (k BINARY(4) PRIMARY KEY)",
                    "CREATE DATABASE retl",
                    "CREATE TABLE retl.retl_buffer (ID BIGINT AUTO_INCREMENT PRIMARY KEY, TABLE_ID INT, FULL_NAME"
                            + " VARCHAR(512), TYPE CHAR(1), PK_DATA VARCHAR(256), GMT_CREATE TIMESTAMP NULL,"
                            + " GMT_MODIFIED TIMESTAMP NULL)");
            DataMediaSource source = new DataMediaSource(
                    1,
                    "src",
                    SourceType.MYSQL,
                    server.host(),
                    server.port(),
                    server.user(),
                    KEY.encrypt(server.password(), PasswordPlace.database(server.host(), server.port(), server.user())),
                    Map.of());
            FreeDoorSql sql = new FreeDoorSql(new DatabaseConnector(KEY));
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET time_zone = '+08:00'");
                statement.execute("INSERT INTO `it's``so`.`t.1` VALUES (7, '2020-05-01 08:00:00', 'x', 1)");
                statement.execute(sql.of(source, "it's`so", "t.1"));
                List<String> entries = new ArrayList<>();
                try (ResultSet row = statement.executeQuery(
                        "SELECT FULL_NAME, TYPE, REPLACE(PK_DATA, CHAR(1), '|') FROM retl.retl_buffer")) {
                    while (row.next()) {
                        entries.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3));
                    }
                }
                assertThat(entries).containsExactly("it's`so.t.1 I 7|2020-05-01 00:00:00|x");
            }
            assertThatThrownBy(() -> sql.of(source, "it's`so", "bytes")).hasMessageContaining("bytes");
            assertThatThrownBy(() -> sql.of(source, "it's`so", "none")).hasMessageContaining("no table");
        }
    }
}
