package io.otter.manager.position;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServers.class)
class KeptLogTest {
    private static final OptionalLong ENOUGH = OptionalLong.empty();

    @Test
    void whoKeepsItForEverPurgesNothing(ServerPool servers) throws SQLException {
        for (String name : DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4")) {
            try (DatabaseServer server = servers.take(name);
                    Connection connection = server.connect()) {
                server.execute("SET GLOBAL binlog_expire_logs_seconds = 1000");
                assertThat(left(connection, 499)).as(name).isEqualTo(ENOUGH);
                assertThat(left(connection, 600)).as(name).hasValue(400);
                assertThat(left(connection, 5_000)).as(name).hasValue(0);
                if (server.isMariaDb()) {
                    server.execute("SET GLOBAL expire_logs_days = 0.5");
                    assertThat(left(connection, 30_000)).hasValue(13_200);
                } else {
                    server.execute("SET GLOBAL binlog_expire_logs_auto_purge = OFF");
                    assertThat(left(connection, 600)).as("of no effect").isEqualTo(ENOUGH);
                    server.execute("SET GLOBAL binlog_expire_logs_auto_purge = ON");
                    server.execute("SET GLOBAL binlog_expire_logs_seconds = 0", "SET GLOBAL expire_logs_days = 2");
                    assertThat(left(connection, 100_000)).hasValue(72_800);
                    server.execute("SET GLOBAL expire_logs_days = 0");
                }
                server.execute("SET GLOBAL binlog_expire_logs_seconds = 0");
                assertThat(left(connection, 100_000_000)).as(name).isEqualTo(ENOUGH);
            }
        }
    }

    /** However long it may be kept. */
    @Test
    void aLogThatMayNotGrowIsPurgedSoonerTheFasterItGrows(ServerPool servers) throws SQLException {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                Connection connection = server.connect()) {
            server.execute(
                    "SET GLOBAL binlog_expire_logs_seconds = 0",
                    "CREATE DATABASE s",
                    "CREATE TABLE s.t (id INT PRIMARY KEY, v LONGTEXT)",
                    "FLUSH BINARY LOGS");
            String file = server.value("SHOW MASTER STATUS");
            server.execute("INSERT INTO s.t VALUES (1, REPEAT('x', 1000000))", "FLUSH BINARY LOGS");
            assertThat(new KeptLog(0, 4_000_000).secondsLeft(connection, file, 1_000))
                    .as("half of it is left")
                    .isEqualTo(ENOUGH);
            assertThat(new KeptLog(0, 1_500_000)
                            .secondsLeft(connection, file, 1_000)
                            .orElseThrow())
                    .isBetween(480L, 500L);
            assertThat(new KeptLog(600, 1_500_000).secondsLeft(connection, file, 400))
                    .as("the sooner of both")
                    .satisfies(left -> assertThat(left.orElseThrow()).isBetween(190L, 200L));
            assertThat(new KeptLog(0, 900_000).secondsLeft(connection, file, 1_000))
                    .hasValue(0);
            assertThat(new KeptLog(0, 1_500_000).secondsLeft(connection, "other.000001", 1_000))
                    .isEqualTo(ENOUGH);

            server.execute("SET GLOBAL max_binlog_total_size = 1500000");
            assertThat(KeptLog.of(connection)).isEqualTo(new KeptLog(0, 1_500_000));
        }
    }

    private static OptionalLong left(Connection connection, long late) throws SQLException {
        return KeptLog.of(connection).secondsLeft(connection, "", late);
    }
}
