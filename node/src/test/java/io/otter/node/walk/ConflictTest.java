package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.Order;
import io.otter.common.model.SyncMode;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two sites that change the same rows end equal, and as the policy says. {@code -Dotter.conflicts=n} for so many random
 * transactions, and for all tests.
 */
@ExtendWith(SharedServers.class)
class ConflictTest {
    private static final Modes MODES = Modes.schema("two").withEverything(6_000, 4, Order.SOURCE);
    private static final boolean LONG = System.getProperty("otter.conflicts") != null;
    private static final int TRANSACTIONS = Integer.getInteger("otter.conflicts", 150);
    private static final long SEED = Long.getLong("otter.seed", 4711);

    static List<ConflictPolicy> policies() {
        return LONG ? List.of(ConflictPolicy.NEWEST, ConflictPolicy.HOME) : List.of(ConflictPolicy.NEWEST);
    }

    /** Two sites, and every third time three that change each other directly. */
    static Stream<Arguments> histories() {
        return IntStream.range(0, Integer.getInteger("otter.conflicts.seeds", 1))
                .boxed()
                .flatMap(i ->
                        policies().stream().map(policy -> Arguments.of(policy, SEED + 10 * i, i % 3 == 2 ? 3 : 2)));
    }

    static List<Arguments> modes() {
        List<Arguments> all = List.of(
                Arguments.of(ConflictPolicy.HOME, SyncMode.ROW),
                Arguments.of(ConflictPolicy.NEWEST, SyncMode.ROW),
                Arguments.of(ConflictPolicy.NEWEST, SyncMode.FIELD),
                Arguments.of(ConflictPolicy.HOME, SyncMode.FIELD));
        return LONG ? all : all.subList(0, 1);
    }

