package io.otter.node.load;

import static io.otter.node.load.LoadFixture.delete;
import static io.otter.node.load.LoadFixture.row;
import static io.otter.node.load.LoadFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server without current statistics may assume that a table is empty. */
@ExtendWith(SharedServers.class)
class StaleStatisticsTest {
    private static final int ROWS = 20_000;
    private static final TableSchema COUNTER =
            new TableSchema("src", "counter", List.of(column("a"), column("b"), column("n")), List.of(0, 1), List.of());

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void manyUpdatesAndDeletesReadTheirRowsOnly(String name, ServerPool servers) throws SQLException {
        try (DatabaseServer target = servers.take(name)) {
            target.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.digit (d INT PRIMARY KEY)",
                    "INSERT INTO shop.digit VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)",
                    "CREATE TABLE shop.counter (a INT, b INT, n INT NOT NULL, PRIMARY KEY (a, b), KEY (n))"
                            + " STATS_PERSISTENT=1 STATS_AUTO_RECALC=0",
                    "INSERT INTO shop.counter SELECT u.d + 10 * t.d + 100 * h.d + 1000 * k.d, x.d, 0"
                            + " FROM shop.digit u, shop.digit t, shop.digit h, shop.digit k, shop.digit x WHERE x.d < 2",
                    "FLUSH TABLES");
            try (LoadFixture load = LoadFixture.on(target)) {
                load.push(update(COUNTER, row(9L, 0L, 0L), row(9L, 0L, 0L)));
                load.await("an open session");
                long before = rowsRead(target);
                load.push(changes());
                load.await("load");
                assertThat(load.failed).isEmpty();
                assertThat(rowsRead(target) - before).isLessThan(ROWS / 10);
            }
            assertThat(number(target, "SELECT SUM(n) FROM shop.counter")).isEqualTo(20);
            assertThat(number(target, "SELECT COUNT(*) FROM shop.counter")).isEqualTo(ROWS - 20);
        }
    }

    private static SelectedChange[] changes() {
        return LongStream.range(0, 40)
                .mapToObj(i -> i % 2 == 0
                        ? update(COUNTER, row(i * 100, 1L, 0L), row(i * 100, 1L, 1L))
                        : delete(COUNTER, row(i * 100, 1L, 0L)))
                .toArray(SelectedChange[]::new);
    }

    /** Counted by the server's storage engine since it started. */
    private static long rowsRead(DatabaseServer server) throws SQLException {
        return Stream.of("next", "rnd_next", "first", "key")
                .mapToLong(kind -> number(server, "SHOW GLOBAL STATUS LIKE 'Handler_read_" + kind + "'"))
                .sum();
    }

    private static long number(DatabaseServer server, String sql) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(result.getMetaData().getColumnCount());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Column column(String name) {
        return new Column(name, "int", "int", false, true, false, null, null, List.of());
    }
}
