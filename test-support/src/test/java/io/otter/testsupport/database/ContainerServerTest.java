package io.otter.testsupport.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerServerTest {
    @Test
    void keepsPortAndRowsWhenItIsKilledAndStartedAgain() throws Exception {
        assumeTrue(ContainerServer.available(), "SKIPPED containers: no Docker engine answers");
        ServerKind kind = ServerKind.MARIADB_11_4;
        ContainerServer server = new ContainerServer(
                kind, List.of("--skip-ssl", "--log-bin=binlog"), kind.initialStatements("otter", "a password"));
        try {
            server.start();
            await().atMost(Duration.ofMinutes(3)).ignoreExceptions().until(() -> one(server, "SELECT 1") == 1);
            one(server, "CREATE TABLE test.kept (id INT) SELECT 7 AS id");
            server.end(true);
            assertThat(server.isAlive()).isFalse();
            server.start();
            await().atMost(Duration.ofMinutes(3))
                    .ignoreExceptions()
                    .until(() -> one(server, "SELECT id FROM test.kept") == 7);
        } finally {
            server.remove();
        }
    }

    private static int one(ContainerServer server, String sql) throws SQLException {
        String url = "jdbc:mariadb://127.0.0.1:" + server.port() + "/test?createDatabaseIfNotExist=true";
        try (Connection connection = DriverManager.getConnection(url, "otter", "a password");
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return 0;
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getInt(1);
            }
        }
    }
}
