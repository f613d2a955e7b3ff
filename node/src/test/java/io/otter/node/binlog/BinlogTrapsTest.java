package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.StartPosition;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that other log readers silently get wrong: they arrive intact, or are refused by name. */
@ExtendWith(SharedServers.class)
class BinlogTrapsTest {
    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-9.7"})
    void partialJsonUpdatesAreRefused(String name, ServerPool servers) throws Exception {
        RequiredServer.assumeAvailable(name);
        try (DatabaseServer server = servers.take(name)) {
            StartPosition here = prepared(server, "CREATE TABLE t.j (id BIGINT PRIMARY KEY, v JSON)");
            server.execute(
                    "INSERT INTO t.j VALUES (1, CONCAT('{\"a\": 1, \"b\": \"', REPEAT('x', 500), '\"}'))",
                    "SET SESSION binlog_row_value_options = PARTIAL_JSON",
                    "UPDATE t.j SET v = JSON_REPLACE(v, '$.a', 2)");
            refused(server, here, ErrorCode.BINLOG_UNSUPPORTED, "partial JSON updates; SET GLOBAL");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4"})
    void rolledBackXaRowsAreNotDeliveredAsCommitted(String name, ServerPool servers) throws Exception {
        RequiredServer.assumeAvailable(name);
        try (DatabaseServer server = servers.take(name)) {
            StartPosition here = prepared(server, "CREATE TABLE t.x (id BIGINT PRIMARY KEY)");
            server.execute(
                    "XA START 'a'",
                    "INSERT INTO t.x VALUES (1)",
                    "XA END 'a'",
                    "XA PREPARE 'a'",
                    "XA COMMIT 'a'",
                    "XA START 'b'",
                    "INSERT INTO t.x VALUES (2)",
                    "XA END 'b'",
                    "XA PREPARE 'b'",
                    "XA ROLLBACK 'b'");
            refused(server, here, ErrorCode.BINLOG_UNSUPPORTED, "XA ROLLBACK");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4"})
    void aColumnUnknownToParsersIsNeitherLostNorShifted(String name, ServerPool servers) throws Exception {
        RequiredServer.assumeAvailable(name);
        try (DatabaseServer server = servers.take(name)) {
            StartPosition here = prepared(server);
            server.execute(
                    "CREATE TABLE t.h (id BIGINT PRIMARY KEY, a VARCHAR(9), h VARCHAR(9) INVISIBLE DEFAULT 'H',"
                            + " z VARCHAR(9) CHECK (z <> ''))",
                    "INSERT INTO t.h (id, a, z) VALUES (1, 'A', 'Z')",
                    "INSERT INTO t.h (id) VALUES (99)");
            try (Reading reading = Reading.from(server, here)) {
                RowChange row = reading.rowsUntil(99).get(0);
                assertThat(IntStream.range(0, 4).mapToObj(i -> named(row, i)))
                        .containsExactly("id=1", "a=A", "h=H", "z=Z");
            } catch (OtterException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN);
            }
        }
    }

    @Test
    void aFaultIsReportedAtOnceEvenIfNothingFollows(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4")) {
            StartPosition here = prepared(server, "CREATE TABLE t.q (id BIGINT PRIMARY KEY)");
            try (Reading reading = Reading.from(server, here)) {
                server.execute("INSERT INTO t.q VALUES (99)");
                assertThat(reading.rowsUntil(99)).isEmpty();
                server.execute("SET SESSION binlog_format = STATEMENT", "INSERT INTO t.q VALUES (1)");
                // From now on the source sends only heartbeats.
                await().atMost(Duration.ofSeconds(8))
                        .untilAsserted(() -> assertThatThrownBy(reading::take)
                                .isInstanceOfSatisfying(
                                        OtterException.class,
                                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_NOT_ROW)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4"})
    void aLoadedFileIsNotMissedWhereTheSessionLogsNoRows(String name, @TempDir Path directory, ServerPool servers)
            throws Exception {
        RequiredServer.assumeAvailable(name);
        Path file = Files.writeString(directory.resolve("rows.txt"), "1\n2\n");
        try (DatabaseServer server = servers.take(name, "--secure-file-priv=")) {
            StartPosition here = prepared(server, "CREATE TABLE t.l (id BIGINT PRIMARY KEY)");
            server.execute(
                    "SET SESSION binlog_format = STATEMENT", "LOAD DATA INFILE '" + file + "' INTO TABLE t.`l` (id)");
            refused(server, here, ErrorCode.BINLOG_NOT_ROW, "for t.l: LOAD");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-5.6", "mariadb-11.4"})
    void anAnonymousAccountThatShadowsTheUserIsAnAccessFault(String name, ServerPool servers) throws Exception {
        RequiredServer.assumeAvailable(name);
        try (DatabaseServer server = servers.take(name);
                Connection open = server.connect();
                Statement statement = open.createStatement()) {
            StartPosition here = prepared(server);
            statement.execute(
                    "GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO 'canal'@'%' IDENTIFIED BY 'right'");
            statement.execute("CREATE USER ''@'127.0.0.1'"); // takes precedence over all names at any host
            CanalConfig canal = Reading.canal(server, "canal", 771_999);
            try (Reading reading = Reading.from(server, canal, "right", here)) {
                assertThatThrownBy(reading::take)
                        .isInstanceOfSatisfying(
                                OtterException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_ACCESS_DENIED))
                        .hasMessageContaining("canal");
            }
            statement.execute("DROP USER ''@'127.0.0.1'");
            statement.execute("CREATE TABLE t.a (id BIGINT PRIMARY KEY)");
            statement.execute("INSERT INTO t.a VALUES (99)");
            try (Reading reading = Reading.from(server, canal, "right", here)) {
                assertThat(reading.rowsUntil(99)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4"})
    void partialImagesOfAnyNumberOfColumnsArrive(String name, ServerPool servers) throws Exception {
        RequiredServer.assumeAvailable(name);
        try (DatabaseServer server = servers.take(name)) {
            StartPosition here = prepared(
                    server,
                    "CREATE TABLE t.p (id BIGINT PRIMARY KEY, a TEXT, b INT, c INT, d VARCHAR(9), e DOUBLE, f TEXT,"
                            + " g DECIMAL(12, 3), h TEXT, i DATE)");
            server.execute(
                    "SET SESSION binlog_row_image = NOBLOB",
                    "INSERT INTO t.p VALUES (1, 'a', 2, NULL, 'd', NULL, 'f', 1.5, 'h', '2026-01-02')",
                    "UPDATE t.p SET c = 3 WHERE id = 1",
                    "INSERT INTO t.p (id) VALUES (99)");
            try (Reading reading = Reading.from(server, here)) {
                Row before = Objects.requireNonNull(reading.rowsUntil(99).get(1).before());
                assertThat(IntStream.range(0, 10)
                                .mapToObj(before::get)
                                .map(value -> value == Row.ABSENT ? "" : String.valueOf(value)))
                        .containsExactly("1", "", "2", "null", "d", "null", "", "1.500", "", "2026-01-02");
            }
        }
    }

    @Test
    void aTruncateThatFailedAtTheSourceIsIgnored(ServerPool servers) throws Exception {
        RequiredServer.assumeAvailable("mysql-5.6");
        try (DatabaseServer server = servers.take("mysql-5.6")) {
            StartPosition here = prepared(
                    server,
                    "CREATE TABLE t.parent (id BIGINT PRIMARY KEY)",
                    "CREATE TABLE t.child (id BIGINT PRIMARY KEY, FOREIGN KEY (id) REFERENCES t.parent (id))");
            assertThatThrownBy(() -> server.execute("TRUNCATE TABLE t.parent")).hasMessageContaining("foreign key");
            server.execute("TRUNCATE TABLE t.child", "INSERT INTO t.parent VALUES (99)");
            try (Reading reading = Reading.from(server, here)) {
                assertThat(reading.until(99))
                        .singleElement()
                        .isInstanceOfSatisfying(
                                DdlChange.class, ddl -> assertThat(ddl.sql()).isEqualTo("TRUNCATE TABLE t.child"));
            }
        }
    }

    @Test
    void sequenceNumbersAreNotDeliveredAsRows(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4")) {
            StartPosition here =
                    prepared(server, "CREATE SEQUENCE t.numbers", "CREATE TABLE t.s (id BIGINT PRIMARY KEY, n BIGINT)");
            server.execute(
                    "INSERT INTO t.s VALUES (1, NEXTVAL(t.numbers))",
                    "DO NEXTVAL(t.numbers)",
                    "CREATE SEQUENCE t.later",
                    "DO NEXTVAL(t.later)",
                    "INSERT INTO t.s VALUES (99, 0)");
            try (Reading reading = Reading.from(server, here)) {
                assertThat(reading.rowsUntil(99))
                        .extracting(row -> row.table().table())
                        .containsExactly("s");
            }
        }
    }

    @Test
    void systemVersionedTablesAreRefused(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4")) {
            StartPosition here =
                    prepared(server, "CREATE TABLE t.v (id BIGINT PRIMARY KEY, a INT) WITH SYSTEM VERSIONING");
            server.execute("INSERT INTO t.v VALUES (1, 1)");
            refused(server, here, ErrorCode.SCHEMA_UNKNOWN, "t.v");
        }
    }

    @Test
    void timesInTheFormatOfOldTablesArrive(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4")) {
            server.execute("SET GLOBAL mysql56_temporal_format = OFF");
            StartPosition here =
                    prepared(server, "CREATE TABLE t.o (id BIGINT PRIMARY KEY, a TIME, b DATETIME, c TIMESTAMP NULL)");
            server.execute(
                    "SET SESSION time_zone = '+00:00'",
                    "INSERT INTO t.o VALUES (1, '-838:59:59', '2026-02-28 23:59:59', '2026-03-29 01:00:00')",
                    "INSERT INTO t.o (id) VALUES (99)");
            try (Reading reading = Reading.from(server, here)) {
                RowChange row = reading.rowsUntil(99).get(0);
                assertThat(IntStream.range(1, 4).mapToObj(i -> named(row, i)))
                        .containsExactly("a=-838:59:59", "b=2026-02-28 23:59:59", "c=2026-03-29 01:00:00");
            }
        }
    }

    private void refused(DatabaseServer server, StartPosition here, ErrorCode code, String words) {
        try (Reading reading = Reading.from(server, here)) {
            assertThatThrownBy(() -> reading.until(99))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(code))
                    .hasMessageContaining(words);
        }
    }

    private static String named(RowChange row, int column) {
        Row after = row.after();
        @Nullable Object value = after == null ? null : after.get(column);
        return row.table().columns().get(column).name() + "=" + value;
    }

    private static StartPosition prepared(DatabaseServer server, String... sql) throws Exception {
        server.execute("CREATE DATABASE t CHARACTER SET utf8mb4");
        server.execute(sql);
        return Reading.here(server);
    }
}
