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
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
                int done = 0;
                for (Map.Entry<String, String> table : rows.named().entrySet()) {
                    source.execute("INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE,"
                            + " GMT_MODIFIED) SELECT 0, 'snap." + table.getKey() + "', 'U', CONCAT_WS(CHAR(1), "
                            + table.getValue() + "), now(), now() FROM snap." + table.getKey());
                    if (++done == 4) {
                        // A row is looked up as it is now, and the target has to have its columns.
                        awaitLines(walk, source);
                        source.execute(
                                "ALTER TABLE snap.i ADD COLUMN x INT DEFAULT 5 FIRST",
                                "ALTER TABLE snap.dt MODIFY COLUMN v BIGINT",
                                "ALTER TABLE snap.chr ADD COLUMN y VARCHAR(9) DEFAULT 'y'",
                                "TRUNCATE TABLE snap.comp");
                    }
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

    private static void awaitLines(Walk walk, DatabaseServer source) {
        long lines = Long.parseLong(source.value("SELECT COUNT(*) FROM retl.retl_buffer"));
        await().atMost(LIMIT).until(() -> {
            FreeDoorProgress progress = walk.facts().freeDoor();
            return walk.failure().isPresent() || progress != null && progress.lines() == lines;
        });
        assertThat(walk.failure()).isEmpty();
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