    @ParameterizedTest
    @MethodSource("histories")
    void randomChangesOfTheSameRows(ConflictPolicy policy, long seed, int count, ServerPool servers) {
        DatabaseServer[] taken = Stream.of("mysql-8.0", "mariadb-11.4", "mysql-8.0")
                .limit(count)
                .map(servers::take)
                .toArray(DatabaseServer[]::new);
        try (Sites sites = new Sites(taken)) {
            sites.everywhere(
                    "CREATE DATABASE two CHARACTER SET utf8mb4",
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT, at TIMESTAMP(3) NULL, pad VARCHAR(200))",
                    "CREATE TABLE two.b (k BINARY(2) PRIMARY KEY, v INT, at TIMESTAMP(3) NULL)");
            sites.decideBy(policy, "at");
            sites.open(
                    MODES,
                    count == 2 ? new String[] {"1>2", "2>1"} : new String[] {"1>2", "2>1", "1>3", "3>1", "2>3", "3>2"});
            CompletableFuture<?>[] played = IntStream.rangeClosed(1, count)
                    .mapToObj(site ->
                            CompletableFuture.runAsync(() -> play(sites.server(site), new Random(seed + site - 1))))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(played).join();

            sites.awaitRest();

            sites.assertEqual("two.t", "two.b");
            assertThat(conflicts(sites.server(1)) + conflicts(sites.server(2))).isPositive();
        }
    }

    /** Small inputs made after reports about tools that sync both ways, each in a table of its own. */
    @ParameterizedTest
    @MethodSource("policies")
    void whatOtherToolsLeaveUnequal(ConflictPolicy policy, ServerPool servers) {
        try (Sites sites = new Sites(servers.take("mysql-8.0"), servers.take("mariadb-11.4"))) {
            sites.everywhere(
                    "CREATE DATABASE two CHARACTER SET utf8mb4",
                    "CREATE TABLE two.steps (id INT PRIMARY KEY, kind INT, state VARCHAR(20), n DATETIME)",
                    "INSERT INTO two.steps VALUES (1, 1, 'PROCESSING', '2018-09-04 08:56:45')",
                    "CREATE TABLE two.link (a INT, b INT, n INT, PRIMARY KEY (a, b))",
                    "INSERT INTO two.link VALUES (1, 1, 1), (1, 2, 1), (1, 3, 1)",
                    "CREATE TABLE two.twice (id INT PRIMARY KEY, u INT UNIQUE, w INT UNIQUE, v INT, n INT)",
                    "INSERT INTO two.twice VALUES (50, 50, 50, 0, 1), (51, 51, 51, 0, 1)",
                    "CREATE TABLE two.padded (k CHAR(5) PRIMARY KEY, x CHAR(9), y VARCHAR(9), n INT)",
                    "INSERT INTO two.padded VALUES ('a', 'x  ', 'y  ', 1), ('b', NULL, '', 1), ('', '', NULL, 1)",
                    "CREATE TABLE two.stub (id INT AUTO_INCREMENT PRIMARY KEY, stub VARCHAR(9) NOT NULL UNIQUE, n INT)",
                    "INSERT INTO two.stub VALUES (1, 'first', 1), (2, 'second', 1)",
                    "CREATE TABLE two.swap (id INT PRIMARY KEY, u INT UNIQUE, n INT)",
                    "INSERT INTO two.swap VALUES (1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 4, 1)",
                    "CREATE TABLE two.moved (id INT PRIMARY KEY, v INT, n INT)",
                    "INSERT INTO two.moved VALUES (1, 0, 1), (2, 0, 1), (3, 0, 1)",
                    "CREATE TABLE two.same (id INT PRIMARY KEY, v INT, n INT)",
                    "INSERT INTO two.same VALUES (1, 0, 1), (2, 0, 1), (3, 0, 1)",
                    "CREATE TABLE two.versions (id INT PRIMARY KEY, v INT, n INT)",
                    "INSERT INTO two.versions VALUES (1, 1, 1)",
                    "CREATE TABLE two.bits (a INT, b TINYINT(1), c INT AS (a + 1) STORED, n INT, PRIMARY KEY (a, b))",
                    "INSERT INTO two.bits (a, b, n) VALUES (1, 0, 1), (1, 1, 1)");
            sites.decideBy(policy, "n");
            sites.open(MODES, "1>2", "2>1");
            sites.walk("1>2").load(false);
            // One direction stands still, the other brings what it has.
            sites.server(2)
                    .execute(
                            "UPDATE two.versions SET v = 2, n = 2",
                            "UPDATE two.versions SET v = 3, n = 3",
                            "UPDATE two.versions SET v = 4, n = 4");
            sites.walk("2>1").awaitApplied();
            assertThat(rows(sites, "SELECT v FROM two.versions")).containsExactly(List.of("4"));
            sites.walk("2>1").load(false);
            sites.server(1)
                    .execute(
                            "UPDATE two.steps SET state = 'COMPLETED', n = '2018-09-04 09:30:02'",
                            "UPDATE two.steps SET kind = 3, state = 'NOFEEDBACK', n = '2018-09-04 09:30:06'",
                            "DELETE FROM two.link WHERE b = 1",
                            "DELETE FROM two.link WHERE b = 2",
                            "DELETE FROM two.link WHERE b = 3",
                            "INSERT INTO two.link VALUES (1, 3, 9)",
                            "INSERT INTO two.twice VALUES (1, 1, 1, 1, 5), (2, 2, 3, 1, 5)",
                            "UPDATE two.twice SET u = 60, w = 61, n = 5 WHERE id = 50",
                            "UPDATE two.padded SET x = 'here', n = 2 WHERE k = 'a'",
                            "UPDATE two.padded SET y = 'here', n = 3 WHERE k = 'b'",
                            "DELETE FROM two.padded WHERE k = ''",
                            "REPLACE INTO two.stub (id, stub, n) VALUES (11, 'first', 5), (13, 'new', 5)",
                            "UPDATE two.swap SET u = 9 WHERE id = 1",
                            "UPDATE two.swap SET u = 1, n = 5 WHERE id = 2",
                            "UPDATE two.swap SET u = 2, n = 5 WHERE id = 1",
                            "UPDATE two.moved SET id = 10, v = 1, n = 5 WHERE id = 1",
                            "DELETE FROM two.moved WHERE id = 2",
                            "UPDATE two.same SET v = v WHERE id = 1",
                            "UPDATE two.same SET v = 7, n = 7 WHERE id = 2",
                            "INSERT INTO two.same VALUES (3, 0, 1) ON DUPLICATE KEY UPDATE v = v + 1",
                            "UPDATE two.bits SET b = 2, n = 5 WHERE b = 1");
            sites.server(2)
                    .execute(
                            "UPDATE two.steps SET state = 'NOFEEDBACK', n = '2018-09-04 09:30:06'",
                            "UPDATE two.steps SET state = 'REOPENED', n = '2018-09-04 09:30:03'",
                            "DELETE FROM two.link WHERE b = 1",
                            "INSERT INTO two.link VALUES (1, 1, 7)",
                            "UPDATE two.link SET n = 8 WHERE b = 2",
                            "DELETE FROM two.link WHERE b = 3",
                            "INSERT INTO two.twice VALUES (1, 1, 1, 2, 6), (3, 3, 2, 2, 6)",
                            "UPDATE two.twice SET u = 61, w = 60, n = 6 WHERE id = 51",
                            "UPDATE two.padded SET y = 'there', n = 3 WHERE k = 'a'",
                            "UPDATE two.padded SET x = 'there', n = 2 WHERE k = 'b'",
                            "UPDATE two.padded SET y = '', n = 4 WHERE k = ''",
                            "REPLACE INTO two.stub (id, stub, n) VALUES (12, 'first', 6), (14, 'new', 4)",
                            "UPDATE two.swap SET u = 8, n = 4 WHERE id = 1",
                            "UPDATE two.swap SET u = 7, n = 6 WHERE id = 2",
                            "UPDATE two.swap SET u = 5, n = 2 WHERE id = 3",
                            "UPDATE two.swap SET u = 3, n = 2 WHERE id = 4",
                            "INSERT INTO two.moved VALUES (10, 2, 4)",
                            "UPDATE two.moved SET id = 2, v = 2, n = 6 WHERE id = 2",
                            "UPDATE two.moved SET id = 11, v = 2, n = 6 WHERE id = 3",
                            "UPDATE two.same SET v = 5, n = 5 WHERE id = 1",
                            "UPDATE two.same SET v = 7, n = 7 WHERE id = 2",
                            "INSERT INTO two.same VALUES (3, 0, 1) ON DUPLICATE KEY UPDATE v = v + 1",
                            "UPDATE two.bits SET b = 3, n = 6 WHERE b = 1");
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);
            sites.awaitRest();

            sites.assertEqual(
                    "two.steps",
                    "two.link",
                    "two.twice",
                    "two.padded",
                    "two.stub",
                    "two.swap",
                    "two.moved",
                    "two.same",
                    "two.versions",
                    "two.bits");
            boolean newest = policy == ConflictPolicy.NEWEST;
            assertThat(rows(sites, "SELECT kind, state FROM two.steps")).containsExactly(List.of("3", "NOFEEDBACK"));
            assertThat(rows(sites, "SELECT b, n FROM two.link ORDER BY b"))
                    .as("what both sides deleted is no conflict, and may be inserted again")
                    .isEqualTo(
                            newest
                                    ? List.of(List.of("1", "7"), List.of("2", "8"), List.of("3", "9"))
                                    : List.of(List.of("1", "7"), List.of("3", "9")));
            assertThat(rows(sites, "SELECT v FROM two.twice WHERE id = 1"))
                    .containsExactly(List.of(newest ? "2" : "1"));
            assertThat(rows(sites, "SELECT id, v FROM two.same ORDER BY id"))
                    .as("the same change on both sides is made once, and none is no change")
                    .containsExactly(List.of("1", "5"), List.of("2", "7"), List.of("3", "1"));
            assertThat(rows(sites, "SELECT COUNT(*) FROM two.stub WHERE stub IN ('first', 'new')"))
                    .containsExactly(List.of("2"));
        }
    }

    @ParameterizedTest
    @CsvSource({"mysql-8.0, mariadb-11.4"})
    void theNewerRowStays(String one, String other, ServerPool servers) {
        try (Sites sites = held(ConflictPolicy.NEWEST, servers, one, other)) {
            sites.server(1)
                    .execute(
                            "UPDATE two.t SET v = 1, n = 5 WHERE id = 1",
                            "UPDATE two.t SET v = 1, n = 5 WHERE id = 2",
                            "UPDATE two.t SET v = 1, n = 5 WHERE id = 3",
                            "UPDATE two.t SET v = 1, n = NULL WHERE id = 4",
                            "DELETE FROM two.t WHERE id = 5",
                            "DELETE FROM two.t WHERE id = 6",
                            "INSERT INTO two.t VALUES (11, 1, 5, 11)",
                            "DELETE FROM two.t WHERE id = 7",
                            "INSERT INTO two.t VALUES (7, 1, 2, 7)",
                            "UPDATE two.t SET id = 20, v = 1, n = 9 WHERE id = 8",
                            "UPDATE two.t SET v = 1, n = 3 WHERE id = 9");
            sites.server(2)
                    .execute(
                            "UPDATE two.t SET v = 2, n = 6 WHERE id = 1",
                            "UPDATE two.t SET v = 2, n = 4 WHERE id = 2",
                            "UPDATE two.t SET v = 2, n = 5 WHERE id = 3",
                            "UPDATE two.t SET v = 2, n = 0 WHERE id = 4",
                            "UPDATE two.t SET v = 2, n = 7 WHERE id = 5",
                            "UPDATE two.t SET v = 2 WHERE id = 6",
                            "INSERT INTO two.t VALUES (11, 2, 6, 11)",
                            "UPDATE two.t SET v = 2, n = 3 WHERE id = 7",
                            "UPDATE two.t SET v = 2, n = 3 WHERE id = 8",
                            "DELETE FROM two.t WHERE id = 9",
                            "INSERT INTO two.t VALUES (20, 2, 4, 30)");
            release(sites);

            assertThat(rows(sites, "SELECT id, v FROM two.t ORDER BY id"))
                    .containsExactly(
                            List.of("1", "2"),
                            List.of("2", "1"),
                            List.of("3", "1"), // equally new: that of the first site
                            List.of("4", "2"),
                            List.of("5", "2"),
                            List.of("7", "2"),
                            List.of("9", "1"),
                            List.of("11", "2"),
                            List.of("20", "1")); // that has the value of 8 in the unique key
        }
    }

    @EnabledIfSystemProperty(named = "otter.conflicts", matches = ".+")
    @ParameterizedTest
    @CsvSource({"mysql-8.0, mariadb-11.4"})
    void theRowOfTheHomeSiteStays(String one, String other, ServerPool servers) {
        try (Sites sites = held(ConflictPolicy.HOME, servers, one, other)) {
            sites.server(1)
                    .execute(
                            "UPDATE two.t SET v = 1 WHERE id = 1",
                            "DELETE FROM two.t WHERE id = 2",
                            "UPDATE two.t SET v = 1 WHERE id = 3",
                            "INSERT INTO two.t VALUES (11, 1, 5, 11)",
                            "INSERT INTO two.t VALUES (12, 1, 5, 12)",
                            "DELETE FROM two.t WHERE id = 12");
            sites.server(2)
                    .execute(
                            "UPDATE two.t SET v = 2, n = 6 WHERE id = 1",
                            "UPDATE two.t SET v = 2 WHERE id = 2",
                            "DELETE FROM two.t WHERE id = 3",
                            "UPDATE two.t SET v = 2 WHERE id = 4",
                            "INSERT INTO two.t VALUES (11, 2, 6, 11)",
                            "INSERT INTO two.t VALUES (12, 2, 6, 12)");
            release(sites);

            assertThat(rows(sites, "SELECT id, v FROM two.t WHERE id < 5 ORDER BY id"))
                    .containsExactly(List.of("1", "1"), List.of("3", "1"), List.of("4", "2"));
            assertThat(rows(sites, "SELECT v FROM two.t WHERE id = 11")).containsExactly(List.of("1"));
        }
    }

    @EnabledIfSystemProperty(named = "otter.conflicts", matches = ".+")
    @ParameterizedTest
    @CsvSource({"NEWEST, 1", "HOME, 0"})
    void ofTwoRowsWithOneValueOfAUniqueKeyOneStays(ConflictPolicy policy, int newer, ServerPool servers) {
        try (Sites sites = held(policy, servers, "mysql-8.0", "mariadb-11.4")) {
            sites.server(1)
                    .execute(
                            "INSERT INTO two.t VALUES (11, 1, 5, 100)",
                            "UPDATE two.t SET u = 200, v = 1, n = 5 WHERE id = 1");
            sites.server(2)
                    .execute(
                            "INSERT INTO two.t VALUES (12, 2, 6, 100)",
                            "UPDATE two.t SET u = 200, v = 2, n = 6 WHERE id = 2");
            release(sites);

            String stays = newer == 1 ? "2" : "1";
            assertThat(rows(sites, "SELECT v FROM two.t WHERE u IN (100, 200) ORDER BY u"))
                    .containsExactly(List.of(stays), List.of(stays));
        }
    }

    @Test
    void aDeletionIsForgottenAfterAWeekAlsoWhereThereAreNoConflicts(ServerPool servers) {
        try (Sites sites = new Sites(servers.take("mysql-8.0"), servers.take("mysql-8.0"))) {
            sites.everywhere(
                    "CREATE DATABASE two",
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT, n INT)",
                    "INSERT INTO two.t VALUES (1, 0, 9), (2, 0, 9)");
            sites.decideBy(ConflictPolicy.NEWEST, "n");
            sites.open(MODES, "1>2", "2>1");
            again(sites, 1);
            assertThat(tombstones(sites)).isOne();

            sites.walk("1>2").later(Duration.ofDays(7).plusMinutes(1));
            again(sites, 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> tombstones(sites) == 1);

            sites.walk("1>2").load(false);
            sites.walk("2>1").load(false);
            sites.server(1).execute("UPDATE two.t SET v = 5, n = 4");
            sites.server(2).execute("DELETE FROM two.t");
            release(sites);
            assertThat(rows(sites, "SELECT id, v FROM two.t"))
                    .as("what is older than a deletion comes back if that is forgotten")
                    .containsExactly(List.of("1", "5"));
        }
    }

    /** A row goes and comes back as an older one. */
    private static void again(Sites sites, int id) {
        sites.server(1).execute("DELETE FROM two.t WHERE id = " + id, "INSERT INTO two.t VALUES (" + id + ", 0, 3)");
        sites.walk("1>2").awaitApplied();
    }

    private static long tombstones(Sites sites) {
        return Long.parseLong(String.valueOf(Walk.rows(sites.server(2), "SELECT COUNT(*) FROM retl.retl_tombstone")
                .get(0)
                .get(0)));
    }

    @ParameterizedTest
    @CsvSource({"mysql-8.0, mariadb-11.4"})
    void whatArrivesLastStaysWithoutAnswersAndIsKnownToAComparison(String one, String other, ServerPool servers) {
        try (Sites sites = held(ConflictPolicy.SOURCE, servers, one, other)) {
            sites.server(1).execute("UPDATE two.t SET v = 1 WHERE id = 1");
            sites.server(2).execute("UPDATE two.t SET v = 2 WHERE id = 1");
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);
            sites.awaitRest();

            assertThat(Walk.rows(sites.server(1), "SELECT v FROM two.t WHERE id = 1"))
                    .containsExactly(List.of("2"));
            assertThat(Walk.rows(sites.server(2), "SELECT v FROM two.t WHERE id = 1"))
                    .containsExactly(List.of("1"));
            assertThat(conflicts(sites.server(1))).isEqualTo(1);

            sites.server(1).execute("SET sql_log_bin = 0", "UPDATE two.t SET v = 7 WHERE id = 2");
            assertThat(sites.walk("2>1").verify(List.of(1L), "").tables())
                    .singleElement()
                    .satisfies(table -> {
                        assertThat(table.different()).isEqualTo(2);
                        assertThat(table.known()).as("the other one is news").isEqualTo(1);
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({"HOME, true", "NEWEST, false", "STOP, false"})
    void increasesOfBothSidesAddUp(ConflictPolicy policy, boolean deletes, ServerPool servers) {
        try (Sites sites = new Sites(servers.take("mysql-8.0"), servers.take("mariadb-11.4"))) {
            sites.everywhere(
                    "CREATE DATABASE two CHARACTER SET utf8mb4",
                    "CREATE TABLE two.t (id INT PRIMARY KEY, n BIGINT NOT NULL, d DECIMAL(20,4) UNSIGNED, s VARCHAR(9),"
                            + " at TIMESTAMP(3) NULL)",
                    "CREATE TABLE two.only (id INT PRIMARY KEY, n INT)");
            sites.decideBy(policy, "at");
            sites.add("n", "d");
            sites.open(MODES, "1>2", "2>1");
            sites.server(1)
                    .execute(
                            "INSERT INTO two.t VALUES (1, 100, 10, 'a', NULL), (2, 0, NULL, 'b', NULL), (3, 0, 0, 'c', NULL),"
                                    + " (4, 0, 0, 'd', NULL), (5, 0, 0, 'e', NULL), (6, 0, 0, 'f', NULL)",
                            "INSERT INTO two.only VALUES (1, 1), (2, 0)");
            sites.awaitRest();
            sites.walk("1>2").load(false);
            // What comes from the other side in between is not sent back to it.
            sites.server(1)
                    .execute("UPDATE two.t SET n = n + 3 WHERE id = 4", "UPDATE two.only SET n = 3 WHERE id = 2");
            sites.server(2)
                    .execute("UPDATE two.t SET n = n + 10 WHERE id = 4", "UPDATE two.only SET n = 10 WHERE id = 2");
            sites.walk("2>1").awaitApplied();
            sites.server(1)
                    .execute("UPDATE two.t SET n = n + 5 WHERE id = 4", "UPDATE two.only SET n = n + 5 WHERE id = 2");
            sites.walk("2>1").load(false);
            for (int i = 0; i < 20; i++) {
                sites.server(1)
                        .execute(
                                "UPDATE two.t SET n = n + 3, d = d + 0.0001 WHERE id = 1",
                                "UPDATE two.only SET n = n + 1 WHERE id = 1");
                sites.server(2)
                        .execute(
                                "UPDATE two.t SET n = n - 1, d = d + 1 WHERE id = 1",
                                "UPDATE two.only SET n = n + 10 WHERE id = 1");
            }
            if (policy != ConflictPolicy.STOP) { // the rest of the row is in dispute
                sites.server(1).execute("UPDATE two.t SET s = 'here', n = n + 5, at = '2024-01-01' WHERE id = 1");
                sites.server(2).execute("UPDATE two.t SET s = 'there', n = n + 7, at = '2024-01-02' WHERE id = 1");
                sites.everywhere("INSERT INTO two.t VALUES (9, 4, 4, 'same', NULL)");
                // A conflict about one row of a run, and none about the other.
                sites.server(1)
                        .execute(
                                "UPDATE two.t SET n = n + id, s = IF(id = 6, 'here', s), at = NOW() WHERE id IN (5, 6)");
                sites.server(2).execute("UPDATE two.t SET s = 'there', at = '2024-01-01' WHERE id = 6");
            }
            if (deletes) {
                sites.server(1).execute("UPDATE two.t SET n = n + 1 WHERE id = 3");
                sites.server(2).execute("DELETE FROM two.t WHERE id = 3");
            }
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);
            sites.awaitRest();
            sites.everywhere("UPDATE two.t SET n = n + 1 WHERE id = 1");
            sites.awaitRest();

            sites.assertEqual("two.t", "two.only");
            boolean disputed = policy != ConflictPolicy.STOP;
            assertThat(rows(sites, "SELECT n, d, s FROM two.t WHERE id = 1"))
                    .containsExactly(List.of(
                            disputed ? "154" : "142",
                            "30.0020",
                            policy == ConflictPolicy.HOME ? "here" : disputed ? "there" : "a"));
            assertThat(rows(sites, "SELECT n FROM two.only ORDER BY id"))
                    .containsExactly(List.of("221"), List.of("18"));
            assertThat(rows(sites, "SELECT n FROM two.t WHERE id = 4")).containsExactly(List.of("18"));
            if (disputed) {
                assertThat(rows(sites, "SELECT n, s FROM two.t WHERE id IN (5, 6) ORDER BY id"))
                        .containsExactly(List.of("5", "e"), List.of("6", "here"));
                assertThat(rows(sites, "SELECT n FROM two.t WHERE id = 9")).containsExactly(List.of("8"));
            }
            if (deletes) {
                assertThat(rows(sites, "SELECT n FROM two.t WHERE id = 3")).containsExactly(List.of("1"));
            }
        }
    }

    /** Inputs made after reports about other tools that sync both ways. */
    @ParameterizedTest
    @MethodSource("modes")
    void bothSidesEndEqualWhateverTheyDid(ConflictPolicy policy, SyncMode mode, ServerPool servers) {
        try (Sites sites = new Sites(servers.take("mysql-8.0"), servers.take("mariadb-11.4"))) {
            sites.everywhere(
                    "CREATE DATABASE two CHARACTER SET utf8mb4",
                    "CREATE TABLE two.several (id INT PRIMARY KEY, a INT UNIQUE, b INT, c INT, n INT, UNIQUE (b, c))",
                    "INSERT INTO two.several VALUES (1, 1, 1, 1, 1), (2, 2, 2, 2, 1), (3, 3, 3, NULL, 1)",
                    "CREATE TABLE two.parts (a VARCHAR(10), b DECIMAL(5,2), v VARCHAR(20), n DATETIME(6), PRIMARY KEY (b, a))",
                    "INSERT INTO two.parts VALUES ('x', 1.50, 'old', '2024-01-01 00:00:00'), ('y', -0.01, NULL, NULL)",
                    "CREATE TABLE two.cased (k VARCHAR(20) COLLATE utf8mb4_general_ci PRIMARY KEY, n INT)",
                    "INSERT INTO two.cased VALUES ('Ab', 1), ('é', 1), ('', 1)",
                    "CREATE TABLE two.badly (id INT PRIMARY KEY, f FLOAT, d DOUBLE, j JSON, n BIGINT UNSIGNED)",
                    "INSERT INTO two.badly VALUES (1, 0.1, 0.1, '{\"a\": 1}', 18446744073709551614), (2, 1, 1, NULL, 1)",
                    "CREATE TABLE two.reals (id INT PRIMARY KEY, f FLOAT, g FLOAT(10,2), d DOUBLE, n INT)",
                    "INSERT INTO two.reals VALUES (1, 0.1, 0.1, 0.1, 1), (2, 3.402823e38, 1234567.89, 1.7976931348623157e308, 1),"
                            + " (3, 1.17549435e-38, -0.01, 5e-324, 1), (4, 16777217, 0, 9007199254740993, 1), (5, -0e0, NULL, NULL, 1)",
                    "CREATE TABLE two.nokey (a INT, b VARCHAR(9), n INT)",
                    "CREATE TABLE two.uk (k INT NOT NULL UNIQUE, v INT, n INT)",
                    "INSERT INTO two.uk VALUES (1, 0, 1), (2, 0, 1)",
                    "CREATE TABLE two.kinds (id BIGINT UNSIGNED PRIMARY KEY, e ENUM('a','b'), s SET('p','q'), t TIME(3), y YEAR,"
                            + " bi BIT(9), bl BLOB, g INT AS (y + 1), n TIMESTAMP(6) NULL)",
                    "INSERT INTO two.kinds (id, e, s, t, y, bi, bl, n) VALUES (18446744073709551615, 'a', 'p,q',"
                            + " '-01:02:03.5', 2024, 5, 0x00ff, '2024-01-01 00:00:00.123456')",
                    "CREATE TABLE two.large (id INT PRIMARY KEY, v INT, n INT)");
            sites.decideBy(policy, "n");
            sites.open(MODES.with(mode), "1>2", "2>1");
            sites.walk("1>2").load(false);
            sites.walk("2>1").load(false);
            sites.server(1)
                    .execute(
                            "INSERT INTO two.several VALUES (4, 20, 20, 20, 5)",
                            "UPDATE two.several SET a = 30, b = 30, c = 30, n = 5 WHERE id = 1",
                            "UPDATE two.several SET id = 9, n = 6 WHERE id = 3",
                            "UPDATE two.parts SET v = 'here', n = '2024-01-01 00:00:00.000001' WHERE a = 'x'",
                            "DELETE FROM two.parts WHERE a = 'y'",
                            "UPDATE two.cased SET k = 'AB', n = 2 WHERE k = 'ab'",
                            "DELETE FROM two.cased WHERE k = 'é'",
                            "INSERT INTO two.cased VALUES ('é', 3)",
                            "UPDATE two.cased SET n = 2 WHERE k = ''",
                            "UPDATE two.badly SET f = 0.3, j = '{\"a\": 2}', n = 18446744073709551615 WHERE id = 1",
                            "UPDATE two.badly SET d = 3.3, n = 5 WHERE id = 2",
                            "UPDATE two.reals SET f = 0.3 WHERE id = 1",
                            "UPDATE two.reals SET n = 2 WHERE id > 1",
                            "INSERT INTO two.nokey VALUES (1, 'here', 1)",
                            "UPDATE two.uk SET v = 1, n = 2",
                            "UPDATE two.kinds SET e = 'b', bl = NULL, n = '2024-01-01 00:00:00.2'",
                            "INSERT INTO two.large SELECT seq, 1, seq % 7 FROM (SELECT @i := @i + 1 AS seq FROM"
                                    + " information_schema.COLUMNS a, information_schema.COLUMNS b, (SELECT @i := 0) c"
                                    + " LIMIT 15000) d");
            sites.server(2)
                    .execute(
                            "INSERT INTO two.several VALUES (5, 20, 21, 20, 4), (6, 21, 20, 20, 6)",
                            "UPDATE two.several SET a = 30, n = 4 WHERE id = 2",
                            "UPDATE two.several SET a = 31, n = 4 WHERE id = 3",
                            "UPDATE two.parts SET v = 'there', n = '2024-01-01' WHERE a = 'x'",
                            "UPDATE two.parts SET v = 'there' WHERE a = 'y'",
                            "UPDATE two.cased SET k = 'aB', n = 3 WHERE k = 'ab'",
                            "UPDATE two.cased SET n = 2 WHERE k = 'é'",
                            "DELETE FROM two.cased WHERE k = ''",
                            "UPDATE two.badly SET f = 0.2, d = 2.2, n = 2 WHERE id = 1",
                            "UPDATE two.badly SET d = 4.4, n = 6 WHERE id = 2",
                            "UPDATE two.reals SET f = 0.2 WHERE id = 1",
                            "INSERT INTO two.nokey VALUES (2, 'there', 1)",
                            "UPDATE two.uk SET v = 2, n = 2",
                            "UPDATE two.kinds SET s = '', y = 2025, bi = 256, n = '2024-01-01 00:00:00.3'",
                            "INSERT INTO two.large VALUES (1, 2, 3), (77, 2, 8), (14999, 2, NULL), (15001, 2, 1)");
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);
            sites.awaitRest();

            sites.assertEqual(
                    "two.several",
                    "two.parts",
                    "two.cased",
                    "two.badly",
                    "two.nokey",
                    "two.uk",
                    "two.kinds",
                    "two.large");
            assertThat(
                            Walk.rows(
                                    sites.server(2),
                                    "SELECT COUNT(*) FROM retl.retl_conflict WHERE DISPUTED = 1 AND TARGET_TABLE = 'two.reals'"))
                    .as("other rows than the first are as they were")
                    .containsExactly(List.of("1"));
            assertThat(Walk.rows(sites.server(1), "SELECT v, n FROM two.large WHERE id IN (1, 77) ORDER BY id"))
                    .containsExactly(
                            policy == ConflictPolicy.NEWEST ? List.of("2", "3") : List.of("1", "1"),
                            policy == ConflictPolicy.NEWEST ? List.of("2", "8") : List.of("1", "0"));
            assertThat(sites.walk("1>2").facts().conflicts()
                            + sites.walk("2>1").facts().conflicts())
                    .isGreaterThan(10);
        }
    }

    /** The side that is not the home changes a row again and again: it never sees an earlier version come back. */
    @EnabledIfSystemProperty(named = "otter.conflicts", matches = ".+")
    @ParameterizedTest
    @CsvSource({"HOME", "NEWEST"})
    void noVersionComesBack(ConflictPolicy policy, ServerPool servers) {
        try (Sites sites = new Sites(servers.take("mysql-8.0"), servers.take("mariadb-11.4"))) {
            sites.everywhere(
                    "CREATE DATABASE two",
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT, n INT)",
                    "CREATE DATABASE seen",
                    "CREATE TABLE seen.change (n INT AUTO_INCREMENT PRIMARY KEY, was INT, now INT)",
                    "CREATE TRIGGER two.u AFTER UPDATE ON two.t FOR EACH ROW"
                            + " INSERT INTO seen.change (was, now) VALUES (OLD.v, NEW.v)");
            sites.decideBy(policy, "n");
            sites.open(MODES, "1>2", "2>1");
            List<String> script = new ArrayList<>(List.of("INSERT INTO two.t VALUES (1, 0, 0)"));
            for (int i = 1; i <= 200; i++) {
                script.add("UPDATE two.t SET v = " + i + ", n = NULL WHERE id = 1");
            }
            sites.server(2).execute(script.toArray(String[]::new));
            sites.awaitRest();

            sites.assertEqual("two.t");
            assertThat(Walk.rows(sites.server(2), "SELECT COUNT(*), SUM(now = was + 1) FROM seen.change"))
                    .containsExactly(List.of("200", "200"));
            assertThat(Walk.rows(sites.server(1), "SELECT COUNT(*) FROM retl.retl_conflict"))
                    .containsExactly(List.of("0"));
        }
    }

    /** Ten rows on both sides, and nothing gets across yet. */
    private static Sites held(ConflictPolicy policy, ServerPool servers, String one, String other) {
        Sites sites = new Sites(servers.take(one), servers.take(other));
        sites.everywhere(
                "CREATE DATABASE two CHARACTER SET utf8mb4",
                "CREATE TABLE two.t (id INT PRIMARY KEY, v INT, n INT, u INT UNIQUE)",
                "INSERT INTO two.t VALUES (1, 0, 1, 1), (2, 0, 1, 2), (3, 0, 1, 3), (4, 0, 1, 4), (5, 0, 1, 5),"
                        + " (6, 0, 1, 6), (7, 0, 1, 7), (8, 0, 1, 8), (9, 0, 1, 9)");
        sites.decideBy(policy, "n");
        sites.open(MODES, "1>2", "2>1");
        sites.walk("1>2").load(false);
        sites.walk("2>1").load(false);
        return sites;
    }

    private static void release(Sites sites) {
        sites.walk("1>2").load(true);
        sites.walk("2>1").load(true);
        sites.awaitRest();
        sites.assertEqual("two.t");
        assertThat(conflicts(sites.server(1)) + conflicts(sites.server(2))).isPositive();
    }

    private static List<List<@Nullable String>> rows(Sites sites, String sql) {
        return Walk.rows(sites.server(1), sql);
    }

    private static int conflicts(DatabaseServer server) {
        return Integer.parseInt(
                String.valueOf(Walk.rows(server, "SELECT COUNT(*) FROM retl.retl_conflict WHERE DISPUTED = 1")
                        .get(0)
                        .get(0)));
    }

    private static void play(DatabaseServer server, Random random) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < TRANSACTIONS; i++) {
                try {
                    for (String sql : transaction(random)) {
                        statement.execute(sql);
                    }
                    connection.commit();
                } catch (SQLTransactionRollbackException | SQLIntegrityConstraintViolationException e) {
                    connection.rollback(); // a deadlock with the pipeline, or the row is there
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> transaction(Random random) {
        List<String> statements = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            int id = random.nextInt(15);
            int value = random.nextInt(4);
            String at = random.nextInt(10) == 0 ? "NULL" : "NOW(3)";
            boolean binary = random.nextInt(3) == 0;
            String table = binary ? "two.b" : "two.t";
            String where = binary ? " WHERE k = 0xf" + Integer.toHexString(id) + "00" : " WHERE id = " + id;
            statements.add(
                    switch (random.nextInt(5)) {
                        case 0, 1 -> "DELETE FROM " + table + where;
                        case 2 -> "UPDATE " + table + " SET v = " + value + ", at = " + at + where;
                        case 3 ->
                            binary
                                    ? "UPDATE two.b SET v = v + 1" + where
                                    : "UPDATE two.t SET id = " + random.nextInt(15) + ", at = " + at + where;
                        default ->
                            binary
                                    ? "INSERT INTO two.b VALUES (0xf" + Integer.toHexString(id) + "00, " + value + ", "
                                            + at + ")"
                                    : "INSERT INTO two.t VALUES (" + id + ", " + value + ", " + at
                                            + ", REPEAT('x', 50))";
                    });
        }
        return statements;
    }
}
