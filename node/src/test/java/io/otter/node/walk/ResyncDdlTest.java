package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.TableComparer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables change while half of their rows are copied: the copy goes on or begins anew, and both sides end equal. {@code
 * -Dotter.pairs=all} for every kind of server.
 */
@ExtendWith(SharedServers.class)
class ResyncDdlTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int ROWS = 3_000;
    private static final List<String> TABLES = List.of(
            "added",
            "dropped",
            "widened",
            "recollated",
            "rekeyed",
            "left_a",
            "left_b",
            "away",
            "emptied",
            "made_anew",
            "parted",
            "joined",
            "unkeyed",
            "newly_keyed");
    /** As they are made; others have a primary key. */
    private static final Map<String, String> KEYS = Map.of(
            "recollated",
            "PRIMARY KEY (w)",
            "unkeyed",
            "PRIMARY KEY (id), UNIQUE (w)",
            "newly_keyed",
            "UNIQUE (w)",
            "joined",
            "PRIMARY KEY (id)) PARTITION BY HASH (id) PARTITIONS 3");

    static List<String> servers() {
        return System.getProperty("otter.pairs") == null
                ? DatabaseServer.availableOf("mysql-8.0")
                : DatabaseServer.availableOf("mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aCopyGoesOnOrBeginsAnew(String name, ServerPool servers) {
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            prepare(source, target, Stream.concat(TABLES.stream(), Stream.of("gone", "keyless")));
            Walk walk = new Walk(source, target, Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE));
            try {
                holdInTheMiddle(walk, TABLES.size() + 2);
                source.execute(
                        "ALTER TABLE snap.added ADD COLUMN x INT DEFAULT 5 FIRST, ADD COLUMN y VARCHAR(9) DEFAULT 'y'",
                        "ALTER TABLE snap.dropped DROP COLUMN v",
                        "ALTER TABLE snap.widened MODIFY id BIGINT NOT NULL",
                        "ALTER TABLE snap.recollated MODIFY w VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                        "ALTER TABLE snap.rekeyed DROP PRIMARY KEY, ADD PRIMARY KEY (w, id)",
                        "RENAME TABLE snap.left_a TO snap.passing, snap.left_b TO snap.left_a, snap.passing TO snap.left_b",
                        "RENAME TABLE snap.away TO snap.elsewhere",
                        "UPDATE snap.elsewhere SET v = -1 WHERE id MOD 7 = 0",
                        "RENAME TABLE snap.elsewhere TO snap.away",
                        "TRUNCATE TABLE snap.emptied",
                        "INSERT INTO snap.emptied VALUES (1, 1, 'again'), (5000, 1, 'again')",
                        "DROP TABLE snap.made_anew",
                        "CREATE TABLE snap.made_anew (id INT PRIMARY KEY, v INT)",
                        "INSERT INTO snap.made_anew VALUES (1, 1), (5000, 1)",
                        "ALTER TABLE snap.parted DROP PRIMARY KEY, ADD PRIMARY KEY (id, v) PARTITION BY HASH (v) PARTITIONS 4",
                        "UPDATE snap.parted SET v = v + 1 WHERE id MOD 9 = 0",
                        "ALTER TABLE snap.joined REMOVE PARTITIONING",
                        "ALTER TABLE snap.unkeyed DROP PRIMARY KEY",
                        "UPDATE snap.unkeyed SET id = -id, v = 1 WHERE id MOD 50 = 0",
                        "ALTER TABLE snap.newly_keyed ADD PRIMARY KEY (id)",
                        "ALTER TABLE snap.keyless DROP PRIMARY KEY",
                        "UPDATE snap.keyless SET v = -1 WHERE id MOD 500 = 0",
                        "DROP TABLE snap.gone");
                walk.resync(request(false, TABLES.size() + 2, 0));
                ResyncProgress progress = awaitEnd(walk);
                walk.awaitApplied();
                assertEqual(source, target, TABLES);
                assertThat(progress.tables())
                        .allSatisfy(table -> assertThat(table.state())
                                .as(table.toString())
                                .isEqualTo(
                                        List.of("gone", "keyless").contains(table.table())
                                                ? State.FAILED
                                                : State.DONE));
                assertThat(progress.error()).isEqualTo("2 of 16 tables could not be copied.");
                assertThat(progress.tables())
                        .filteredOn(table -> table.table().equals("keyless"))
                        .singleElement()
                        .satisfies(table -> assertThat(table.error()).contains("neither a primary key nor"));
            } finally {
                walk.close();
            }
        }
    }

    /** One is done by then, one half, and one has not begun; the next node has to know. */
    @ParameterizedTest
    @MethodSource("servers")
    void aTableThatTakesTheNameOfAnotherIsCopiedWhole(String name, ServerPool servers) {
        List<String> tables = List.of("a_done", "b_half", "c_waits");
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            prepare(source, target, tables.stream());
            Walk walk = new Walk(source, target, Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE));
            try {
                walk.resync(request(false, 1, 1_000));
                Walk first = walk;
                await().atMost(LIMIT).until(() -> rows(first, "b_half") > 0);
                walk.resync(request(true, 1, 1_000));
                assertThat(rows(walk, "a_done")).isEqualTo(ROWS);
                source.execute("RENAME TABLE snap.a_done TO snap.p, snap.c_waits TO snap.a_done, snap.b_half TO"
                        + " snap.c_waits, snap.p TO snap.b_half");
                walk.awaitApplied();
                walk.close();
                walk = walk.successor();
                walk.resync(request(false, 1, 0));
                ResyncProgress progress = awaitEnd(walk);
                walk.awaitApplied();
                assertEqual(source, target, tables);
                assertThat(progress.state()).as(progress.toString()).isEqualTo(State.DONE);
            } finally {
                walk.close();
            }
        }
    }

    private static void prepare(DatabaseServer source, DatabaseServer target, Stream<String> tables) {
        Walk.prepare(source, target);
        for (DatabaseServer server : List.of(source, target)) {
            server.execute("CREATE DATABASE snap CHARACTER SET utf8mb4");
        }
        source.execute("CREATE TABLE walk.n (n INT PRIMARY KEY)", "INSERT INTO walk.n VALUES (0)");
        for (int n = 1; n < ROWS; n *= 2) {
            source.execute("INSERT INTO walk.n SELECT n + " + n + " FROM walk.n WHERE n + " + n + " < " + ROWS);
        }
        tables.forEach(table -> {
            String keys = KEYS.getOrDefault(table, "PRIMARY KEY (id)");
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE TABLE snap." + table + " (id INT NOT NULL, v INT, w VARCHAR(20) NOT NULL, "
                        + keys + (keys.contains(") ") ? "" : ")"));
            }
            source.execute("INSERT INTO snap." + table + " SELECT n, n, CONCAT(IF(n MOD 2, 'ab', 'AB'), 1000 - n, '"
                    + table + "') FROM walk.n");
        });
    }

    /** Pauses when some rows of each table are at the target. */
    private static void holdInTheMiddle(Walk walk, int tables) {
        walk.resync(request(false, tables, 500));
        await().atMost(LIMIT)
                .until(() -> walk.progress(7)
                        .filter(progress -> progress.tables().size() == tables
                                && progress.tables().stream().allMatch(table -> table.rows() > 0))
                        .isPresent());
        walk.resync(request(true, tables, 500));
        assertThat(walk.progress(7).orElseThrow().tables())
                .allSatisfy(table -> assertThat(table.rows()).isLessThan(ROWS));
    }

    private static ResyncRequest request(boolean paused, int readers, long rowsPerSecond) {
        return new ResyncRequest(7, List.of(1L), "", false, rowsPerSecond, readers, paused);
    }

    private static ResyncProgress awaitEnd(Walk walk) {
        await().atMost(LIMIT)
                .failFast("the pipeline ended", () -> walk.failure().isPresent())
                .until(() -> walk.progress(7).filter(one -> one.state().isEnd()).isPresent());
        return walk.progress(7).orElseThrow();
    }

    private static long rows(Walk walk, String table) {
        return walk.progress(7).map(ResyncProgress::tables).orElse(List.of()).stream()
                .filter(one -> one.table().equals(table))
                .mapToLong(ResyncProgress.Table::rows)
                .sum();
    }

    private static void assertEqual(DatabaseServer source, DatabaseServer target, List<String> tables) {
        assertThat(new TableComparer(source, target)
                        .difference(
                                tables.stream().map(table -> "snap." + table).toList()))
                .isEmpty();
    }
}
