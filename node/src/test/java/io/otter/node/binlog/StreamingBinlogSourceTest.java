package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class StreamingBinlogSourceTest {
    private static final StartPosition LATEST = new StartPosition.Latest();

    @Parameter
    String name = "";

    private @Nullable DatabaseServer running;

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    private static DatabaseServer started(String name, ServerPool servers) {
        return switch (name) {
            case "mysql-5.6" ->
                DatabaseServer.start(name, "--innodb-log-file-size=256M"); // ten times the largest value
            case "mysql-8.0", "mysql-9.7" ->
                DatabaseServer.start(name, "--gtid-mode=ON", "--enforce-gtid-consistency=ON");
            default -> servers.take(name);
        };
    }

    @AfterAll
    void stopServer() {
        server().close();
    }

    @BeforeEach
    void cleanSchema(ServerPool servers) {
        if (running != null && !running.name().equals(name)) {
            running.close();
            running = null;
        }
        if (running == null) {
            running = started(name, servers);
        }
        server().execute("DROP DATABASE IF EXISTS t", "CREATE DATABASE t CHARACTER SET utf8mb4");
    }

    private DatabaseServer server() {
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    private void execute(String... sql) throws Exception {
        try (Connection connection = server().connect("t");
                Statement statement = connection.createStatement()) {
            for (String one : sql) {
                statement.execute(one);
            }
        }
    }

    @Test
    void numbersArriveExactly() throws Exception {
        execute(
                "CREATE TABLE n (id BIGINT PRIMARY KEY, a TINYINT UNSIGNED, b SMALLINT, c MEDIUMINT UNSIGNED, d INT,"
                        + " e BIGINT UNSIGNED, f DECIMAL(65,30), g DECIMAL(20,6), h FLOAT, i DOUBLE, j BIT(12), k YEAR, l BOOL)");
        try (Reading reading = Reading.from(server(), LATEST)) {
            insertWhenReading(reading, "n");
            execute(
                    "INSERT INTO n VALUES (1,255,-32768,16777215,-1,18446744073709551615,0,-0.000001,1.5,-2.25,b'101000000001',2026,1)",
                    "INSERT INTO n (id) VALUES (99)");
            List<RowChange> rows = reading.rowsUntil(99);
            assertThat(values(rows.get(0).after()))
                    .containsExactly(
                            1L,
                            255L,
                            -32768L,
                            16777215L,
                            -1L,
                            new BigInteger("18446744073709551615"),
                            new BigDecimal("0E-30"),
                            new BigDecimal("-0.000001"),
                            1.5f,
                            -2.25d,
                            0xa01L,
                            2026L,
                            1L);
        }
    }

    @Test
    void timesArriveAsTheServerPrintsThemAndTimestampsInUtc() throws Exception {
        execute(
                "CREATE TABLE d (id BIGINT PRIMARY KEY, a DATE, b TIME(3), c DATETIME(6), e TIMESTAMP(2) NULL, f DATETIME, g TIME)");
        try (Reading reading = Reading.from(server(), LATEST)) {
            insertWhenReading(reading, "d");
            execute(
                    "SET SESSION sql_mode='', time_zone='+08:00'",
                    "INSERT INTO d VALUES (1,'0000-00-00','-838:59:58.5','2026-01-02 03:04:05.000006','1970-01-01 08:00:01.25','2026-00-00 00:00:00','-00:00:01')",
                    "INSERT INTO d (id) VALUES (99)");
            assertThat(values(reading.rowsUntil(99).get(0).after()))
                    .containsExactly(
                            1L,
                            "0000-00-00",
                            "-838:59:58.500",
                            "2026-01-02 03:04:05.000006",
                            "1970-01-01 00:00:01.25",
                            "2026-00-00 00:00:00",
                            "-00:00:01");
        }
    }

    @Test
    void textArrivesWhateverItsCharacterSetAndBytesArePadded() throws Exception {
        execute(
                "CREATE TABLE s (id BIGINT PRIMARY KEY, a VARCHAR(20) CHARACTER SET latin1, b CHAR(5) CHARACTER SET gbk,"
                        + " c TEXT CHARACTER SET utf16, d VARCHAR(20), e BINARY(8), f VARBINARY(8), g BLOB,"
                        + " h ENUM('x','y''z') CHARACTER SET gbk, i SET('a','b','c'), j VARCHAR(300) CHARACTER SET sjis)");
        try (Reading reading = Reading.from(server(), LATEST)) {
            insertWhenReading(reading, "s");
            execute(
                    "SET NAMES utf8mb4",
                    "INSERT INTO s VALUES (1,'é€ÿ','中文','汉字😀','😀ß',x'00ff10',x'0102',x'00','y''z','a,c','日本')",
                    "INSERT INTO s (id) VALUES (99)");
            assertThat(values(reading.rowsUntil(99).get(0).after()))
                    .containsExactly(
                            1L,
                            "é€ÿ",
                            "中文",
                            "汉字😀",
                            "😀ß",
                            new byte[] {0, -1, 16, 0, 0, 0, 0, 0},
                            new byte[] {1, 2},
                            new byte[] {0},
                            "y'z",
                            "a,c",
                            "日本");
        }
    }

    @Test
    void oldRowsHaveTheColumnsOfTheirTime() throws Exception {
        StartPosition here = Reading.here(server());
        execute(
                "CREATE TABLE h (id BIGINT PRIMARY KEY, a VARCHAR(9), b VARCHAR(9))",
                "INSERT INTO h VALUES (1,'A','B')",
                "ALTER TABLE h DROP a, ADD c VARCHAR(9) FIRST",
                "INSERT INTO h VALUES ('C',2,'B')",
                "ALTER TABLE h RENAME TO h_begin",
                "INSERT INTO h_begin VALUES ('C',3,'B')",
                "RENAME TABLE h_begin TO `表``commit`",
                "INSERT INTO `表``commit` VALUES ('C',4,'B')",
                "DROP TABLE `表``commit`",
                "CREATE TABLE h (id BIGINT PRIMARY KEY)",
                "INSERT INTO h VALUES (99)");
        BinlogPosition middle;
        try (Reading reading = Reading.from(server(), here)) {
            List<Change> changes = reading.until(99);
            assertThat(changes.stream().map(StreamingBinlogSourceTest::describe))
                    .containsSubsequence(
                            "h[id, a, b] [1, A, B]",
                            "h[c, id, b] [C, 2, B]",
                            "h_begin[c, id, b] [C, 3, B]",
                            "表`commit[c, id, b] [C, 4, B]");
            middle = reading.last;
        }
        execute("ALTER TABLE h ADD z INT", "INSERT INTO h VALUES (100, 7)");
        try (Reading again = Reading.resume(server(), middle)) {
            assertThat(again.until(100).stream().map(StreamingBinlogSourceTest::describe))
                    .anyMatch(text -> text.contains("ALTER TABLE h ADD z"));
        }
    }

    @Test
    void aTableThatWasChangedBeforeItsHistoryBeganIsRefusedNotGuessed() throws Exception {
        execute("CREATE TABLE u (id BIGINT PRIMARY KEY, a VARCHAR(9), b VARCHAR(9))");
        StartPosition here = Reading.here(server());
        execute("INSERT INTO u VALUES (1,'A','B')", "ALTER TABLE u DROP a, ADD c VARCHAR(9)");
        try (Reading reading = Reading.from(server(), here)) {
            assertThatThrownBy(() -> reading.until(99))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN));
        }
    }

    @Test
    void aTableThatIsGoneBeforeItsHistoryBeganIsRefusedNotTriedForEver() throws Exception {
        execute("CREATE TABLE gone (id BIGINT PRIMARY KEY)");
        StartPosition here = Reading.here(server());
        execute("INSERT INTO gone VALUES (1)", "DROP TABLE gone");
        try (Reading reading = Reading.from(server(), here)) {
            assertThatThrownBy(() -> reading.until(99))
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN));
        }
    }

    @Test
    void aLargeTransactionComesInPieces() throws Exception {
        execute("CREATE TABLE l (id BIGINT PRIMARY KEY, v CHAR(200))");
        StartPosition here = Reading.here(server());
        try (Connection connection = server().connect("t")) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO l VALUES (?, 'x')")) {
                for (int i = 100; i < 50_100; i++) {
                    insert.setLong(1, i);
                    insert.addBatch();
                    if (i % 1000 == 0) {
                        insert.executeBatch();
                    }
                }
                insert.executeBatch();
            }
            connection.commit();
        }
        try (Reading reading = Reading.from(server(), here)) {
            List<Long> ids = new ArrayList<>();
            int pieces = 0;
            TransactionPiece piece;
            do {
                piece = reading.take();
                if (!piece.changes().isEmpty()) {
                    assertThat(piece.first()).isEqualTo(pieces++ == 0);
                }
                for (Change change : piece.changes()) {
                    ids.add((Long) value(((RowChange) change).after(), 0));
                }
            } while (ids.size() < 50_000 || !piece.last());
            assertThat(pieces).isGreaterThan(3);
            assertThat(ids).isEqualTo(LongStream.range(100, 50_100).boxed().toList());
        }
    }

    @Test
    void aRowOfTwentyMegabytesArrives() throws Exception {
        execute("CREATE TABLE b (id BIGINT PRIMARY KEY, v LONGBLOB)");
        StartPosition here = Reading.here(server());
        execute("INSERT INTO b VALUES (1, REPEAT('otter', 4*1024*1024))", "INSERT INTO b VALUES (99, NULL)");
        try (Reading reading = Reading.from(server(), here)) {
            byte[] value = (byte[]) value(reading.rowsUntil(99).get(0).after(), 1);
            assertThat(value).hasSize(20 << 20).endsWith((byte) 'o', (byte) 't', (byte) 't', (byte) 'e', (byte) 'r');
        }
    }

    @Test
    void aKilledServerCostsNoRowAndDoublesNone() throws Exception {
        execute("CREATE TABLE k (id BIGINT PRIMARY KEY)");
        try (Reading reading = Reading.from(server(), LATEST)) {
            insertWhenReading(reading, "k");
            List<Long> seen = new ArrayList<>();
            for (int i = 101; i <= 120; i++) {
                execute("INSERT INTO k VALUES (" + i + ")");
                if (i == 110) {
                    server().kill();
                    server().restart();
                }
            }
            execute("INSERT INTO k VALUES (99)");
            reading.rowsUntil(99).forEach(row -> seen.add((Long) value(row.after(), 0)));
            assertThat(seen).isEqualTo(LongStream.rangeClosed(101, 120).boxed().toList());
        }
    }

    @Test
    void startsByTimestampFindTheFirstTransactionOfThatSecond() throws Exception {
        long start = 2_000_000_000_000L;
        execute(
                "CREATE TABLE w (id BIGINT PRIMARY KEY)",
                "INSERT INTO w VALUES (97)",
                "SET SESSION timestamp = 2000000000",
                "INSERT INTO w VALUES (1)",
                "INSERT INTO w VALUES (99)");
        try (Reading reading = Reading.from(server(), new StartPosition.Timestamp(start))) {
            assertThat(reading.rowsUntil(99))
                    .extracting(row -> value(row.after(), 0))
                    .containsExactly(1L);
        }
    }

    @Test
    void gtidSetsGoOnWhereTheyEnd() throws Exception {
        execute("CREATE TABLE g (id BIGINT PRIMARY KEY)");
        BinlogPosition end;
        try (Reading reading = Reading.from(server(), LATEST)) {
            insertWhenReading(reading, "g");
            end = reading.last;
        }
        if (name.equals("mysql-5.6")) {
            assertThat(end.gtidSet()).isEmpty();
            return;
        }
        execute("INSERT INTO g VALUES (1)", "INSERT INTO g VALUES (99)");
        try (Reading reading = Reading.from(server(), new StartPosition.Gtid(end.gtidSet()))) {
            assertThat(reading.rowsUntil(99)).hasSize(1);
        }
    }

    @Test
    void aStartAtTheEndOfABusyLogMissesNoGtid() throws Exception {
        if (!name.startsWith("mysql") || name.equals("mysql-5.6")) {
            return;
        }
        execute("CREATE TABLE b (id BIGINT PRIMARY KEY AUTO_INCREMENT)");
        AtomicBoolean stopped = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 4; i++) {
                writers.submit(() -> {
                    try (Connection connection = server().connect("t");
                            Statement statement = connection.createStatement()) {
                        while (!stopped.get()) {
                            statement.execute("INSERT INTO b VALUES ()");
                        }
                    }
                    return null;
                });
            }
            for (int i = 0; i < 20; i++) {
                try (Reading reading = Reading.from(server(), LATEST)) {
                    while (reading.take().changes().isEmpty()) {
                        // only a position
                    }
                    assertThat(reading.last.gtidSet()).matches("[0-9a-f-]+:1-\\d+");
                }
            }
        } finally {
            stopped.set(true);
            writers.shutdown();
            assertThat(writers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void faultsHaveCodes() throws Exception {
        server().execute(
                        "CREATE USER 'nobody'@'%' IDENTIFIED BY 'otter-password'",
                        "GRANT SELECT ON *.* TO 'nobody'@'%'");
        try {
            assertThat(fault(server().user(), "wrong", LATEST)).isEqualTo(ErrorCode.DATABASE_ACCESS_DENIED);
            assertThat(fault("nobody", "otter-password", LATEST)).isEqualTo(ErrorCode.DATABASE_PRIVILEGE);
            assertThat(fault(server().user(), server().password(), new StartPosition.FileOffset("no-such.000001", 4)))
                    .isEqualTo(ErrorCode.BINLOG_PURGED);
        } finally {
            server().execute("DROP USER 'nobody'@'%'");
        }
    }

    @Test
    void statementsInsteadOfRowsAreRefused() throws Exception {
        execute("CREATE TABLE st (id BIGINT PRIMARY KEY)");
        StartPosition here = Reading.here(server());
        execute("SET SESSION binlog_format = 'STATEMENT'", "INSERT INTO st VALUES (1)");
        try (Reading reading = Reading.from(server(), here)) {
            assertThat(reading.take().changes())
                    .as("the place where reading begins")
                    .isEmpty();
            assertThatThrownBy(reading::take)
                    .isInstanceOfSatisfying(
                            OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_NOT_ROW));
        }
    }

    @Test
    void ofTwoReadersWithOneServerIdOneTakesAnother() throws Exception {
        execute("CREATE TABLE c (id BIGINT PRIMARY KEY)", "CREATE TABLE d (id BIGINT PRIMARY KEY)");
        var canal = Reading.canal(server(), server().user(), 4_294_967_295L);
        try (Reading first = Reading.from(server(), canal, server().password(), LATEST)) {
            insertWhenReading(first, "c");
            try (Reading second = Reading.from(server(), canal, server().password(), LATEST)) {
                insertWhenReading(second, "d");
                for (int id = 100; id < 103; id++) {
                    execute("INSERT INTO c VALUES (" + id + ")");
                    first.until(id);
                    second.until(id);
                }
                // With one id the server would end the one whenever the other comes.
                await().during(Duration.ofMillis(300)).until(() -> dumps() >= 2);
            }
        }
    }

    private long dumps() throws Exception {
        try (var connection = server().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT COUNT(*) FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void compressedTransactionsAndJsonArrive() throws Exception {
        if (name.equals("mysql-5.6")) {
            return;
        }
        execute("CREATE TABLE j (id BIGINT PRIMARY KEY, v JSON)");
        StartPosition here = Reading.here(server());
        List<String> sql = new ArrayList<>();
        boolean mysql = name.startsWith("mysql");
        sql.add(mysql ? "SET SESSION binlog_transaction_compression = ON" : "SET GLOBAL log_bin_compress = ON");
        sql.add("INSERT INTO j VALUES (1, '{\"s\": \"a\\\\u0000b\", \"n\": [1, -2, 1.5, true, null], \"t\": \""
                + "é".repeat(150) + "\"}')");
        sql.add("UPDATE j SET id = 2");
        sql.add("CREATE TABLE j2 (" + "c".repeat(60) + " INT, " + "d".repeat(60) + " INT, e INT)");
        sql.add("INSERT INTO j VALUES (99, '1')");
        execute(sql.toArray(String[]::new));
        try (Reading reading = Reading.from(server(), here)) {
            List<RowChange> rows = reading.rowsUntil(99);
            assertThat(rows).hasSize(2);
            assertThat(String.valueOf(value(rows.get(1).after(), 1)))
                    .contains("a\\u0000b")
                    .contains("[1, -2, 1.5, true, null]");
        } finally {
            if (!mysql) {
                server().execute("SET GLOBAL log_bin_compress = OFF");
            }
        }
    }

    private ErrorCode fault(String user, String password, StartPosition start) {
        try (Reading reading = Reading.from(server(), Reading.canal(server(), user, 4711), password, start)) {
            reading.take();
            throw new AssertionError("no fault");
        } catch (OtterException e) {
            return e.code();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Inserts rows 1001, … until one arrives, which shows that the source is reading. */
    private void insertWhenReading(Reading reading, String table) throws Exception {
        TransactionPiece piece = reading.source.poll(0);
        int id = 1000;
        while (piece == null || piece.changes().isEmpty()) {
            execute("INSERT INTO " + table + " (id) VALUES (" + ++id + ")");
            java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
            piece = reading.source.poll(0);
        }
        execute("INSERT INTO " + table + " (id) VALUES (5000)");
        reading.until(5000);
    }

    private static String describe(Change change) {
        if (change instanceof RowChange row) {
            return row.table().table()
                    + row.table().columns().stream().map(Column::name).toList() + " " + values(row.after());
        }
        return change.toString();
    }

    private static List<@Nullable Object> values(@Nullable Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; row != null && i < row.size(); i++) {
            values.add(row.get(i));
        }
        return values;
    }

    private static @Nullable Object value(@Nullable Row row, int index) {
        return row == null ? null : row.get(index);
    }
}
