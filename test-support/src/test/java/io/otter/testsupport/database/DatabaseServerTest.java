package io.otter.testsupport.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.workload.TableComparer;
import io.otter.testsupport.workload.Workload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseServerTest {
    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void rowsSurviveAKilledServerAndTheLogIsOn(String name) throws Exception {
        try (DatabaseServer server = DatabaseServer.start(name)) {
            Workload.createSchema(server);
            new Workload(7).run(server, 100, 20);
            assertThat(new TableComparer(server, server).difference(Workload.TABLES))
                    .isEmpty();
            server.kill();
            server.restart();
            try (Connection connection = server.connect("work");
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT CONCAT('', @@log_bin), @@binlog_format, @@binlog_row_image, @@server_id, count(*) FROM account")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isIn("1", "ON");
                assertThat(row.getString(2)).isEqualTo("ROW");
                assertThat(row.getString(3)).isEqualTo("FULL");
                assertThat(row.getInt(4)).isEqualTo(server.serverId());
                assertThat(row.getInt(5)).isPositive();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theComparerReportsTheDifference(String name) {
        try (DatabaseServer left = DatabaseServer.start(name);
                DatabaseServer right = DatabaseServer.start("mariadb-11.4")) {
            for (DatabaseServer server : List.of(left, right)) {
                server.execute(
                        "CREATE DATABASE d",
                        "CREATE TABLE d.t (a INT PRIMARY KEY, b VARCHAR(9))",
                        "INSERT INTO d.t VALUES (1, 'x')");
            }
            TableComparer comparer = new TableComparer(left, right);
            assertThat(comparer.difference(List.of("d.t"))).isEmpty();
            right.execute("UPDATE d.t SET b = 'X'");
            assertThat(comparer.difference(List.of("d.t")).orElseThrow()).contains("column b: 78 at the source, 58");
        }
    }
}
