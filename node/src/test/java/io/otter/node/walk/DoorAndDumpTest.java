package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.model.Order;
import io.otter.common.model.StartPosition;
import io.otter.node.extract.FreeDoorProgress;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.Seed;
import io.otter.testsupport.workload.TableComparer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random changes and DDL while rows come through the free door, and since a dump was taken: both sides end equal. {@code
 * -Dotter.resync.rows=20000 -Dotter.pairs=all} for the long run.
 */
@ExtendWith(SharedServers.class)
class DoorAndDumpTest {
    private static final int ROWS = Integer.getInteger("otter.resync.rows", 1_300);
    private static final Duration LIMIT = Duration.ofMinutes(Math.max(2, ROWS / 1_000));

    static List<String> servers() {
        return ResyncTest.servers();
    }

    @ParameterizedTest
    @MethodSource("io.otter.node.walk.ResyncTest#firstServer")
    void linesArriveWhileRowsAndColumnsChange(String name, ServerPool servers) throws Exception {
        long seed = Seed.of(DoorAndDumpTest.class);
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name);
                KeyedRows rows = new KeyedRows(source, target, ROWS, seed)) {
            rows.fill(source);
            source.execute("CREATE DATABASE retl", FreeDoorTest.BUFFER);
            Modes modes = Modes.schema("snap").withFreeDoor().withEverything(6_000, 4, Order.SOURCE);
            StartPosition start = Walk.end(source);
            rows.fill(target); // as a dump would
            try (Walk walk = new Walk(source, target, modes, start)) {
                walk.awaitApplied(); // it knows the columns of now
                for (String table : rows.named().keySet()) {
                    target.execute("UPDATE snap." + table + " SET v = -1 WHERE v MOD 3 = 0");
                }
                rows.change();
                Random random = new Random(seed);
                for (Map.Entry<String, String> table : rows.named().entrySet()) {
                    source.execute("INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE,"
                            + " GMT_MODIFIED) SELECT 0, 'snap." + table.getKey() + "', 'U', CONCAT_WS(CHAR(1), "
                            + table.getValue() + "), now(), now() FROM snap." + table.getKey());
                    // The log has the line first, but by the time of the look-up the table may be another one.
                    source.execute(change(random).replace("#", "snap." + table.getKey()));
                }
                awaitLines(walk, source);
                rows.endAndCompare(walk);
            }
        }
    }

    /** Definitions are in the log, as they were: the columns of now are others than those of the dump. */
    @ParameterizedTest
    @MethodSource("servers")
    void whatChangedSinceADumpArrives(String name, ServerPool servers) throws Exception {
        if (name.equals("mysql-5.6")) {
            return; // it writes no column names into its log
        }
        long seed = Seed.of(DoorAndDumpTest.class);
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name);
                KeyedRows rows = new KeyedRows(source, target, ROWS, seed)) {
            source.execute("SET GLOBAL binlog_row_metadata = 'FULL'");
            rows.fill(source);
            StartPosition start = Walk.end(source);
            rows.fill(target); // as a dump would
            rows.change();
            awaitChanges(source);
            source.execute(
                    "ALTER TABLE snap.i ADD COLUMN x INT DEFAULT 5 FIRST",
                    "ALTER TABLE snap.dt MODIFY COLUMN v BIGINT",
                    "TRUNCATE TABLE snap.comp",
                    "ALTER TABLE snap.deci DROP COLUMN v, ADD COLUMN v INT DEFAULT 3",
                    "CREATE TABLE snap.later (id INT PRIMARY KEY, v INT)",
                    "INSERT INTO snap.later VALUES (1, 1)",
                    "DROP TABLE snap.later");
            awaitChanges(source);
            try (Walk walk =
                    new Walk(source, target, Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE), start)) {
                source.execute("ALTER TABLE snap.chr ADD COLUMN y VARCHAR(9) DEFAULT 'y'");
                rows.endAndCompare(walk);
            }
        }
    }

    private static String change(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "ALTER TABLE # ADD COLUMN x INT DEFAULT 5 FIRST";
            case 1 -> "ALTER TABLE # MODIFY COLUMN v BIGINT";
            case 2 -> "ALTER TABLE # ADD COLUMN y VARCHAR(9) DEFAULT 'y', ADD COLUMN z INT NOT NULL DEFAULT 3 FIRST";
            case 3 -> "TRUNCATE TABLE #";
            case 4 -> "RENAME TABLE # TO walk.away, walk.away TO #";
            default -> "ALTER TABLE # ADD COLUMN x INT, DROP COLUMN v, ADD COLUMN v INT DEFAULT 3";
        };
    }

    /** What lines mean that the log has before a change of their table, and that are read after it. */
    @ParameterizedTest
    @MethodSource("io.otter.node.walk.ResyncTest#firstServer")
    void linesBeforeAChangeOfTheirTableArrive(String name, ServerPool servers) throws Exception {
        Map<String, List<String>> changes = new LinkedHashMap<>();
        changes.put("added", List.of("ALTER TABLE # ADD COLUMN x INT NOT NULL DEFAULT 5 FIRST"));
        changes.put("dropped", List.of("ALTER TABLE # DROP COLUMN w"));
        changes.put("renamed", List.of("ALTER TABLE # CHANGE v vv INT"));
        changes.put("swapped", List.of("ALTER TABLE # CHANGE v w INT NOT NULL, CHANGE w v INT NOT NULL"));
        changes.put(
                "retyped",
                List.of("ALTER TABLE # MODIFY v VARCHAR(30)", "UPDATE # SET v = 'more than an integer' WHERE id < 3"));
        changes.put("widened", List.of("ALTER TABLE # MODIFY v BIGINT", "UPDATE # SET v = 5000000000 WHERE id < 3"));
        changes.put("keyed", List.of("ALTER TABLE # MODIFY id BIGINT", "UPDATE # SET id = 5000000000 WHERE id = 3"));
        changes.put("away", List.of("RENAME TABLE # TO snap.elsewhere", "RENAME TABLE snap.elsewhere TO #"));
        changes.put("left_a", List.of());
        changes.put("left_b", List.of("RENAME TABLE # TO snap.passing, snap.left_a TO #, snap.passing TO snap.left_a"));
        changes.put(
                "anew",
                List.of("DROP TABLE #", "CREATE TABLE # (id INT PRIMARY KEY, y INT)", "INSERT INTO # VALUES (1, 1)"));
        changes.put("emptied", List.of("TRUNCATE TABLE #", "INSERT INTO # VALUES (1, 1, 1)"));
        changes.put("indexed", List.of("CREATE INDEX v ON # (v)"));
        changes.put("rekeyed", List.of("ALTER TABLE # DROP PRIMARY KEY, ADD PRIMARY KEY (w, id)"));
        changes.put("gone", List.of("DROP TABLE #"));
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute("CREATE DATABASE snap");
                for (String table : changes.keySet()) {
                    server.execute("CREATE TABLE snap." + table
                            + " (id INT PRIMARY KEY, v INT, w INT NOT NULL) ENGINE=InnoDB");
                }
            }
            changes.keySet()
                    .forEach(table -> source.execute("INSERT INTO snap." + table
                            + " VALUES (1, 11, 111), (2, 22, 222), (3, 33, 333), (4, 44, 444)"));
            source.execute("CREATE DATABASE retl", FreeDoorTest.BUFFER);
            changes.keySet().stream()
                    .filter(table -> !table.startsWith("d"))
                    .forEach(table -> target.execute("INSERT INTO snap." + table + " VALUES (1, -1, -1), (9, 9, 9)"));
            Modes modes =
                    Modes.schema("snap").withEverything(6_000, 4, Order.SOURCE).withFreeDoor();
            Walk first = new Walk(source, target, modes);
            first.awaitApplied();
            first.close();
            source.execute(FreeDoorTest.LINE + "VALUES (0, 'snap.early', 'I', '1', now(), now())");
            source.execute("CREATE TABLE snap.early (id INT PRIMARY KEY)", "INSERT INTO snap.early VALUES (1)");
            changes.forEach((table, statements) -> {
                source.execute(
                        FreeDoorTest.LINE + "SELECT 0, 'snap." + table + "', 'U', id, now(), now() FROM snap." + table,
                        FreeDoorTest.LINE + "VALUES (0, 'snap." + table + "', 'D', '9', now(), now())");
            });
            changes.forEach((table, statements) ->
                    statements.forEach(statement -> source.execute(statement.replace("#", "snap." + table))));
            try (Walk walk = first.successor()) {
                walk.awaitApplied();
                awaitLines(walk, source);
                walk.awaitApplied();
                assertThat(Objects.requireNonNull(walk.facts().freeDoor()).badLines())
                        .filteredOn(line -> line.key().equals("9"))
                        .hasSize(changes.size() - 1)
                        .allSatisfy(line -> assertThat(line.reason())
                                .isEqualTo("its table was changed after it; write it again if the row is still to be"
                                        + " deleted"));
                changes.keySet().stream()
                        .filter(table -> !List.of("rekeyed", "gone").contains(table))
                        .forEach(table -> source.execute(
                                FreeDoorTest.LINE + "VALUES (0, 'snap." + table + "', 'D', '9', now(), now())"));
                walk.awaitApplied();
                List<String> equal = new ArrayList<>(changes.keySet());
                equal.removeAll(List.of("rekeyed", "gone"));
                equal.add("early");
                assertThat(new TableComparer(source, target)
                                .difference(
                                        equal.stream().map(one -> "snap." + one).toList()))
                        .isEmpty();
                assertThat(Objects.requireNonNull(walk.facts().freeDoor()).badLines())
                        .extracting(line -> line.table() + " " + line.key() + ": " + line.reason())
                        .contains(
                                "snap.rekeyed 4: PK_DATA has 1 parts, the key of snap.rekeyed has 2",
                                "snap.gone 4: the source has no table snap.gone",
                                "snap.emptied 4: the source has no such row in snap.emptied",
                                "snap.keyed 3: the source has no such row in snap.keyed");
            }
            source.execute(
                    "CREATE USER reader@'%' IDENTIFIED BY '" + source.password() + "'",
                    "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO reader@'%'",
                    FreeDoorTest.LINE + "VALUES (0, 'snap.added', 'U', '1', now(), now())",
                    "ALTER TABLE snap.added ADD COLUMN y INT");
            try (Walk walk = first.successor(one -> one.readBy("reader"))) {
                walk.awaitApplied();
                awaitLines(walk, 1);
                assertThat(Objects.requireNonNull(walk.facts().freeDoor()).badLines())
                        .singleElement()
                        .satisfies(line -> assertThat(line.reason())
                                .startsWith("the table was changed after the line, which could not be written again")
                                .endsWith("; write it again"));
            }
        }
    }

    /** Until all are done, also those that were written again meanwhile. */
    private static void awaitLines(Walk walk, DatabaseServer source) {
        await().atMost(LIMIT)
                .until(() -> walk.failure().isPresent()
                        || lines(walk) == Long.parseLong(source.value("SELECT COUNT(*) FROM retl.retl_buffer")));
        assertThat(walk.failure()).isEmpty();
    }

    private static void awaitLines(Walk walk, long lines) {
        await().atMost(LIMIT).until(() -> walk.failure().isPresent() || lines(walk) == lines);
        assertThat(walk.failure()).isEmpty();
    }

    private static long lines(Walk walk) {
        FreeDoorProgress progress = walk.facts().freeDoor();
        return progress == null ? 0 : progress.lines();
    }

    private static void awaitChanges(DatabaseServer source) {
        long before = changes(source);
        await().atMost(LIMIT).until(() -> changes(source) > before + 200);
    }

    private static long changes(DatabaseServer source) {
        return Walk.rows(source, "SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_insert', 'Com_update', 'Com_delete')")
                .stream()
                .mapToLong(row -> Long.parseLong(String.valueOf(row.get(1))))
                .sum();
    }
}
