package io.otter.testsupport.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServerPoolTest {
    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theNextOneFindsTheServerAsNew(String name) throws SQLException {
        try (ServerPool pool = new ServerPool()) {
            DatabaseServer first = pool.take(name);
            List<String> asStarted = state(first);
            first.execute(
                    "CREATE DATABASE `a``b`",
                    "CREATE TABLE `a``b`.parent (id INT PRIMARY KEY)",
                    "CREATE TABLE `a``b`.child (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES parent (id))",
                    "CREATE USER 'o''clock'@'%' IDENTIFIED BY 'Secret-1'",
                    "SET GLOBAL time_zone = '+05:30'",
                    "SET GLOBAL max_allowed_packet = 1048576",
                    "SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'",
                    "SET GLOBAL binlog_row_image = 'MINIMAL'");
            if (!name.equals("mysql-5.6")) {
                first.execute("CREATE ROLE reader", "SET GLOBAL binlog_row_metadata = 'FULL'");
            }
            assertThat(state(first)).isNotEqualTo(asStarted);
            try (Connection left = first.connect("a`b");
                    Statement statement = left.createStatement()) {
                statement.execute("SET autocommit = 0");
                statement.execute("INSERT INTO parent VALUES (1)");
                first.close();

                DatabaseServer next = pool.take(name);
                assertThat(next.port()).isEqualTo(first.port());
                assertThat(state(next)).isEqualTo(asStarted);
                assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void eachInUseIsAnother() {
        try (ServerPool pool = new ServerPool()) {
            DatabaseServer source = pool.take("mariadb-11.4");
            DatabaseServer target = pool.take("mariadb-11.4");
            assertThat(target.port()).isNotEqualTo(source.port());
            assertThat(target.serverId()).isNotEqualTo(source.serverId());
            source.close();
            source.close();
            try (DatabaseServer again = pool.take("mariadb-11.4");
                    DatabaseServer third = pool.take("mariadb-11.4", "--max-allowed-packet=16M")) {
                assertThat(again.port()).isEqualTo(source.port());
                assertThat(third.port()).isNotIn(source.port(), target.port());
            }
        }
    }

    @Test
    void aDeadOneIsReplaced() throws SQLException {
        try (ServerPool pool = new ServerPool()) {
            DatabaseServer killed = pool.take("mariadb-11.4");
            killed.kill();
            killed.close();
            try (DatabaseServer next = pool.take("mariadb-11.4")) {
                assertThat(state(next)).isNotEmpty();
            }
        }
    }

    /** What those who take a server might see of others. */
    private static List<String> state(DatabaseServer server) throws SQLException {
        List<String> state = new ArrayList<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String query : List.of(
                    "SHOW DATABASES",
                    "SELECT CONCAT(user, '@', host) FROM mysql.user ORDER BY 1",
                    "SHOW BINARY LOGS",
                    server.name().equals("mysql-9.7") ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS",
                    "SHOW GLOBAL VARIABLES")) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    int columns = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        state.add(rows.getString(1) + (columns > 1 ? " " + rows.getString(2) : ""));
                    }
                }
            }
        }
        return state;
    }
}
