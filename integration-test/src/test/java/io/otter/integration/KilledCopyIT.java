package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.model.StartPosition;
import io.otter.database.PlannedIndexes;
import io.otter.database.TableName;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.IndexTable;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.Seed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Node, source and target are killed while existing rows are copied, come through the free door, or were brought by a dump,
 * and change meanwhile: in the end both sides are equal, and no row that did not change was written twice. {@code
 * -Dotter.faults=all} for every named point.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class KilledCopyIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int ROWS = 60_000;
    private static final List<String> POINTS = List.of(
            "rows-selected",
            "rows-at-handover",
            "rows-before-commit",
            "rows-after-commit",
            "rows-before-acknowledgement");

    @Test
    void aCopyGoesOnAndCopiesNoRowTwice() throws Exception {
        long seed = Seed.of(KilledCopyIT.class);
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "shop");
                CopiedRows rows = new CopiedRows(line, "shop", ROWS, seed)) {
            planIndex(line, rows.table());
            CrashFile crashFile = new CrashFile(line.node(1));
            crashFile.startNode();
            line.awaitReady();
            line.resyncs().publish(new ResyncRequest(1, List.of(1L), "", false, 2_000, 2, false));
            killNode(line, crashFile, rows, POINTS);
            rows.change(true);
            killAtRandom(line, crashFile, rows, new Random(seed));
            killSource(line, rows);
            killTarget(line, rows);
            assertThat(state(line)).as("it was killed during the copy").isEqualTo(State.RUNNING);
            crashFile.arm("indexes-made");
            line.resyncs().publish(new ResyncRequest(1, List.of(1L), "", false, 0, 2, false));
            crashFile.awaitDeath(LIMIT, "indexes-made");
            assertThat(index(line, rows.table())).as("the index was made").isEqualTo("1");
            crashFile.startNode();
            await("the copy is done, " + line.channelState()).atMost(LIMIT).until(() -> state(line) == State.DONE);
            rows.endAndCompare(LIMIT, "seed " + seed + ", " + line.channelState());
            assertThat(index(line, rows.table())).isEqualTo("1");
            assertThat(line.target().value("SELECT COUNT(*) FROM retl.retl_index"))
                    .isEqualTo("0");
            VerifyProgress found = line.verify(2, LIMIT);
            assertThat(found.state()).as(found.toString()).isEqualTo(State.DONE);
            assertThat(found.tables())
                    .singleElement()
                    .satisfies(table -> assertThat(table.missing() + table.extra() + table.different())
                            .isZero());
            String seen = "verify says equal; each of " + (ROWS - ROWS / 5) + " rows that did not change written once";
            Fault.COPY_NODE_DIES.seen(KilledCopyIT.class, "the index is there once; " + seen);
            Fault.COPY_SERVER_DIES.seen(KilledCopyIT.class, seen);
        }
    }

    @Test
    void linesOfTheFreeDoorAreWrittenOnce() throws Exception {
        long seed = Seed.of(KilledCopyIT.class);
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "door");
                CopiedRows rows = new CopiedRows(line, "door", ROWS, seed)) {
            rows.fillTarget();
            line.source().execute("CREATE DATABASE retl", """
                    CREATE TABLE retl.retl_buffer (ID BIGINT AUTO_INCREMENT PRIMARY KEY, TABLE_ID INT NOT NULL, FULL_NAME
                    varchar(512), TYPE CHAR(1) NOT NULL, PK_DATA VARCHAR(256) NOT NULL, GMT_CREATE TIMESTAMP NULL,
                    GMT_MODIFIED TIMESTAMP NULL)""");
            CrashFile crashFile = new CrashFile(line.node(1));
            crashFile.startNode();
            line.awaitReady();
            int parts = POINTS.size() + 3;
            for (int part = 0; part < parts; part++) {
                String point = part < POINTS.size() ? POINTS.get(part) : "";
                if (!point.isEmpty()) {
                    crashFile.arm(point);
                }
                line.source()
                        .execute("INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE,"
                                + " GMT_MODIFIED) SELECT 0, 'door.item', 'I', id, now(), now() FROM door.item WHERE id MOD "
                                + parts + " = " + part);
                if (!point.isEmpty()) {
                    crashFile.awaitDeath(LIMIT, point);
                    rows.change(true);
                    crashFile.startNode();
                    awaitMore(rows, rows.arrived());
                    rows.change(false);
                } else if (part == POINTS.size()) {
                    rows.change(true);
                    killSource(line, rows);
                } else if (part == POINTS.size() + 1) {
                    killTarget(line, rows);
                }
            }
            rows.endAndCompare(LIMIT, "seed " + seed + ", " + line.channelState());
            Fault.FREE_DOOR_DIES.seen(
                    KilledCopyIT.class,
                    "target and source equal; each of " + (ROWS - ROWS / 5) + " rows that did not change written once");
        }
    }

    @Test
    void whatChangedSinceADumpIsAppliedOnce() throws Exception {
        long seed = Seed.of(KilledCopyIT.class);
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", 1, 1, "unused");
                CopiedRows rows = new CopiedRows(line, "dump", 5_000, seed)) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                server.execute(
                        "CREATE DATABASE unused", "CREATE TABLE dump.log (id INT AUTO_INCREMENT PRIMARY KEY, v INT)");
            }
            line.target()
                    .execute(
                            "CREATE TABLE seen.log (id INT PRIMARY KEY, times INT NOT NULL)",
                            "CREATE TRIGGER dump.log_seen BEFORE INSERT ON dump.log FOR EACH ROW INSERT INTO seen.log"
                                    + " VALUES (NEW.id, 1) ON DUPLICATE KEY UPDATE times = times + 1");
            rows.change(true);
            StartPosition start = dump(line);
            CrashFile crashFile = new CrashFile(line.node(1));
            crashFile.startNode();
            for (String point : List.of("rows-before-commit", "rows-after-commit")) {
                crashFile.arm(point);
                line.source().execute("INSERT INTO dump.log (v) SELECT seq FROM dump.seq_1_to_100");
                if (point.equals("rows-before-commit")) {
                    line.from(start, 8, "dumped", "dump");
                }
                crashFile.awaitDeath(LIMIT, point);
                crashFile.startNode();
            }
            awaitMore(rows, rows.arrived());
            killSource(line, rows);
            killTarget(line, rows);
            line.source().execute("INSERT INTO dump.log (v) VALUES (1)");
            rows.endAndCompare(LIMIT, "seed " + seed + ", " + line.error(1, "dumped"));
            assertThat(line.target().value("SELECT CONCAT(COUNT(*), ' ', SUM(times)) FROM seen.log"))
                    .isEqualTo("201 201");
            Fault.DUMP_DIES.seen(
                    KilledCopyIT.class, "target and source equal; each of 201 rows of after the dump written once");
        }
    }

    private static void killNode(Line line, CrashFile crashFile, CopiedRows rows, List<String> points)
            throws Exception {
        for (String point : points) {
            awaitMore(rows, rows.arrived());
            rows.change(false);
            crashFile.arm(point);
            crashFile.awaitDeath(LIMIT, point);
            rows.change(true);
            crashFile.startNode();
            line.awaitReady();
        }
    }

    private static void killAtRandom(Line line, CrashFile crashFile, CopiedRows rows, Random random) {
        for (int i = 0; i < 3; i++) {
            long more = rows.arrived() + random.nextInt(2_000);
            await("rows arrive")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> rows.arrived() > more);
            line.node(1).kill();
            crashFile.startNode();
        }
    }

    private static void killSource(Line line, CopiedRows rows) {
        line.source().kill();
        await("the fault is visible").atMost(LIMIT).until(() -> isSaid(line));
        line.source().restart();
        awaitMore(rows, rows.arrived());
    }

    private static void killTarget(Line line, CopiedRows rows) {
        line.target().kill();
        await("the fault is visible").atMost(LIMIT).until(() -> isSaid(line));
        line.target().restart();
        awaitMore(rows, rows.arrived());
    }

    private static boolean isSaid(Line line) {
        return !line.error(1).isEmpty() || !line.error(1, "dumped").isEmpty();
    }

    private static void awaitMore(CopiedRows rows, long before) {
        await("rows arrive").atMost(LIMIT).until(() -> rows.arrived() > before);
    }

    private static State state(Line line) {
        return line.resyncs()
                .progress(1)
                .orElseThrow(() -> new AssertionError("no progress"))
                .state();
    }

    private static void planIndex(Line line, String table) throws SQLException {
        String[] name = table.split("\\.");
        try (Connection connection = line.target().connect()) {
            new ControlTables("line").ensure(connection, ControlTable.INDEX);
            new IndexTable(connection, LineChannels.PIPELINE)
                    .put(new PlannedIndexes(new TableName(name[0], name[1]), List.of("KEY `by_n` (`n`)")));
        }
    }

    private static String index(Line line, String table) {
        return line.target()
                .value("SELECT COUNT(*) FROM information_schema.STATISTICS WHERE INDEX_NAME = 'by_n' AND"
                        + " CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) = '" + table + "'");
    }

    /** As {@code mariadb-dump --single-transaction --master-data} does it, while rows change. */
    private static StartPosition dump(Line line) throws SQLException {
        try (Connection source = line.source().connect("dump");
                Statement statement = source.createStatement();
                Connection target = line.target().connect("dump");
                PreparedStatement insert = target.prepareStatement("INSERT INTO item VALUES (?, ?, ?)")) {
            statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
            String file = status(statement, "Binlog_snapshot_file");
            long position = Long.parseLong(status(statement, "Binlog_snapshot_position"));
            target.setAutoCommit(false);
            try (ResultSet row = statement.executeQuery("SELECT id, n, filler FROM item")) {
                while (row.next()) {
                    insert.setInt(1, row.getInt(1));
                    insert.setInt(2, row.getInt(2));
                    insert.setString(3, row.getString(3));
                    insert.addBatch();
                }
            }
            insert.executeBatch();
            target.commit();
            return new StartPosition.FileOffset(file, position);
        }
    }

    private static String status(Statement statement, String variable) throws SQLException {
        try (ResultSet row = statement.executeQuery("SHOW STATUS LIKE '" + variable + "'")) {
            row.next();
            return row.getString(2);
        }
    }
}
