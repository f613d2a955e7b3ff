package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.common.error.ErrorCode;
import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.Seed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pipelines that lead rows back to where they came from: nothing comes back, and the logs are silent afterwards.
 * {@code -Dotter.pairs=all} for all servers.
 */
@ExtendWith(SharedServers.class)
class TwoWayTest {
    private static final int BULK = Integer.getInteger("otter.bulk", 400);
    private static final String PLAIN = "plain";
    private static final String BUFFER = """
            CREATE TABLE retl.retl_buffer (ID BIGINT AUTO_INCREMENT, TABLE_ID INT NOT NULL, FULL_NAME varchar(512),
            TYPE CHAR(1) NOT NULL, PK_DATA VARCHAR(256) NOT NULL, GMT_CREATE TIMESTAMP NULL, GMT_MODIFIED TIMESTAMP NULL,
            PRIMARY KEY (ID)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4""";
    private static final Modes MODES = Modes.schema("two").withEverything(6_000, 4, Order.SOURCE);

    /** The two servers, and how rows carry their origin where MariaDB leaves a choice. */
    static List<String> pairs() {
        List<String> all = List.of(
                "mysql-8.0 mariadb-11.4 mark",
                "mariadb-11.4 mariadb-11.4 server_id",
                "mysql-5.6 mysql-9.7 tag",
                "mariadb-10.11 mysql-8.0 server_id",
                "mysql-9.7 mariadb-10.11 mark");
        List<String> wanted = "all".equals(System.getProperty("otter.pairs")) ? all : all.subList(0, 2);
        return wanted.stream()
                .filter(pair ->
                        DatabaseServer.available(pair.split(" ")[0]) && DatabaseServer.available(pair.split(" ")[1]))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatIsWrittenOnOneSideOnlyNeverComesBack(String pair, ServerPool servers) {
        try (Sites sites = sites(pair, servers)) {
            DatabaseServer here = sites.server(1);
            sites.everywhere(
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT, ts TIMESTAMP(6) NULL)",
                    "CREATE TABLE two.bag (a INT, b VARCHAR(9))",
                    "CREATE DATABASE seen",
                    "CREATE TABLE seen.change (n INT AUTO_INCREMENT PRIMARY KEY, what CHAR(1), was INT, now INT)",
                    "CREATE TRIGGER two.i AFTER INSERT ON two.t FOR EACH ROW"
                            + " INSERT INTO seen.change (what, was, now) VALUES ('I', NULL, NEW.v)",
                    "CREATE TRIGGER two.u AFTER UPDATE ON two.t FOR EACH ROW"
                            + " INSERT INTO seen.change (what, was, now) VALUES ('U', OLD.v, NEW.v)",
                    "CREATE TRIGGER two.d AFTER DELETE ON two.t FOR EACH ROW"
                            + " INSERT INTO seen.change (what, was, now) VALUES ('D', OLD.v, NULL)");
            sites.open(modes(pair), "1>2", "2>1");
            List<String> script = new ArrayList<>();
            for (int id = 1; id <= 100; id++) {
                script.add("INSERT INTO two.t VALUES (" + id + ", 0, NOW(6))");
                script.add("DO SLEEP(0.01)");
                script.add("UPDATE two.t SET v = 1, ts = NOW(6) WHERE id = " + id);
            }
            for (int id = 101; id <= 150; id++) {
                script.add("INSERT INTO two.t VALUES (" + id + ", 0, NULL)");
                script.add("DELETE FROM two.t WHERE id = " + id);
            }
            for (int i = 0; i < 300; i++) {
                script.add("UPDATE two.t SET v = v + 1, ts = NOW(6) WHERE id = 1");
            }
            script.addAll(List.of(
                    "INSERT INTO two.bag VALUES (1, 'x'), (1, 'x'), (2, 'y')",
                    "DELETE FROM two.bag WHERE a = 2",
                    "UPDATE two.bag SET b = 'z' LIMIT 1"));
            here.execute(script.toArray(String[]::new));

            sites.awaitRest();

            sites.assertEqual("two.t", "two.bag");
            assertThat(Walk.rows(here, "SELECT v FROM two.t WHERE id = 1")).containsExactly(List.of("301"));
            assertThat(Walk.rows(here, "SELECT COUNT(*) FROM two.bag")).containsExactly(List.of("2"));
            assertThat(Walk.rows(
                            here,
                            "SELECT SUM(what = 'I'), SUM(what = 'U'), SUM(what = 'D'), COUNT(*) FROM seen.change"))
                    .as("changes where they were made")
                    .containsExactly(List.of("150", "400", "50", "600"));
        }
    }

