package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two sites that change the same rows end equal, and as the policy says. {@code -Dotter.conflicts=n} for so many random
 * transactions.
 */
@ExtendWith(SharedServers.class)
class ConflictTest {
    private static final Modes MODES = Modes.schema("two").withEverything(6_000, 4, Order.SOURCE);
    private static final int TRANSACTIONS = Integer.getInteger("otter.conflicts", 150);
    private static final long SEED = Long.getLong("otter.seed", 4711);

    @ParameterizedTest
    @CsvSource({"NEWEST, mysql-8.0, mariadb-11.4", "HOME, mysql-8.0, mariadb-11.4"})
    void randomChangesOfTheSameRows(ConflictPolicy policy, String one, String other, ServerPool servers) {
        try (Sites sites = new Sites(servers.take(one), servers.take(other))) {
            sites.everywhere(
                    "CREATE DATABASE two CHARACTER SET utf8mb4",
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT, at TIMESTAMP(3) NULL, pad VARCHAR(200))",
                    "CREATE TABLE two.b (k BINARY(2) PRIMARY KEY, v INT, at TIMESTAMP(3) NULL)");
            sites.decideBy(policy, "at");
            sites.open(MODES, "1>2", "2>1");
            CompletableFuture<Void> here =
                    CompletableFuture.runAsync(() -> play(sites.server(1), new Random(SEED)));
            play(sites.server(2), new Random(SEED + 1));
            here.join();

            sites.awaitRest();

            sites.assertEqual("two.t", "two.b");
            assertThat(conflicts(sites.server(1)) + conflicts(sites.server(2))).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"mysql-8.0, mariadb-11.4", "mariadb-11.4, mariadb-11.4"})
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

    @ParameterizedTest
    @CsvSource({"mysql-8.0, mariadb-11.4"})
    void whatArrivesLastStaysWithoutAnswers(String one, String other, ServerPool servers) {
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
        return Integer.parseInt(String.valueOf(
                Walk.rows(server, "SELECT COUNT(*) FROM retl.retl_conflict WHERE DISPUTED = 1")
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
                                    ? "INSERT INTO two.b VALUES (0xf" + Integer.toHexString(id) + "00, " + value + ", " + at
                                            + ")"
                                    : "INSERT INTO two.t VALUES (" + id + ", " + value + ", " + at + ", REPEAT('x', 50))";
                    });
        }
        return statements;
    }
}
