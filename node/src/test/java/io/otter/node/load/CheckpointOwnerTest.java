package io.otter.node.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.Consistency;
import io.otter.common.model.SyncMode;
import io.otter.common.position.BinlogPosition;
import io.otter.database.control.CheckpointTable;
import io.otter.node.batch.FencedException;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two installations number their pipelines alike; a target's checkpoint belongs to one of them. */
@ExtendWith(SharedServers.class)
class CheckpointOwnerTest {
    private static final BinlogPosition PLACE = new BinlogPosition("binlog.000002", 4, "", "uuid", 0);

    private static DatabaseServer server;

    @BeforeAll
    static void startServer(ServerPool servers) {
        server = servers.take("mariadb-11.4");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void dropTables() {
        server.execute("DROP DATABASE IF EXISTS retl");
    }

    @Test
    void anotherInstallationsPositionIsNeitherUsedNorTouched() throws Exception {
        try (Connection connection = open()) {
            apply(connection, "ours", 7);

            assertThatThrownBy(() -> checkpoint("theirs").fence(connection, 9, List.of()))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_FOREIGN))
                    .hasMessageContainingAll("installation ours", "this is theirs");
            assertThat(new CheckpointTable(connection, 70).epochShared()).isEqualTo(OptionalLong.of(7));
            assertThat(checkpoint("ours").fence(connection, 8, List.of())).contains(PLACE);
        }
    }

    @Test
    void anotherInstallationsConnectionsAreLeftAlone() throws Exception {
        try (Connection theirs = open();
                Connection ours = open()) {
            ours.createStatement().execute("SET SESSION innodb_lock_wait_timeout = 1");
            apply(theirs, "theirs", 7);
            checkpoint("theirs").fence(theirs, 8, List.of(id(theirs)));
            new CheckpointTable(theirs, 70).epochForUpdate(); // keeps the row locked

            assertThatThrownBy(() -> checkpoint("ours").fence(ours, 9, List.of(id(ours))))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_FOREIGN));
            assertThat(theirs.isValid(10)).isTrue();
        }
    }

    @Test
    void whoTakesOverGoesOnAndLocksTheOtherOut() throws Exception {
        try (Connection connection = open()) {
            apply(connection, "ours", 7);
            CheckpointTable row = new CheckpointTable(connection, 70);
            row.takeOver("theirs");
            connection.commit();

            assertThatThrownBy(() -> checkpoint("ours").move(connection, 7, PLACE))
                    .isInstanceOf(FencedException.class);
            connection.rollback();
            assertThatThrownBy(() -> checkpoint("ours").fence(connection, 9, List.of()))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_FOREIGN));
            assertThat(checkpoint("theirs").fence(connection, 8, List.of())).contains(PLACE);
        }
    }

    @Test
    void aRowOfAnEarlierVersionAndOneWithoutAPositionAreAdopted() throws Exception {
        try (Connection connection = open()) {
            apply(connection, "", 1);
            assertThat(new CheckpointTable(connection, 70).installation()).isEmpty();
            assertThat(checkpoint("ours").fence(connection, 2, List.of())).contains(PLACE);
            assertThat(new CheckpointTable(connection, 70).installation()).contains("ours");

            new CheckpointTable(connection, 70).clear();
            connection.commit();
            assertThat(checkpoint("theirs").fence(connection, 4, List.of())).isEmpty();
            assertThat(new CheckpointTable(connection, 70).installation()).contains("theirs");
        }
    }

    private static void apply(Connection connection, String installation, long epoch) throws SQLException {
        Optional<BinlogPosition> before = checkpoint(installation).fence(connection, epoch, List.of());
        assertThat(before).isEmpty();
        checkpoint(installation).move(connection, epoch, PLACE);
        connection.commit();
    }

    private static Checkpoint checkpoint(String installation) {
        ChannelConfig channel =
                new ChannelConfig(1, 7, "shop", SyncMode.ROW, Consistency.BASE, List.of(), installation);
        return new Checkpoint("a-to-b", channel, 70, Clock.systemUTC());
    }

    private static long id(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Connection open() throws SQLException {
        Connection connection = server.connect();
        connection.setAutoCommit(false);
        return connection;
    }
}
