package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.error.ErrorCode;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.TableComparer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows change their table although the log has none of them: partitions are exchanged and names change places. */
@ExtendWith(SharedServers.class)
class ExchangeTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int ROWS = 3_000;
    private static final List<String> TABLES = List.of("snap.parted", "snap.plain", "snap.waits");
    private static final String EXCHANGE = "ALTER TABLE snap.parted EXCHANGE PARTITION low WITH TABLE snap.plain";
    private static final String SWAP =
            "RENAME TABLE snap.plain TO snap.passing, snap.waits TO snap.plain, snap.passing TO snap.waits";

    static List<String> servers() {
        return System.getProperty("otter.pairs") == null
                ? DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4")
                : DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aCopyHasTheRowsOfWhoeverHasTheNameInTheEnd(String name, ServerPool servers) {
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            prepare(source, target, false);
            try (Walk walk = new Walk(source, target, Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE))) {
                walk.runWhatIsAsked();
                walk.resync(request(1_000, false));
                await().atMost(LIMIT).until(() -> rows(walk, "plain") > 0 && rows(walk, "parted") > 0);
                walk.resync(request(1_000, true));
                assertThat(rows(walk, "plain")).isLessThan(ROWS);
                source.execute(EXCHANGE, "UPDATE snap.parted SET v = -1 WHERE id MOD 3 = 0", SWAP, EXCHANGE);
                walk.awaitApplied();
                walk.resync(request(0, false));
                await().atMost(LIMIT)
                        .failFast("the pipeline ended", () -> walk.failure().isPresent())
                        .until(() -> walk.progress(7)
                                .filter(one -> one.state().isEnd())
                                .isPresent());
                walk.awaitApplied();
                ResyncProgress progress = walk.progress(7).orElseThrow();
                assertThat(progress.state()).as(progress.toString()).isEqualTo(State.DONE);
            }
            assertThat(new TableComparer(source, target).difference(TABLES)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void anOperatorIsAskedFirst(String name, ServerPool servers) {
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            prepare(source, target, false);
            try (Walk walk = new Walk(source, target, Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE))) {
                walk.resync(request(1_000, false));
                await().atMost(LIMIT).until(() -> rows(walk, "plain") > 0);
                source.execute(EXCHANGE);
                assertThat(walk.awaitFailure().code()).isEqualTo(ErrorCode.DDL_WAITS);
                assertThat(walk.awaitFailure()).hasMessageContaining("snap.parted EXCHANGE PARTITION");
            }
        }
    }

    /** It is made again for the tables that are there then, or given up by name. */
    @ParameterizedTest
    @MethodSource("servers")
    void aComparisonInventsNothing(String name, ServerPool servers) {
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            prepare(source, target, true);
            try (Walk walk = new Walk(source, target, Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE))) {
                walk.runWhatIsAsked();
                CompletableFuture<VerifyProgress> comparison =
                        CompletableFuture.supplyAsync(() -> walk.verify(List.of(1L), ""));
                int exchanges = 0;
                while (!comparison.isDone() && exchanges < 100) {
                    source.execute(EXCHANGE, SWAP);
                    exchanges++;
                    walk.awaitApplied();
                }
                VerifyProgress made = comparison.join();
                assertThat(exchanges).isPositive();
                assertThat(walk.differences()).isEmpty();
                assertThat(made.tables()).allSatisfy(table -> {
                    if (table.state() == State.FAILED) {
                        assertThat(table.note()).isEqualTo("it was altered again and again.");
                    } else {
                        assertThat(table.rows()).isPositive();
                    }
                });
                assertThat(walk.verify(List.of(1L), "").state()).isEqualTo(State.DONE);
                assertThat(walk.differences()).isEmpty();
            }
        }
    }

    private static void prepare(DatabaseServer source, DatabaseServer target, boolean filled) {
        Walk.prepare(source, target);
        for (DatabaseServer server : List.of(source, target)) {
            server.execute(
                    "CREATE DATABASE snap",
                    "CREATE TABLE walk.n (n INT PRIMARY KEY)",
                    "INSERT INTO walk.n VALUES (0)",
                    "CREATE TABLE snap.plain (id INT PRIMARY KEY, v INT) ENGINE=InnoDB",
                    "CREATE TABLE snap.waits LIKE snap.plain",
                    "CREATE TABLE snap.parted (id INT PRIMARY KEY, v INT) ENGINE=InnoDB PARTITION BY RANGE (id)"
                            + " (PARTITION low VALUES LESS THAN (" + ROWS
                            + "), PARTITION high VALUES LESS THAN MAXVALUE)");
            for (int n = 1; n < ROWS; n *= 2) {
                server.execute("INSERT INTO walk.n SELECT n + " + n + " FROM walk.n WHERE n + " + n + " < " + ROWS);
            }
            if (filled || server == source) {
                server.execute(
                        "INSERT INTO snap.plain SELECT n, 1 FROM walk.n",
                        "INSERT INTO snap.waits SELECT n, 2 FROM walk.n WHERE n MOD 2 = 0",
                        "INSERT INTO snap.parted SELECT n, 3 FROM walk.n WHERE n MOD 3 > 0",
                        "INSERT INTO snap.parted SELECT n + " + ROWS + ", 4 FROM walk.n");
            }
        }
    }

    private static ResyncRequest request(long rowsPerSecond, boolean paused) {
        return new ResyncRequest(7, List.of(1L), "", false, rowsPerSecond, 3, paused);
    }

    private static long rows(Walk walk, String name) {
        return walk.progress(7).stream()
                .flatMap(progress -> progress.tables().stream())
                .filter(table -> table.table().equals(name))
                .mapToLong(ResyncProgress.Table::rows)
                .sum();
    }
}
