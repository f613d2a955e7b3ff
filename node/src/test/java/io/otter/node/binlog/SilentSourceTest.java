package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ServerAddress;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.network.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A source that is frozen when a reader comes: it takes the connection, and says nothing. */
@ExtendWith(SharedServers.class)
class SilentSourceTest {
    @Test
    void isSaidLongBeforeItIsGivenUp(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TcpProxy way = new TcpProxy(server.host(), server.port())) {
            server.execute("CREATE DATABASE t", "CREATE TABLE t.o (id BIGINT PRIMARY KEY)");
            way.blackHole();
            CanalConfig plain = Reading.canal(server, server.user(), 771_996);
            CanalConfig canal = new CanalConfig(
                    plain.id(),
                    plain.name(),
                    List.of(new ServerAddress(server.host(), way.port())),
                    plain.username(),
                    plain.password(),
                    plain.start(),
                    plain.serverId(),
                    plain.tsdb(),
                    Map.of());
            try (Reading reading = Reading.from(server, canal, server.password(), Reading.here(server))) {
                await().atMost(Duration.ofSeconds(8)).until(() -> reading.source.lastFault() != null);
                OtterException fault = Objects.requireNonNull(reading.source.lastFault());
                assertThat(fault.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
                assertThat(fault).hasMessageContaining("src-log").hasMessageContaining("no answer");

                way.restore();
                server.execute("INSERT INTO t.o VALUES (1)");
                reading.until(1);
                assertThat(reading.source.lastFault()).isNull();
            }
        }
    }
}
