package io.otter.node.load;

import static io.otter.node.load.LoadFixture.delete;
import static io.otter.node.load.LoadFixture.row;
import static io.otter.node.load.LoadFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of many rows in one derived table. */
@ExtendWith(SharedServers.class)
class BatchStatementsTest {
    private static final BigInteger LARGEST = new BigInteger("18446744073709551615");
    private static final TableSchema WIDE =
            new TableSchema("src", "wide", List.of(column("id"), column("n")), List.of(0), List.of());

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void smallAndLargestUnsignedIntegersAreUnchanged(String name, ServerPool servers) throws SQLException {
        try (DatabaseServer target = servers.take(name)) {
            target.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.wide (id BIGINT UNSIGNED PRIMARY KEY, n BIGINT UNSIGNED)",
                    "INSERT INTO shop.wide VALUES (1, 0), (2, 0), (18446744073709551615, 0), (18446744073709551614, 0)");
            try (LoadFixture load = LoadFixture.on(target)) {
                load.push(
                        update(WIDE, row(1L, 0L), row(1L, LARGEST)),
                        update(WIDE, row(2L, 0L), row(2L, 7L)),
                        update(WIDE, row(LARGEST, 0L), row(LARGEST, 8L)));
                load.await("updates");
                assertThat(rows(target))
                        .containsExactly(
                                "1 18446744073709551615", "2 7", "18446744073709551614 0", "18446744073709551615 8");
                load.push(delete(WIDE, row(2L, 7L)), delete(WIDE, row(LARGEST, 8L)));
                load.await("deletes");
                assertThat(load.failed).isEmpty();
            }
            assertThat(rows(target)).containsExactly("1 18446744073709551615", "18446744073709551614 0");
        }
    }

    private static List<String> rows(DatabaseServer server) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT CONCAT(id, ' ', n) FROM shop.wide ORDER BY id")) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private static Column column(String name) {
        return new Column(name, "bigint", "bigint unsigned", true, true, false, null, null, List.of());
    }
}