    static Stream<Arguments> orders() {
        return Stream.concat(
                pairs().stream().map(pair -> Arguments.of(pair, Order.SOURCE)),
                pairs().stream().limit(1).map(pair -> Arguments.of(pair, Order.RELAXED)));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void bothSidesWriteTheirOwnRowsAtOnce(String pair, Order order, ServerPool servers) throws Exception {
        long seed = Seed.of(TwoWayTest.class);
        try (Sites sites = sites(pair, servers)) {
            sites.everywhere("CREATE TABLE two.t (id INT PRIMARY KEY, v INT, u INT UNIQUE, pad VARCHAR(200))");
            Modes modes = Modes.schema("two").withEverything(6_000, 4, order);
            sites.open(pair.contains("mark") ? modes.writtenBy(PLAIN) : modes, "1>2", "2>1");
            CompletableFuture<Void> one = CompletableFuture.runAsync(() -> play(sites.server(1), new Random(seed), 0));
            play(sites.server(2), new Random(seed + 1), 1);
            one.join();
            large(sites.server(1), 1_000_000);
            sites.awaitRest();
            sites.assertEqual("two.t");
        }
    }

    /** A copy, lines of the free door, and transactions in parts by several sessions at once. */
    @ParameterizedTest
    @MethodSource("pairs")
    void whatElseThanTheLogIsAppliedStaysThereToo(String pair, ServerPool servers) throws Exception {
        try (Sites sites = sites(pair, servers)) {
            DatabaseServer here = sites.server(1);
            DatabaseServer there = sites.server(2);
            sites.everywhere(
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT, u INT UNIQUE, pad VARCHAR(200))",
                    "CREATE DATABASE retl",
                    BUFFER);
            String many = IntStream.rangeClosed(1, 2_000)
                    .mapToObj(id -> "(" + id + ", 0, " + id + ", 'old')")
                    .collect(Collectors.joining(", "));
            here.execute(
                    "INSERT INTO two.t VALUES " + many,
                    "CREATE DATABASE seen",
                    "CREATE TABLE seen.change (id INT, what CHAR(1))",
                    "CREATE TRIGGER two.i AFTER INSERT ON two.t FOR EACH ROW INSERT INTO seen.change VALUES (NEW.id, 'I')",
                    "CREATE TRIGGER two.u AFTER UPDATE ON two.t FOR EACH ROW INSERT INTO seen.change VALUES (NEW.id, 'U')",
                    "CREATE TRIGGER two.d AFTER DELETE ON two.t FOR EACH ROW INSERT INTO seen.change VALUES (OLD.id, 'D')");
            Modes relaxed =
                    Modes.schema("two").withEverything(6_000, 4, Order.RELAXED).withFreeDoor();
            sites.open(pair.contains("mark") ? relaxed.writtenBy(PLAIN) : relaxed, "1>2", "2>1");
            sites.walk("1>2").resync(new ResyncRequest(1, List.of(1L), "", false, 0, 2, false));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> sites.walk("1>2")
                            .progress(1)
                            .filter(progress -> progress.state().isEnd())
                            .isPresent());
            there.execute(
                    "SET SESSION sql_log_bin = 0",
                    "UPDATE two.t SET v = 9 WHERE id <= 30",
                    "DELETE FROM two.t WHERE id BETWEEN 40 AND 50");
            here.execute("INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED)"
                    + " SELECT 0, 'two.t', 'I', id, NOW(), NOW() FROM two.t WHERE id <= 50");
            large(here, 1_000_000);

            sites.awaitRest();

            sites.assertEqual("two.t");
            assertThat(Walk.rows(there, "SELECT COUNT(*), SUM(v) FROM two.t WHERE id <= 2000"))
                    .containsExactly(List.of("2000", "0"));
            assertThat(Walk.rows(here, "SELECT COUNT(DISTINCT id), COUNT(*), SUM(what = 'I') FROM seen.change"))
                    .as("changes where they were made")
                    .containsExactly(List.of("20000", "20000", "20000"));
        }
    }

    static List<String> firstPair() {
        return "all".equals(System.getProperty("otter.pairs"))
                ? pairs()
                : pairs().stream().limit(1).toList();
    }

    /**
     * Rows that a comparison found different are sent again, one of them is gone; the other side has changes of its own. A row that
     * the other side refused is tried again.
     */
    @ParameterizedTest
    @MethodSource("firstPair")
    void whatARepairOrARetriedLetterSendsStaysThereToo(String pair, ServerPool servers) {
        try (Sites sites = sites(pair, servers)) {
            DatabaseServer here = sites.server(1);
            DatabaseServer there = sites.server(2);
            sites.everywhere(
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT)",
                    "CREATE TABLE two.l (id INT PRIMARY KEY, u INT UNIQUE)",
                    "CREATE DATABASE retl",
                    BUFFER);
            sites.open(modes(pair).withDeadLetters().withFreeDoor(), "1>2", "2>1");
            there.execute("SET SESSION sql_log_bin = 0", "INSERT INTO two.l VALUES (70, 8)");
            here.execute("INSERT INTO two.l VALUES (7, 8)", "INSERT INTO two.t VALUES (1, 0), (2, 0), (3, 0), (4, 0)");
            there.execute("INSERT INTO two.t VALUES (5, 0)");
            sites.awaitRest();
            assertThat(Walk.rows(there, "SELECT KEY_TEXT, DONE FROM retl.retl_dead_letter"))
                    .containsExactly(List.of("id = 7", "0"));
            here.execute(
                    "CREATE DATABASE seen",
                    "CREATE TABLE seen.change (id INT)",
                    "CREATE TRIGGER two.li AFTER INSERT ON two.l FOR EACH ROW INSERT INTO seen.change VALUES (NEW.id)",
                    "CREATE TRIGGER two.lu AFTER UPDATE ON two.l FOR EACH ROW INSERT INTO seen.change VALUES (NEW.id)");
            there.execute("SET SESSION sql_log_bin = 0", "DELETE FROM two.l");
            here.execute("INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED)"
                    + " VALUES (0, 'two.l', 'I', '7', NOW(), NOW())");
            sites.awaitRest();
            there.execute(
                    "SET SESSION sql_log_bin = 0",
                    "UPDATE two.t SET v = 9 WHERE id IN (1, 5)",
                    "DELETE FROM two.t WHERE id = 2",
                    "INSERT INTO two.t VALUES (6, 6)");
            here.execute(
                    "CREATE TRIGGER two.i AFTER INSERT ON two.t FOR EACH ROW INSERT INTO seen.change VALUES (NEW.id)",
                    "CREATE TRIGGER two.u AFTER UPDATE ON two.t FOR EACH ROW INSERT INTO seen.change VALUES (NEW.id)",
                    "CREATE TRIGGER two.d AFTER DELETE ON two.t FOR EACH ROW INSERT INTO seen.change VALUES (OLD.id)");
            Walk walk = sites.walk("1>2");
            walk.verify(List.of(1L), "");
            assertThat(walk.differences()).hasSize(4);
            walk.resync(new ResyncRequest(
                    5, List.of(1L), "", false, 0, 2, false, VerifyDesk.keys(walk.differences()), true));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> walk.progress(5)
                            .filter(progress -> progress.state().isEnd())
                            .isPresent());

            sites.awaitRest();

            sites.assertEqual("two.t", "two.l");
            assertThat(Walk.rows(there, "SELECT COUNT(*), SUM(v) FROM two.t")).containsExactly(List.of("5", "0"));
            assertThat(Walk.rows(there, "SELECT id, u FROM two.l")).containsExactly(List.of("7", "8"));
            assertThat(Walk.rows(there, "SELECT DONE FROM retl.retl_dead_letter"))
                    .containsExactly(List.of("1"));
            assertThat(Walk.rows(here, "SELECT * FROM seen.change"))
                    .as("changes where the rows were right")
                    .isEmpty();
        }
    }

    static List<String> growing() {
        List<String> growing = new ArrayList<>(pairs());
        growing.add("mariadb-11.4 mariadb-11.4 mark without texts");
        return growing;
    }

    @ParameterizedTest
    @MethodSource("growing")
    void logsGrowByTheRowsOfBothSidesAndNoMore(String pair, ServerPool servers) {
        try (Sites sites = sites(pair, servers)) {
            if (pair.endsWith("without texts")) {
                sites.everywhere("SET GLOBAL binlog_annotate_row_events = OFF");
            }
            sites.everywhere("CREATE TABLE two.t (id INT PRIMARY KEY, v INT, u INT UNIQUE, pad VARCHAR(200))");
            sites.open(modes(pair), "1>2", "2>1");
            sites.awaitRest();
            sites.walk("1>2").load(false);
            sites.walk("2>1").load(false);
            long[] before = {logBytes(sites.server(1)), logBytes(sites.server(2))};
            play(sites.server(1), new Random(1), 0);
            play(sites.server(2), new Random(2), 1);
            long own = logBytes(sites.server(1)) - before[0] + logBytes(sites.server(2)) - before[1];
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);
            sites.awaitRest();
            sites.assertEqual("two.t");
            for (int i = 0; i < before.length; i++) {
                long grown = logBytes(sites.server(i + 1)) - before[i];
                System.out.printf(
                        "%s, site %d: log has grown by %d, own writes of both: %d%n", pair, i + 1, grown, own);
                // MariaDB writes all statements into its log, too, where the account may not change that.
                boolean texts = sites.server(i + 1).isMariaDb() && pair.endsWith("mark");
                assertThat(grown).isLessThanOrEqualTo(own * (texts ? 150 : 105) / 100);
            }
        }
    }

    private static long logBytes(DatabaseServer server) {
        return Walk.rows(server, "SHOW BINARY LOGS").stream()
                .mapToLong(file -> Long.parseLong(String.valueOf(file.get(1))))
                .sum();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void ddlOfEitherSideIsRunOnceAtTheOther(String pair, ServerPool servers) {
        try (Sites sites = sites(pair, servers)) {
            DatabaseServer here = sites.server(1);
            DatabaseServer there = sites.server(2);
            sites.everywhere(
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT)", "CREATE TABLE two.w (id INT PRIMARY KEY)");
            sites.open(modes(pair), "1>2", "2>1");
            here.execute(
                    "INSERT INTO two.t VALUES (1, 1)",
                    "ALTER TABLE two.t ADD COLUMN a INT DEFAULT 5",
                    "TRUNCATE TABLE two.t",
                    "INSERT INTO two.t VALUES (2, 2, 2)",
                    "CREATE TABLE two.made (id INT PRIMARY KEY)",
                    "INSERT INTO two.made VALUES (1)");
            sites.awaitRest();
            there.execute(
                    "INSERT INTO two.t VALUES (3, 3, 3)",
                    "ALTER TABLE two.t ADD COLUMN b INT DEFAULT 6, DROP COLUMN a",
                    "DROP TABLE two.made",
                    "CREATE TABLE two.made (id INT PRIMARY KEY, x INT)",
                    "INSERT INTO two.made VALUES (2, 2)",
                    "RENAME TABLE two.w TO two.w2",
                    "INSERT INTO two.w2 VALUES (1)",
                    "CREATE INDEX i ON two.t (v)");
            sites.awaitRest();
            here.execute("INSERT INTO two.t (id, v) VALUES (4, 4)", "DROP TABLE two.w2");
            sites.awaitRest();

            sites.assertEqual("two.t", "two.made");
            for (DatabaseServer server : List.of(here, there)) {
                assertThat(Walk.rows(server, "SELECT id, v, b FROM two.t ORDER BY id"))
                        .containsExactly(List.of("2", "2", "6"), List.of("3", "3", "6"), List.of("4", "4", "6"));
                assertThat(Walk.rows(server, "SELECT id, x FROM two.made")).containsExactly(List.of("2", "2"));
                assertThat(Walk.rows(server, "SHOW TABLES FROM two LIKE 'w%'")).isEmpty();
            }
        }
    }

    @Test
    void stopsAtARowWithoutAKeyThatBothSidesChanged(ServerPool servers) {
        try (Sites sites = sites(pairs().get(0), servers)) {
            sites.everywhere(
                    "CREATE TABLE two.bag (a INT, b VARCHAR(9))",
                    "INSERT INTO two.bag VALUES (1, 'x'), (1, 'x'), (2, 'y')");
            sites.open(modes(pairs().get(0)), "1>2", "2>1");
            sites.server(1)
                    .execute("UPDATE two.bag SET b = 'z' WHERE a = 1 LIMIT 1", "DELETE FROM two.bag WHERE b = 'x'");
            sites.awaitRest();
            sites.assertEqual("two.bag");
            sites.walk("1>2").load(false);
            sites.walk("2>1").load(false);
            sites.server(1).execute("UPDATE two.bag SET b = 'here' WHERE a = 2");
            sites.server(2).execute("UPDATE two.bag SET b = 'there' WHERE a = 2");
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);
            assertThat(sites.walk("1>2").awaitFailure().code()).isEqualTo(ErrorCode.LOAD_CONFLICT);
            assertThat(sites.walk("2>1").awaitFailure().code()).isEqualTo(ErrorCode.LOAD_CONFLICT);
            assertThat(Walk.rows(sites.server(2), "SELECT b FROM two.bag WHERE a = 2"))
                    .containsExactly(List.of("there"));
        }
    }

    @ParameterizedTest
    @MethodSource("firstPair")
    void manyRowsAreComparedAndWrittenByFewStatements(String pair, ServerPool servers) {
        try (Sites sites = sites(pair, servers)) {
            DatabaseServer here = sites.server(1);
            DatabaseServer there = sites.server(2);
            String names =
                    "CREATE TABLE two.%s (id INT PRIMARY KEY, i INT, n BIGINT UNSIGNED, d DECIMAL(30,9), s VARCHAR(60)"
                            + " CHARACTER SET utf8mb4, l CHAR(9) CHARACTER SET latin1, x VARBINARY(9), at DATETIME(3), ts TIMESTAMP(6)"
                            + " NULL, da DATE, ti TIME(2), f FLOAT, r DOUBLE, e ENUM('a', 'ß'), z SET('p', 'q'), b BIT(9), y YEAR%s)";
            sites.everywhere(names.formatted("t", ""), names.formatted("texts", ", txt TEXT"));
            sites.decideBy(ConflictPolicy.HOME, "");
            sites.open(modes(pair), "1>2", "2>1");
            for (String table : List.of("t", "texts")) {
                List<String> rows = new ArrayList<>();
                for (int id = 1; id <= BULK; id++) {
                    rows.add(
                            id % 7 == 0
                                    ? "(" + id
                                            + ", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
                                            + " NULL, NULL" + (table.equals("t") ? ")" : ", NULL)")
                                    : "(" + id + ", -5, 18446744073709551615 - " + id
                                            + ", 12345678901.000000001, 'é💧 ', 'ü ', x'00ff20',"
                                            + " '2024-01-02 03:04:05.670', '2024-06-07 08:09:10.123456', '1000-01-01',"
                                            + " '-12:34:56.70', 0.1, 1e-300, 'ß', 'p,q', b'101', 2024"
                                            + (table.equals("t") ? ")" : ", 'text')"));
                }
                here.execute("INSERT INTO two." + table + " VALUES " + String.join(", ", rows));
            }
            sites.awaitRest();
            for (String table : List.of("t", "texts")) {
                long singles = status(there, "Com_update");
                long many = status(there, "Com_update_multi");
                long undone = status(there, "Com_rollback_to_savepoint");
                long begun = System.nanoTime();
                here.execute("UPDATE two." + table + " SET i = COALESCE(i, 0) + 1, s = CONCAT(COALESCE(s, ''), '!')");
                sites.walk("1>2").awaitApplied();
                System.out.printf(
                        "%s, %s: %d updates that are compared: %d ms, %d single statements%n",
                        pair,
                        table.equals("t") ? "by few statements" : "one by one (a TEXT column)",
                        BULK,
                        (System.nanoTime() - begun) / 1_000_000,
                        status(there, "Com_update") - singles);
                if (table.equals("t")) {
                    assertThat(status(there, "Com_update_multi") - many).isPositive();
                    assertThat(status(there, "Com_update") - singles).isLessThan(BULK / 4);
                    assertThat(status(there, "Com_rollback_to_savepoint")).isEqualTo(undone);
                }
            }
            sites.awaitRest();
            sites.assertEqual("two.t", "two.texts");
            // Two of many rows are changed on both sides: the home's stay, and all others are written.
            sites.walk("1>2").load(false);
            sites.walk("2>1").load(false);
            there.execute(
                    "UPDATE two.t SET f = 0.25 WHERE id IN (3, 50)",
                    "DELETE FROM two.t WHERE id BETWEEN 100 AND 120",
                    "DELETE FROM two.texts WHERE id > 9");
            here.execute("UPDATE two.t SET r = 7 WHERE id < 100", "UPDATE two.t SET i = 9 WHERE id = 110");
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);
            sites.awaitRest();
            sites.assertEqual("two.t", "two.texts");
            for (DatabaseServer server : List.of(here, there)) {
                assertThat(Walk.rows(server, "SELECT COUNT(*), SUM(r = 7), SUM(id IN (3, 50) AND f = 0.25) FROM two.t"))
                        .containsExactly(List.of(Integer.toString(BULK - 20), "99", "0"));
                assertThat(Walk.rows(server, "SELECT COUNT(*) FROM two.texts")).containsExactly(List.of("9"));
            }
        }
    }

    private static long status(DatabaseServer server, String name) {
        return Long.parseLong(String.valueOf(Walk.rows(server, "SHOW GLOBAL STATUS LIKE '" + name + "'")
                .get(0)
                .get(1)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void stopsAtARowThatBothSidesChanged(String pair, ServerPool servers) {
        try (Sites sites = sites(pair, servers)) {
            DatabaseServer here = sites.server(1);
            DatabaseServer there = sites.server(2);
            sites.everywhere("CREATE TABLE two.t (id INT PRIMARY KEY, v INT, s VARCHAR(9), d DATETIME(3), f FLOAT)");
            here.execute(
                    "INSERT INTO two.t VALUES (1, 0, 'a', NULL, 0.1), (2, 0, 'b', '2024-01-02 03:04:05.678', NULL)");
            there.execute(
                    "INSERT INTO two.t VALUES (1, 0, 'a', NULL, 0.1), (2, 0, 'b', '2024-01-02 03:04:05.678', NULL)");
            sites.open(modes(pair), "1>2", "2>1");
            sites.walk("1>2").load(false);
            sites.walk("2>1").load(false);
            // The same on both sides is no conflict.
            sites.everywhere(
                    "INSERT INTO two.t VALUES (5, 5, 'same', NULL, NULL)",
                    "UPDATE two.t SET s = 'x', d = NULL WHERE id = 2",
                    "DELETE FROM two.t WHERE id = 5");
            here.execute("UPDATE two.t SET v = 1 WHERE id = 1");
            there.execute("UPDATE two.t SET v = 2 WHERE id = 1");
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);

            assertThat(sites.walk("1>2").awaitFailure().code()).isEqualTo(ErrorCode.LOAD_CONFLICT);
            assertThat(sites.walk("2>1").awaitFailure())
                    .hasMessageContaining("two.t (id = 1) was changed on both sides");
            assertThat(Walk.rows(here, "SELECT v FROM two.t WHERE id = 1")).containsExactly(List.of("1"));
            assertThat(Walk.rows(there, "SELECT v FROM two.t WHERE id = 1")).containsExactly(List.of("2"));
            assertThat(Walk.rows(here, "SELECT COUNT(*) FROM two.t")).containsExactly(List.of("2"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mariadb-11.4", "mysql-8.0"})
    void honoursMarksOfOtterFour(String name, ServerPool servers) {
        if (!DatabaseServer.available(name)) {
            return;
        }
        try (Sites sites = new Sites(servers.take(name), servers.take(name))) {
            sites.everywhere(
                    "CREATE DATABASE two",
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT)",
                    "CREATE DATABASE IF NOT EXISTS retl",
                    "CREATE TABLE retl.retl_mark (ID BIGINT AUTO_INCREMENT, CHANNEL_ID INT(11), CHANNEL_INFO varchar(128),"
                            + " CONSTRAINT RETL_MARK_ID PRIMARY KEY (ID)) ENGINE=InnoDB DEFAULT CHARSET=utf8");
            sites.server(1).execute("INSERT INTO retl.retl_mark VALUES (1, 0, ''), (2, 0, '')");
            sites.open(MODES, "1>2");
            sites.server(1)
                    .execute(
                            "BEGIN",
                            "UPDATE retl.retl_mark SET CHANNEL_ID = 3, CHANNEL_INFO = 'by_hand_SYNC' WHERE ID = 1",
                            "INSERT INTO two.t VALUES (1, 1)",
                            "UPDATE retl.retl_mark SET CHANNEL_ID = 0, CHANNEL_INFO = '' WHERE ID = 1",
                            "COMMIT",
                            "BEGIN",
                            "UPDATE retl.retl_mark SET CHANNEL_ID = 3, CHANNEL_INFO = 'else' WHERE ID = 2",
                            "INSERT INTO two.t VALUES (2, 2)",
                            "COMMIT",
                            "INSERT INTO two.t VALUES (3, 3)");
            sites.walk("1>2").awaitApplied();

            assertThat(Walk.rows(sites.server(2), "SELECT id FROM two.t ORDER BY id"))
                    .containsExactly(List.of("2"), List.of("3"));
        }
    }

    private static Sites sites(String pair, ServerPool servers) {
        String[] parts = pair.split(" ");
        Sites sites = new Sites(servers.take(parts[0]), servers.take(parts[1]));
        sites.everywhere(
                "CREATE DATABASE two CHARACTER SET utf8mb4",
                "CREATE USER " + PLAIN + " IDENTIFIED BY '" + sites.server(1).password() + "'",
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON *.* TO " + PLAIN);
        return sites;
    }

    private static Modes modes(String pair) {
        return pair.contains("mark") ? MODES.writtenBy(PLAIN) : MODES;
    }

    /** Random transactions over the odd or the even keys. */
    private static void play(DatabaseServer server, Random random, int parity) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 400; i++) {
                try {
                    transaction(statement, random, parity);
                    if (random.nextInt(10) == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                    }
                } catch (SQLTransactionRollbackException e) {
                    connection.rollback(); // a deadlock with the pipeline
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void transaction(Statement statement, Random random, int parity) throws SQLException {
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            int id = 2 * random.nextInt(60) + parity;
            int value = random.nextInt(1_000);
            statement.execute(
                    switch (random.nextInt(4)) {
                        case 0 -> "DELETE FROM two.t WHERE id = " + id;
                        case 1 -> "UPDATE two.t SET v = v + 1 WHERE id = " + id;
                        default ->
                            "REPLACE INTO two.t VALUES (" + id + ", " + value + ", " + (2 * value + parity)
                                    + ", REPEAT('x', 100))";
                    });
        }
    }

    /** One transaction that passes in several pieces. */
    private static void large(DatabaseServer server, int from) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int part = 0; part < 20; part++) {
                StringBuilder rows = new StringBuilder("INSERT INTO two.t VALUES ");
                for (int i = 0; i < 1_000; i++) {
                    int id = from + part * 1_000 + i;
                    rows.append(i == 0 ? "" : ", ")
                            .append('(')
                            .append(id)
                            .append(", 0, ")
                            .append(id)
                            .append(", NULL)");
                }
                statement.execute(rows.toString());
            }
            connection.commit();
        }
    }
}
