package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.model.Order;
import io.otter.node.verify.Difference;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.Seed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows are compared as they change. */
@ExtendWith(SharedServers.class)
class SampledRowsTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int ROWS = 300;
    private static final int MOST_A_MINUTE = 6_000;
    /** With keys of which some differ in case only. */
    private static final String TABLE = "CREATE TABLE ver.t (a INT, b VARCHAR(20) CHARACTER SET utf8mb4 COLLATE"
            + " utf8mb4_general_ci, v INT, f FLOAT, d DATETIME(3), PRIMARY KEY (b, a)) ENGINE=InnoDB";

    @Test
    void aDifferenceIsFoundAndNoneInventedWhileRowsChange(ServerPool servers) throws Exception {
        long seed = Seed.of(SampledRowsTest.class);
        try (DatabaseServer source = servers.take("mysql-8.0");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE ver", TABLE, "CREATE TABLE ver.keyless (v INT)");
                for (int i = 0; i < ROWS; i++) {
                    server.execute("INSERT INTO ver.t VALUES (" + i + ", 'Row" + i % 7 + "', 0, 0, NULL)");
                }
            }
            CountDownLatch stop = new CountDownLatch(1);
            try (Walk walk = new Walk(source, target, Modes.schema("ver").withEverything(500, 4, Order.SOURCE))) {
                long id = walk.verifies().sample(List.of(1L), MOST_A_MINUTE);
                CompletableFuture<Void> writer =
                        CompletableFuture.runAsync(() -> write(source, new Random(seed), stop));
                await().atMost(LIMIT)
                        .failFast(
                                "pipeline or writer ended", () -> walk.failure().isPresent() || writer.isDone())
                        .until(() -> rows(walk, id) >= 400);
                assertThat(walk.differences()).as("seed " + seed).isEmpty();
                stop.countDown();
                writer.get();
                walk.awaitApplied();

                int[] next = {0};
                await().atMost(LIMIT).until(() -> {
                    if (next[0] < ROWS - 10) {
                        plant(walk, source, target, next[0]);
                        next[0] += 3;
                    }
                    return kinds(walk).size() == 3;
                });
                assertThat(walk.differences()).allSatisfy(row -> {
                    assertThat(row.sourceTable()).isEqualTo("ver.t");
                    assertThat(row.kind().ordinal()).isEqualTo(planted(row));
                });
                await().atMost(LIMIT)
                        .until(() -> walk.verifies()
                                .progress(id)
                                .filter(one -> one.tables().stream()
                                                .mapToLong(table -> table.missing() + table.extra() + table.different())
                                                .sum()
                                        >= 3)
                                .isPresent());
                assertThat(walk.verifies().progress(id).orElseThrow().state()).isEqualTo(State.RUNNING);
                // All rows are compared although the sample goes on.
                VerifyProgress whole = walk.verify(List.of(1L), "a < 0");
                assertThat(whole.state()).isEqualTo(State.FAILED); // for the table without a key
                assertThat(whole.tables())
                        .extracting(VerifyProgress.Table::table)
                        .contains("t", "keyless");
            } finally {
                stop.countDown();
            }
        }
    }

    /** Of three rows that have just changed, one of each kind of difference. */
    private static void plant(Walk walk, DatabaseServer source, DatabaseServer target, int first) {
        String three = " WHERE a IN (" + first + ", " + (first + 1) + ", " + (first + 2) + ")";
        source.execute(
                "DELETE FROM ver.t" + three,
                "INSERT INTO ver.t VALUES (" + first + ", 'x', 1, 1, NULL), (" + (first + 1) + ", 'x', 1, 1, NULL), ("
                        + (first + 2) + ", 'x', 1, 1, NULL)",
                "DELETE FROM ver.t WHERE b = 'x' AND a = " + (first + 1));
        walk.awaitApplied();
        target.execute(
                "DELETE FROM ver.t WHERE b = 'x' AND a = " + first,
                "INSERT INTO ver.t VALUES (" + (first + 1) + ", 'x', 1, 1, NULL)",
                "UPDATE ver.t SET v = 2 WHERE b = 'x' AND a = " + (first + 2));
    }

    /** The kind of difference that {@link #plant} made of the row. */
    private static int planted(Difference row) {
        String image = row.source() == null ? row.target() : row.source();
        Matcher a = Pattern.compile("\"a\": ?\"?(\\d+)").matcher(String.valueOf(image));
        assertThat(a.find()).as(image).isTrue();
        return Integer.parseInt(a.group(1)) % 3;
    }

    private static Map<Difference.Kind, Long> kinds(Walk walk) {
        return walk.differences().stream().collect(Collectors.groupingBy(Difference::kind, Collectors.counting()));
    }

    private static long rows(Walk walk, long id) {
        return walk.verifies().progress(id).stream()
                .flatMap(progress -> progress.tables().stream())
                .mapToLong(VerifyProgress.Table::rows)
                .sum();
    }

    private static void write(DatabaseServer source, Random random, CountDownLatch stop) {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            while (stop.getCount() > 0) {
                int a = random.nextInt(ROWS);
                switch (random.nextInt(5)) {
                    case 0 ->
                        statement.execute(
                                "INSERT IGNORE INTO ver.t VALUES (" + a + ", 'rOW" + a % 7 + "', 5, 0.3, NOW(3))");
                    case 1 -> statement.execute("DELETE FROM ver.t WHERE a = " + a);
                    case 2 ->
                        statement.execute(
                                "UPDATE IGNORE ver.t SET b = CONCAT(b, '~') WHERE LENGTH(b) < 19 AND a = " + a);
                    case 3 -> statement.execute("INSERT INTO ver.keyless VALUES (1)");
                    default -> statement.execute("UPDATE ver.t SET v = v + 1, f = v / 3, d = NOW(3) WHERE a = " + a);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
