package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.Seed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random changes on both sides of rows that refer to each other by foreign keys of all kinds. {@code -Dotter.families=n} for so many
 * seeds, {@code -Dotter.families.servers=a,b} for other servers.
 */
@ExtendWith(SharedServers.class)
class RandomFamiliesTest {
    private static final int SEEDS = Integer.getInteger("otter.families", 0);
    private static final int TRANSACTIONS = 120;
    private static final String[] SERVERS = System.getProperty("otter.families.servers", "mysql-8.0,mariadb-11.4")
            .split(",");
    private static final Modes MODES = Modes.schema("two").withEverything(6_000, 4, Order.SOURCE);
    private static final List<String> CHILDREN = List.of("goes", "forgets", "follows", "holds");
    private static final String[] TABLES = Stream.of("parent", "goes", "forgets", "follows", "holds", "grand")
            .map("two."::concat)
            .toArray(String[]::new);
    private static final Pattern ROW = Pattern.compile("the row (two\\.\\w+ \\(id = (-?\\d+)\\))");

    static Stream<Arguments> seeds() {
        long first = Seed.of(RandomFamiliesTest.class);
        return IntStream.range(0, Math.max(1, SEEDS))
                .boxed()
                .flatMap(i -> Stream.of(ConflictPolicy.HOME, ConflictPolicy.NEWEST)
                        .filter(policy -> SEEDS > 0 || policy == ConflictPolicy.HOME)
                        .map(policy -> Arguments.of(policy, first + 10L * i)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void endEqualWhateverBothSidesDid(ConflictPolicy policy, long seed, ServerPool servers) {
        try (Sites sites = new Sites(servers.take(SERVERS[0]), servers.take(SERVERS[1]))) {
            prepare(sites);
            sites.decideBy(policy, "at");
            sites.open(MODES, "1>2", "2>1");
            CompletableFuture<Void> one =
                    CompletableFuture.runAsync(() -> play(sites.server(1), new Random(seed), 12, 1, 0));
            play(sites.server(2), new Random(seed + 1), 12, 1, 0);
            one.join();
            sites.awaitRest();
            sites.assertEqual(TABLES);
            assertThat(sites.walk("1>2").facts().conflicts()
                            + sites.walk("2>1").facts().conflicts())
                    .isPositive();
        }
    }

    /** Each side has families of its own, and some rows are changed on both. */
    @Test
    void stopAtEachRowThatBothSidesChangedAndGoOnWhenAnOperatorHasDecided(ServerPool servers) {
        long seed = Seed.of(RandomFamiliesTest.class);
        try (Sites sites = new Sites(servers.take(SERVERS[0]), servers.take(SERVERS[1]))) {
            prepare(sites);
            sites.everywhere(
                    "INSERT INTO two.parent VALUES (-1, 0, NULL), (-2, 0, NULL)",
                    "INSERT INTO two.holds VALUES (-3, -1, 0, NULL)");
            sites.open(MODES, "1>2", "2>1");
            sites.walk("1>2").load(false);
            sites.walk("2>1").load(false);
            for (int site = 1; site <= 2; site++) {
                DatabaseServer server = sites.server(site);
                play(server, new Random(seed + site), 20, 2, site - 1);
                server.execute(
                        "UPDATE two.parent SET v = " + site + " WHERE id = -1",
                        "UPDATE two.holds SET v = " + site + " WHERE id = -3",
                        site == 1
                                ? "DELETE FROM two.parent WHERE id = -2"
                                : "UPDATE two.parent SET v = 7 WHERE id = -2");
                play(server, new Random(seed + 10 + site), 20, 2, site - 1);
            }
            sites.walk("1>2").load(true);
            sites.walk("2>1").load(true);

            Set<String> named = new HashSet<>();
            for (String way : List.of("1>2", "2>1")) {
                for (int stops = 0; stops < 3; stops++) {
                    OtterException fault = sites.walk(way).awaitFailure();
                    assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_CONFLICT);
                    Matcher row = ROW.matcher(String.valueOf(fault.getMessage()));
                    assertThat(row.find()).as(fault.getMessage()).isTrue();
                    named.add(way + " " + row.group(1));
                    decideForTheFirst(sites, row.group(1).replaceAll(" .*", ""), row.group(2));
                    sites.walk(way).putAside(row.group(1));
                    sites.goOn(way);
                }
            }
            assertThat(named).hasSize(6);
            sites.awaitRest();
            sites.assertEqual(TABLES);
            assertThat(Walk.rows(sites.server(2), "SELECT id, v FROM two.parent WHERE id < 0"))
                    .containsExactly(List.of("-1", "1"));
            assertThat(Walk.rows(sites.server(2), "SELECT id, v FROM two.holds WHERE id < 0"))
                    .containsExactly(List.of("-3", "1"));
        }
    }

    /** Makes a row of the second site what it is at the first, unseen by the pipelines. */
    private static void decideForTheFirst(Sites sites, String table, String id) {
        List<List<String>> rows = new ArrayList<>();
        Walk.rows(sites.server(1), "SELECT v FROM " + table + " WHERE id = " + id)
                .forEach(row -> rows.add(List.of(String.valueOf(row.get(0)))));
        sites.server(2)
                .execute(
                        "SET SESSION sql_log_bin = 0",
                        rows.isEmpty()
                                ? "DELETE FROM " + table + " WHERE id = " + id
                                : "UPDATE " + table + " SET v = " + rows.get(0).get(0) + " WHERE id = " + id);
    }

    private static void prepare(Sites sites) {
        String child = " (id INT PRIMARY KEY, p INT, v INT, at TIMESTAMP(6) NULL,"
                + " FOREIGN KEY (p) REFERENCES two.parent (id)";
        sites.everywhere(
                "CREATE DATABASE two",
                "CREATE TABLE two.parent (id INT PRIMARY KEY, v INT, at TIMESTAMP(6) NULL)",
                "CREATE TABLE two.goes" + child + " ON DELETE CASCADE ON UPDATE CASCADE)",
                "CREATE TABLE two.forgets" + child + " ON DELETE SET NULL ON UPDATE SET NULL)",
                "CREATE TABLE two.follows" + child + " ON UPDATE CASCADE)",
                "CREATE TABLE two.holds" + child + ")",
                "CREATE TABLE two.grand (id INT PRIMARY KEY, p INT, v INT, at TIMESTAMP(6) NULL,"
                        + " FOREIGN KEY (p) REFERENCES two.goes (id) ON DELETE CASCADE ON UPDATE CASCADE)");
    }

    /** Over {@code keys} keys, which begin at {@code first} and differ by {@code step}. */
    private static void play(DatabaseServer server, Random random, int keys, int step, int first) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < TRANSACTIONS; i++) {
                try {
                    for (int left = 1 + random.nextInt(3); left > 0; left--) {
                        statement.execute(change(random, () -> first + step * random.nextInt(keys)));
                    }
                    connection.commit();
                } catch (SQLTransactionRollbackException | SQLIntegrityConstraintViolationException e) {
                    connection.rollback(); // a deadlock with the pipeline, or a key of either kind
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Keys {
        int next();
    }

    private static String change(Random random, Keys keys) {
        int id = keys.next();
        int value = random.nextInt(100);
        String table = "two." + CHILDREN.get(random.nextInt(CHILDREN.size()));
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> "INSERT INTO two.parent VALUES (" + id + ", " + value + ", NOW(6))";
            case 3 -> "UPDATE two.parent SET v = " + value + ", at = NOW(6) WHERE id = " + id;
            case 4 -> "DELETE FROM two.parent WHERE id = " + id;
            case 5 -> "UPDATE two.parent SET id = " + keys.next() + ", at = NOW(6) WHERE id = " + id;
            case 6 -> "INSERT INTO two.grand VALUES (" + id + ", " + keys.next() + ", " + value + ", NOW(6))";
            case 7 -> "UPDATE " + table + " SET v = " + value + ", at = NOW(6) WHERE id = " + id;
            case 8 -> "UPDATE " + table + " SET p = " + keys.next() + ", at = NOW(6) WHERE id = " + id;
            case 9 ->
                random.nextBoolean()
                        ? "DELETE FROM two.grand WHERE id = " + id
                        : "DELETE FROM " + table + " WHERE id = " + id;
            default -> "INSERT INTO " + table + " VALUES (" + id + ", " + keys.next() + ", " + value + ", NOW(6))";
        };
    }
}
