package io.otter.node.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.communication.Credentials;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.database.DatabaseConnector;
import io.otter.node.batch.CrashPoint;
import io.otter.node.batch.Handover;
import io.otter.node.batch.LoadListener;
import io.otter.node.batch.LoadedBatch;
import io.otter.node.ddl.FakeOperator;
import io.otter.node.load.DeadLetters;
import io.otter.node.load.Gate;
import io.otter.node.load.LocalHandovers;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(180)
@ExtendWith(SharedServers.class)
class RemoteLoadTest {
    private static final Credentials LOAD_KEY = Credentials.of("a shared key of the tests", 2);
    private static final Credentials KEY = Credentials.of("a shared key of the tests", 1);

    @Test
    void aRowFromAnotherNodeIsCommittedWithItsCheckpoint(ServerPool servers) throws Exception {
        SecretKey secrets = new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        DatabaseConnector connector = new DatabaseConnector(secrets);
        RequiredServer.assumeAvailable("mariadb-11.4");
        try (DatabaseServer target = servers.take("mariadb-11.4")) {
            target.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.parent (id BIGINT UNSIGNED PRIMARY KEY)",
                    // The parent is missing, as at the source, where the foreign key was not checked.
                    "CREATE TABLE shop.a (id BIGINT UNSIGNED PRIMARY KEY, k ENUM('ä','b'),"
                            + " FOREIGN KEY (id) REFERENCES shop.parent (id)) DEFAULT CHARSET utf8mb4");
            ChannelConfig channel = Channels.of(
                    1,
                    target.port(),
                    target.user(),
                    secrets.encrypt(
                            target.password(), PasswordPlace.database("127.0.0.1", target.port(), target.user())));
            LoadService service = new LoadService(
                    () -> Map.of(channel.id(), channel),
                    new LocalHandovers(
                            connector,
                            new Gate(),
                            (pipeline, media) -> DeadLetters.STOP,
                            new FakeOperator(),
                            CrashPoint.NONE,
                            Clock.systemUTC())::create);
            RpcHandlers handlers = new RpcHandlers();
            service.register(handlers);
            Heard heard = new Heard();
            try (RpcServer server =
                            new RpcServer("port", "127.0.0.1", 0, LOAD_KEY, HandoverMessages.types(), handlers);
                    RpcClient client = new RpcClient(HandoverMessages.types())) {
                List<ServerAddress> addresses = List.of(new ServerAddress("127.0.0.1", server.port()));
                try (Handover handover = new RemoteHandover(
                        client, KEY, channel, channel.pipelines().get(0), () -> addresses, heard)) {
                    assertThat(handover.open(1)).isEmpty();
                    handover.push(BatchCodecTest.batchOf(BatchCodecTest.schema("a")));
                    await().until(() -> !heard.loaded.isEmpty() || !heard.faults.isEmpty());
                    assertThat(heard.faults).isEmpty();
                }
                assertThat(rows(target)).isEqualTo("1 b");
                try (Handover again = new RemoteHandover(
                        client, KEY, channel, channel.pipelines().get(0), () -> addresses, heard)) {
                    assertThat(again.open(2)).hasValue(heard.loaded.get(0).checkpoint());
                }
            }
        }
    }

    private static String rows(DatabaseServer server) throws SQLException {
        try (Connection connection = server.connect("shop");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT GROUP_CONCAT(CONCAT(id, ' ', k)) FROM a")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static final class Heard implements LoadListener {
        private final List<LoadedBatch> loaded = new CopyOnWriteArrayList<>();
        private final List<OtterException> faults = new CopyOnWriteArrayList<>();

        @Override
        public void loaded(LoadedBatch batch) {
            loaded.add(batch);
        }

        @Override
        public void retrying(@Nullable OtterException fault) {
            if (fault != null) {
                faults.add(fault);
            }
        }

        @Override
        public void failed(OtterException fault) {
            faults.add(fault);
        }
    }
}
