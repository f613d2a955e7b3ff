package io.otter.node.load;

import static io.otter.node.load.LoadFixture.insert;
import static io.otter.node.load.LoadFixture.parameters;
import static io.otter.node.load.LoadFixture.row;
import static io.otter.node.load.LoadFixture.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.Consistency;
import io.otter.common.model.SyncMode;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.network.TcpProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The network of a pipeline's owner swallows everything while it holds locks at the target, as when its host is gone. */
class FrozenOwnerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aSuccessorWritesAtOnceAndTheOldOwnerCloses(String name) throws Exception {
        try (DatabaseServer target = DatabaseServer.start(name);
                TcpProxy network = new TcpProxy(target.host(), target.port())) {
            target.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, note VARCHAR(40))",
                    "INSERT INTO shop.item VALUES (1, 'old'), (2, 'old')");
            TableSchema item = new TableSchema(
                    "src", "item", List.of(column("id", "int"), column("note", "varchar")), List.of(0), List.of());
            LoadFixture older = new LoadFixture(target, network.port(), parameters(4), DeadLetters.STOP, 3);
            try (Connection other = target.connect("shop");
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.executeUpdate("UPDATE item SET note = 'other' WHERE id = 2");
                older.push(update(item, row(1L, "old"), row(1L, "new")), update(item, row(2L, "old"), row(2L, "new")));
                // The server makes the list of transactions anew only if nobody has just read it.
                await("the owner holds row 1 and waits for row 2")
                        .pollInterval(Duration.ofMillis(250))
                        .atMost(LIMIT)
                        .until(() -> waits(target));
                network.blackHole();
                other.rollback();
            }
            try (LoadFixture newer = new LoadFixture(target, target.port(), parameters(4), DeadLetters.STOP, 4)) {
                newer.push(update(item, row(1L, "old"), row(1L, "newest")), insert(item, row(3L, "newest")));
                await("the successor writes").atMost(Duration.ofSeconds(10)).until(() -> newer.loaded.size() == 1);
                assertThat(newer.failed).isEmpty();
            }
            long begun = System.nanoTime();
            older.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
            assertThat(rows(target, "SELECT group_concat(note ORDER BY id) FROM shop.item"))
                    .isEqualTo("newest,old,newest");
            saysWhatItMayNotEnd(target);
        }
    }

    private static void saysWhatItMayNotEnd(DatabaseServer target) throws SQLException {
        target.execute("CREATE USER 'rows'@'%' IDENTIFIED BY 'Rows-0nly'", "GRANT ALL ON retl.* TO 'rows'@'%'");
        Checkpoint checkpoint = new Checkpoint(
                "line",
                new ChannelConfig(1, 7, "shop", SyncMode.ROW, Consistency.BASE, List.of()),
                70,
                Clock.systemUTC());
        try (Connection owner = target.connect();
                Statement holding = owner.createStatement();
                Connection successor = target.connectAs("", "rows", "Rows-0nly");
                Statement waiting = successor.createStatement()) {
            owner.setAutoCommit(false);
            successor.setAutoCommit(false);
            waiting.execute("SET SESSION innodb_lock_wait_timeout = 1");
            long id = new OwnConnections().opened(new Object(), owner).get(0);
            checkpoint.fence(owner, 7, List.of(id));
            holding.executeQuery("SELECT * FROM retl.retl_checkpoint FOR UPDATE")
                    .close();
            assertThatThrownBy(() -> checkpoint.fence(successor, 8, List.of()))
                    .isInstanceOfSatisfying(
                            OtterException.class,
                            fault -> assertThat(fault.code().isTransient()).isTrue())
                    .hasMessageContaining("[" + id + "]")
                    .hasMessageContaining("CONNECTION ADMIN");
            owner.rollback();
            checkpoint.fence(successor, 8, List.of());
        }
    }

    private static Column column(String name, String type) {
        return new Column(name, type, type, false, true, false, "utf8mb4", null, List.of());
    }

    private static boolean waits(DatabaseServer target) throws SQLException {
        return !rows(
                        target,
                        "SELECT count(*) FROM information_schema.INNODB_TRX"
                                + " WHERE trx_state = 'LOCK WAIT' AND trx_rows_locked > 1")
                .equals("0");
    }

    private static String rows(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
