package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.common.model.ColumnView;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.network.TcpProxy;
import io.otter.testsupport.workload.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Existing rows are copied while random changes and DDL go on. {@code -Dotter.resync.rows=20000 -Dotter.pairs=all} for the long
 * run.
 */
@ExtendWith(SharedServers.class)
class ResyncTest {
    private static final int ROWS = Integer.getInteger("otter.resync.rows", 1_300);
    private static final Duration LIMIT = Duration.ofMinutes(Math.max(2, ROWS / 1_000));

    static List<String> servers() {
        return System.getProperty("otter.pairs") == null
                ? DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4")
                : DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void everyRowArrivesWhileOthersChange(String name, ServerPool servers) throws Exception {
        long seed = Seed.of(ResyncTest.class);
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name);
                KeyedRows rows = new KeyedRows(source, target, ROWS, seed)) {
            rows.fill(source);
            try (Walk walk = new Walk(source, target, Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE))) {
                rows.change();
                walk.resync(new ResyncRequest(7, List.of(1L), "", false, 0, 2, false));
                await().atMost(LIMIT).until(() -> rows(walk, "i") > 0 || ended(walk));
                source.execute(
                        "ALTER TABLE snap.i ADD COLUMN x INT DEFAULT 5",
                        "ALTER TABLE snap.dt MODIFY COLUMN v BIGINT",
                        "TRUNCATE TABLE snap.comp");
                await().atMost(LIMIT).until(() -> rows(walk, "flt") > 0 || ended(walk));
                source.execute("ALTER TABLE snap.flt ADD COLUMN y INT FIRST", "ALTER TABLE snap.k16 ADD KEY (v)");
                awaitEnd(walk);
                rows.endAndCompare(walk);
                ResyncProgress progress = walk.progress(7).orElseThrow();
                assertThat(progress.state()).as(progress.toString()).isEqualTo(State.DONE);
                assertThat(progress.tables()).hasSize(rows.names().size()).allSatisfy(table -> {
                    assertThat(table.state()).isEqualTo(State.DONE);
                    assertThat(table.estimatedRows()).isEqualTo(table.rows());
                });
            }
        }
    }

    static List<String> firstServer() {
        return System.getProperty("otter.pairs") == null
                ? servers().stream().limit(1).toList()
                : servers();
    }

    /** Those on its other side need not be at the target; whatever is there is as at the source. */
    @ParameterizedTest
    @MethodSource("firstServer")
    void rowsThatPassTheConditionBothWaysArrive(String name, ServerPool servers) throws Exception {
        long seed = Seed.of(ResyncTest.class);
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name);
                KeyedRows rows = new KeyedRows(source, target, ROWS, seed)) {
            rows.fill(source);
            String where = "v MOD 2 = 0";
            try (Walk walk = new Walk(source, target, Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE))) {
                walk.resync(new ResyncRequest(7, List.of(1L), where, false, 4 * ROWS, 2, false));
                await().atMost(LIMIT).until(() -> walk.progress(7).isPresent());
                rows.change();
                awaitEnd(walk);
                rows.end();
                walk.awaitApplied();
                for (String table : List.of("i", "comp", "deci", "bin")) {
                    String count = "SELECT COUNT(*) FROM snap." + table + " WHERE " + where;
                    assertThat(target.value(count)).as(table + ", seed " + seed).isEqualTo(source.value(count));
                    assertThat(Long.parseLong(target.value(count))).isPositive();
                }
                walk.verify(List.of(1L), where);
                assertThat(walk.differences()).as("seed " + seed).isEmpty();
            }
        }
    }

    @Test
    void theNextNodeGoesOnAndCopiesNothingTwice(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE snap", "CREATE TABLE snap.a (id INT PRIMARY KEY, v INT)");
            }
            source.execute("INSERT INTO snap.a SELECT seq, 1 FROM walk.seq_1_to_6000");
            Walk walk = new Walk(source, target, Modes.schema("snap"));
            try {
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 1_000, 1, false));
                for (int i = 0; i < 3; i++) {
                    long copied = rows(walk, "a");
                    Walk present = walk;
                    await().atMost(LIMIT).until(() -> rows(present, "a") > copied);
                    walk.close();
                    // A row that would come back if its chunk were copied again from memory, or from an older place.
                    source.execute("DELETE FROM snap.a WHERE id = " + (i + 1));
                    target.execute("UPDATE snap.a SET v = 2 WHERE id <= 500");
                    walk = walk.successor();
                }
                awaitEnd(walk);
                walk.awaitApplied();
            } finally {
                walk.close();
            }
            assertThat(Walk.rows(target, "SELECT COUNT(*), MIN(id), MAX(id), SUM(v = 2) FROM snap.a"))
                    .containsExactly(List.of("5997", "4", "6000", "497"));
            assertThat(Walk.rows(target, "SELECT DONE, ROWS_COPIED BETWEEN 5997 AND 6000 FROM retl.retl_resync"))
                    .contains(List.of("1", "1"));
        }
    }

    @Test
    void whatTheTargetHasAlreadyStaysOrGoesFirst(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute(
                        "CREATE DATABASE snap",
                        "CREATE TABLE snap.p (id INT PRIMARY KEY, u INT UNIQUE)",
                        "CREATE TABLE snap.c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id))",
                        "CREATE TABLE snap.h (v INT)");
            }
            source.execute(
                    "INSERT INTO snap.p VALUES (1, 10), (2, 20)",
                    "INSERT INTO snap.c VALUES (1, 1), (2, 2)",
                    "INSERT INTO snap.h VALUES (1)");
            target.execute(
                    "INSERT INTO snap.p VALUES (2, 11), (9, 90)",
                    "INSERT INTO snap.c VALUES (9, 9)",
                    "INSERT INTO snap.h VALUES (5)",
                    "CREATE DATABASE own",
                    "CREATE TABLE own.c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES snap.p (id) ON DELETE CASCADE)",
                    "INSERT INTO own.c VALUES (1, 2), (2, 9)");
            try (Walk walk = new Walk(source, target, Modes.schema("snap"))) {
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 1, false));
                awaitEnd(walk);
                assertThat(walk.progress(1).orElseThrow().state()).isEqualTo(State.FAILED);
                assertThat(walk.progress(1).orElseThrow().tables())
                        .filteredOn(table -> table.state() == State.FAILED)
                        .singleElement()
                        .satisfies(table -> {
                            assertThat(table.table()).isEqualTo("h");
                            assertThat(table.error()).contains("snap.h", "primary key");
                        });
                assertThat(Walk.rows(target, "SELECT * FROM snap.p"))
                        .containsExactly(List.of("1", "10"), List.of("2", "20"), List.of("9", "90"));
                assertThat(Walk.rows(target, "SELECT * FROM snap.c"))
                        .containsExactly(List.of("1", "1"), List.of("2", "2"), List.of("9", "9"));
                walk.resync(new ResyncRequest(2, List.of(1L), "id < 2 OR u > 1", true, 0, 1, false));
                awaitEnd(walk, 2);
                assertThat(Walk.rows(target, "SELECT * FROM snap.p"))
                        .containsExactly(List.of("1", "10"), List.of("2", "20"));
                assertThat(walk.progress(2).orElseThrow().tables())
                        .filteredOn(table -> table.table().equals("c"))
                        .singleElement()
                        .satisfies(table -> assertThat(table.error())
                                .as("it has no column u")
                                .contains("'u'"));
                assertThat(Walk.rows(target, "SELECT COUNT(*) FROM snap.c"))
                        .as("a table that cannot be copied is not emptied")
                        .containsExactly(List.of("3"));
                walk.resync(new ResyncRequest(3, List.of(1L), "", true, 0, 1, false));
                awaitEnd(walk, 3);
                assertThat(Walk.rows(target, "SELECT * FROM snap.c"))
                        .containsExactly(List.of("1", "1"), List.of("2", "2"));
                assertThat(Walk.rows(target, "SELECT * FROM snap.h")).containsExactly(List.of("5"));
                assertThat(Walk.rows(target, "SELECT * FROM own.c"))
                        .as("the target's own rows that a foreign key binds to rows that go")
                        .containsExactly(List.of("1", "2"), List.of("2", "9"));
            }
        }
    }

    @Test
    void aRunIsPausedSlowedAndCancelled(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE snap", "CREATE TABLE snap.a (id INT PRIMARY KEY)");
            }
            source.execute("INSERT INTO snap.a SELECT seq FROM walk.seq_1_to_20000");
            try (Walk walk = new Walk(source, target, Modes.schema("snap"))) {
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 200, 1, false));
                await().atMost(LIMIT).until(() -> rows(walk, "a") > 50);
                assertThat(rows(walk, "a")).isLessThan(10_000);
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 200, 1, true));
                await().atMost(LIMIT).until(() -> walk.progress(1).orElseThrow().state() == State.PAUSED);
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 2_000, 1, false));
                await().atMost(LIMIT).until(() -> Math.abs(table(walk, 1, "a").rowsPerSecond() - 2_000) < 400);
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 1, false));
                awaitEnd(walk);
                assertThat(rows(walk, "a")).isEqualTo(20_000);

                walk.resync(new ResyncRequest(2, List.of(1L), "", false, 100, 1, false));
                await().atMost(LIMIT).until(() -> walk.progress(2).isPresent());
                walk.cancel(2);
                awaitEnd(walk, 2);
                assertThat(walk.progress(2).orElseThrow().state()).isEqualTo(State.CANCELLED);
                source.execute("INSERT INTO snap.a VALUES (20001)");
                walk.awaitApplied();
                assertThat(Walk.rows(target, "SELECT COUNT(*) FROM snap.a")).containsExactly(List.of("20001"));
            }
        }
    }

    @Test
    void theTimeLeftIsRightFromTheFirstTenthOn(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE snap", "CREATE TABLE snap.a (id INT PRIMARY KEY, v INT)");
            }
            source.execute(
                    "SET GLOBAL innodb_stats_auto_recalc = 0",
                    "INSERT INTO snap.a SELECT seq * seq, 1 FROM walk.seq_1_to_7000"); // no even spread
            List<ResyncProgress> seen = new ArrayList<>();
            try (Walk walk = new Walk(source, target, Modes.schema("snap"))) {
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 1_000, 1, false));
                for (int part : new int[] {10, 50}) {
                    await().atMost(LIMIT).until(() -> rows(walk, "a") >= 70 * part);
                    seen.add(walk.progress(1).orElseThrow());
                }
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> Walk.rows(target, "SELECT DONE FROM retl.retl_resync")
                                .contains(List.of("1")));
                long end = System.currentTimeMillis();
                assertThat(seen).allSatisfy(one -> {
                    double left = (end - one.timeMillis()) / 1_000.0;
                    assertThat(one.tables().get(0).etaSeconds().doubleValue())
                            .as(one + " ends in " + left + " s")
                            .isCloseTo(left, Offset.offset(0.2 * left + 0.5)); // whole seconds
                });
            }
        }
    }

    @Test
    void aSlowTargetSlowsTheCopyRatherThanTheRowsOfTheLog(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4");
                TcpProxy network = new TcpProxy(target.host(), target.port())) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute(
                        "CREATE DATABASE snap",
                        "CREATE TABLE snap.a (id INT PRIMARY KEY, t VARCHAR(1000))",
                        "CREATE TABLE snap.live (id INT PRIMARY KEY)");
            }
            source.execute("INSERT INTO snap.a SELECT seq, REPEAT('x', 1000) FROM walk.seq_1_to_20000");
            try (Walk walk = new Walk(source, target, network.port(), Modes.schema("snap"))) {
                network.rate(1_000_000);
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 1, false));
                await().atMost(LIMIT).until(() -> rows(walk, "a") > 3_000);
                List<Long> delays = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    long begun = System.nanoTime();
                    source.execute("INSERT INTO snap.live VALUES (" + i + ")");
                    walk.awaitApplied();
                    delays.add((System.nanoTime() - begun) / 1_000_000);
                }
                assertThat(delays)
                        .as("milliseconds; behind large chunks the first is as long as the copy, 20 s")
                        .allMatch(millis -> millis < 6_000);
                assertThat(rows(walk, "a")).isLessThan(20_000);
                network.restore();
                awaitEnd(walk);
                assertThat(Walk.rows(target, "SELECT COUNT(*) FROM snap.a")).containsExactly(List.of("20000"));
            }
        }
    }

    @Test
    void rowsOfTablesThatWaitForTheirCopyAreWrittenWhetherOrNotTheTargetHasThem(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute(
                        "CREATE DATABASE snap",
                        "CREATE TABLE snap.a (id INT PRIMARY KEY, v INT)",
                        "CREATE TABLE snap.b (id INT PRIMARY KEY, v INT)");
            }
            source.execute(
                    "INSERT INTO snap.a SELECT seq, 0 FROM walk.seq_1_to_50",
                    "INSERT INTO snap.b SELECT seq, 0 FROM walk.seq_1_to_50");
            Modes pairs = Modes.schema("snap")
                    .with(
                            Walk.pair(1, "snap.a", "snap.a", ColumnView.ALL),
                            Walk.pair(2, "snap.b", "snap.b", ColumnView.ALL));
            try (Walk walk = new Walk(source, target, pairs)) {
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 1, true));
                walk.resync(new ResyncRequest(2, List.of(2L), "", false, 0, 1, false));
                await().atMost(LIMIT).until(() -> walk.progress(1).isPresent());
                source.execute("UPDATE snap.b SET v = 1 WHERE id = 7", "DELETE FROM snap.b WHERE id = 8");
                walk.awaitApplied();
                assertThat(Walk.rows(target, "SELECT * FROM snap.b")).containsExactly(List.of("7", "1"));
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 1, false));
                awaitEnd(walk, 2);
                walk.awaitApplied();
                assertThat(Walk.rows(target, "SELECT COUNT(*), SUM(v) FROM snap.b"))
                        .containsExactly(List.of("49", "1"));
                assertThat(Walk.rows(target, "SELECT COUNT(*) FROM snap.a")).containsExactly(List.of("50"));
            }
        }
    }

    private static long rows(Walk walk, String table) {
        return walk
                .progress(walk.progress(7).isPresent() ? 7 : 1)
                .map(ResyncProgress::tables)
                .orElse(List.of())
                .stream()
                .filter(one -> one.table().equals(table))
                .mapToLong(ResyncProgress.Table::rows)
                .sum();
    }

    private static ResyncProgress.Table table(Walk walk, long id, String name) {
        return walk.progress(id).orElseThrow().tables().stream()
                .filter(one -> one.table().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean ended(Walk walk) {
        return walk.progress(7).filter(one -> one.state().isEnd()).isPresent();
    }

    private static void awaitEnd(Walk walk) {
        awaitEnd(walk, walk.progress(7).isPresent() ? 7 : 1);
    }

    private static void awaitEnd(Walk walk, long id) {
        try {
            await().atMost(LIMIT)
                    .failFast("the pipeline ended", () -> walk.failure().isPresent())
                    .until(() ->
                            walk.progress(id).filter(one -> one.state().isEnd()).isPresent());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("the run has not ended: " + walk.progress(id), e);
        }
    }
}
