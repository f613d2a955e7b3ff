package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.Order;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row takes many others along, and one that only the other side had; no conflict shows that. {@code -Dotter.followers=n} for so many,
 * whose time is logged.
 */
@ExtendWith(SharedServers.class)
class ManyReferringRowsTest {
    private static final Logger log = LoggerFactory.getLogger(ManyReferringRowsTest.class);
    private static final int ROWS = Integer.getInteger("otter.followers", 1_500);
    private static final Modes MODES = Modes.schema("two").withEverything(6_000, 4, Order.SOURCE);

    @ParameterizedTest
    @EnumSource(
            value = ConflictPolicy.class,
            names = {"HOME", "NEWEST"})
    void endEqual(ConflictPolicy policy, ServerPool servers) {
        try (Sites sites = new Sites(servers.take("mysql-8.0"), servers.take("mysql-8.0"))) {
            sites.everywhere(
                    "CREATE DATABASE two",
                    "CREATE TABLE two.p (id INT PRIMARY KEY, v INT, n INT)",
                    "CREATE TABLE two.c (id INT PRIMARY KEY, p INT, note TEXT, n INT,"
                            + " FOREIGN KEY (p) REFERENCES two.p (id) ON DELETE CASCADE)",
                    "CREATE TABLE two.g (id INT PRIMARY KEY, c INT, n INT,"
                            + " FOREIGN KEY (c) REFERENCES two.c (id) ON DELETE CASCADE)",
                    "INSERT INTO two.p VALUES (1, 0, 1)",
                    "SET SESSION cte_max_recursion_depth = 10000000",
                    "INSERT INTO two.c WITH RECURSIVE one (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM one WHERE i < "
                            + ROWS + ") SELECT i, 1, 'x', 1 FROM one",
                    "INSERT INTO two.g SELECT id, id, 1 FROM two.c WHERE id % 100 = 0");
            sites.decideBy(policy, "n");
            sites.open(MODES, "1>2", "2>1");
            sites.walk("1>2").load(false);
            sites.walk("2>1").load(false);
            sites.server(1).execute("INSERT INTO two.c VALUES (-1, 1, 'y', 5)");
            sites.server(2).execute("DELETE FROM two.p", "INSERT INTO two.p VALUES (1, 7, 7)");
            sites.walk("1>2").load(true);
            sites.walk("1>2").awaitApplied();

            long begun = System.nanoTime();
            sites.walk("2>1").load(true);
            sites.walk("2>1").awaitApplied();
            long applied = System.nanoTime();
            awaitAnswered(sites);
            log.info(
                    "{}, {} rows: {} ms until they were gone, {} ms until the other side had been told",
                    policy,
                    ROWS,
                    (applied - begun) / 1_000_000,
                    (System.nanoTime() - begun) / 1_000_000);

            sites.awaitRest();
            sites.assertEqual("two.p", "two.c", "two.g");
            assertThat(Walk.rows(sites.server(1), "SELECT id, n FROM two.p")).containsExactly(List.of("1", "7"));
            List<List<String>> kept = policy == ConflictPolicy.HOME ? List.of() : List.of(List.of("-1", "5"));
            assertThat(Walk.rows(sites.server(2), "SELECT id, n FROM two.c")).isEqualTo(kept);
        }
    }

    private static void awaitAnswered(Sites sites) {
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Walk.rows(sites.server(1), "SELECT COUNT(*) FROM retl.retl_conflict WHERE ANSWERED = 0")
                        .equals(List.of(List.of("0"))));
        sites.walk("1>2").awaitApplied();
    }
}
