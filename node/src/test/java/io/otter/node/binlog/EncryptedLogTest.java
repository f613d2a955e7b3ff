package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.StartPosition;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The log of a server that lets its reader in only by TLS. */
@ExtendWith(SharedServers.class)
class EncryptedLogTest {
    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mysql-9.7");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void isReadByTlsAndNotWithout(String name, ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take(name)) {
            server.execute(
                    "CREATE DATABASE t",
                    "CREATE TABLE t.o (id BIGINT PRIMARY KEY, v LONGTEXT)",
                    "CREATE USER 'tls'@'%' IDENTIFIED BY 'right' REQUIRE SSL",
                    "GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO 'tls'@'%'");
            try (Reading reading = reading(server, Map.of())) {
                reading.take();
                server.execute("INSERT INTO t.o VALUES (1, REPEAT('x', 3000000)), (2, ''), (3, 'end')");
                assertThat(reading.rowsUntil(3)).hasSize(2);
                Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), reading.source::close);
            }
            try (Reading reading = reading(server, Map.of("sslMode", "DISABLED"))) {
                refuses(reading, ErrorCode.DATABASE_ACCESS_DENIED);
            }
            try (Reading reading = reading(server, Map.of("sslMode", "VERIFY_CA"))) {
                refuses(reading, ErrorCode.DATABASE_TLS);
            }
        }
    }

    private static void refuses(Reading reading, ErrorCode code) {
        assertThatThrownBy(reading::take)
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Reading reading(DatabaseServer server, Map<String, String> options) {
        CanalConfig plain = Reading.canal(server, "tls", 771_998);
        CanalConfig canal = new CanalConfig(
                plain.id(),
                plain.name(),
                plain.addresses(),
                plain.username(),
                plain.password(),
                plain.start(),
                plain.serverId(),
                plain.tsdb(),
                options);
        return Reading.from(server, canal, "right", new StartPosition.Latest());
    }
}
