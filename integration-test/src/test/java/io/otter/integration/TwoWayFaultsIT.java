package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.integration.chaos.TwoSides;
import io.otter.integration.chaos.TwoWayWriters;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.network.TcpProxy;
import io.otter.testsupport.process.Signal;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What breaks while both sides write their own rows and each other's: nothing is lost, applied twice or sent back, and a
 * direction that cannot go on does not hold the other one up.
 */
@Tag("slow")
class TwoWayFaultsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final boolean ALL = System.getProperty("otter.faults", "").equals("all");
    private static final List<String> STEPS = List.of(
            "rows-selected",
            "rows-at-handover",
            "rows-before-commit",
            "rows-after-commit",
            "rows-before-acknowledgement");
    private static final List<String> DDL = List.of("ddl-before-run", "ddl-after-run", "ddl-after-commit");
    private static final String LARGE = IntStream.range(0, 3_000)
            .mapToObj(i -> "(%1$d + " + i + ", REPEAT('x', 1000))")
            .collect(Collectors.joining(", ", "INSERT INTO chaos.extra_large VALUES ", ""));

    @Test
    void aNodeThatDiesAnywhereAppliesOnceAndSendsNothingBack() throws Exception {
        try (Line line = Line.bothWays("mysql-8.0", "mariadb-11.4", 1);
                TwoWayWriters writers = writers(line)) {
            for (DatabaseServer side : sides(line)) {
                side.execute("CREATE TABLE chaos.extra_large (id INT PRIMARY KEY, filler VARCHAR(1000))");
            }
            CrashFile node = new CrashFile(line.node(1));
            node.startNode();
            awaitReady(line);
            writers.begin();
            line.source().execute(LARGE.formatted(0));
            for (String step : ALL ? STEPS : List.of("rows-after-commit")) {
                node.arm(step);
                node.awaitDeath(LIMIT, step);
                node.startNode();
                awaitBoth(writers, step);
            }
            for (int side = 0; ALL && side < 2; side++) {
                String large = LARGE.formatted(10_000 + side * 10_000);
                dieAt("rows-between-pieces", sides(line).get(side), large, node, writers);
                for (int i = 0; i < DDL.size(); i++) {
                    String table = "CREATE TABLE chaos.extra_" + (10 * side + i + 10) + " (id INT PRIMARY KEY)";
                    dieAt(DDL.get(i), sides(line).get(side), table, node, writers);
                }
            }
            end(line, writers);
        }
        if (!ALL) {
            return; // one of the steps only
        }
        String seen = "each row once at each side, counters with the sum of both";
        Fault.BOTH_WAYS_NODE_DIES.seen(getClass(), seen);
        Fault.ECHO.seen(getClass(), seen + "; both logs silent");
    }

    @Test
    @EnabledIfSystemProperty(named = "otter.faults", matches = "all")
    void bothDirectionsOutliveTheirServersOwnerAndZookeeper() throws Exception {
        try (Line line = Line.bothWays("mysql-8.0", "mariadb-11.4", 2);
                TwoWayWriters writers = writers(line)) {
            URI zookeeper = URI.create("zookeeper://" + line.zookeeper().connectString());
            try (TcpProxy way = new TcpProxy(zookeeper.getHost(), zookeeper.getPort())) {
                line.node(1).start(Map.of("OTTER_ZOOKEEPER_CLUSTER_DEFAULT", "127.0.0.1:" + way.port()));
                awaitReady(line);
                line.node(2).start();
                line.awaitState(2, "STANDBY");
                writers.begin();
                awaitBoth(writers, "the start");

                aRowIsLocked(line, writers);
                aServerDies(line, writers);
                theOwnerIsIsolated(line, writers, way);
                theOwnerIsFrozen(line, writers);
                zookeeperIsGone(line, writers);
                end(line, writers);
                aClockIsBehind(line);
                aLogIsPurged(line);
            }
        }
    }

    private static void aRowIsLocked(Line line, TwoWayWriters writers) throws Exception {
        try (Connection other = line.target().connect("chaos");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement
                    .executeQuery("SELECT * FROM tally WHERE id IN (0, 2, 4) FOR UPDATE")
                    .close();
            await("the fault is visible")
                    .atMost(LIMIT)
                    .until(() -> line.error(1, "line").contains("Lock wait timeout"));
            assertThat(line.error(1, "back")).isEmpty();
            awaitArrival(writers, 1, "a lock at the other side");
            other.rollback();
        }
        awaitBoth(writers, "a lock");
        Fault.BOTH_WAYS_ROW_LOCKED.seen(
                TwoWayFaultsIT.class, "the lock wait in the status of one direction, rows by the other meanwhile");
    }

    private static void aServerDies(Line line, TwoWayWriters writers) throws Exception {
        StringBuilder seen = new StringBuilder();
        for (DatabaseServer side : sides(line)) {
            side.kill();
            for (String direction : List.of("line", "back")) {
                await("the fault is visible in " + direction)
                        .atMost(LIMIT)
                        .until(() -> !line.error(1, direction).isEmpty());
            }
            side.restart();
            long started = System.nanoTime();
            awaitBoth(writers, "the end of " + side);
            seen.append(seen.isEmpty() ? "" : " and ").append(seconds(started));
        }
        Fault.BOTH_WAYS_SERVER_DIES.seen(
                TwoWayFaultsIT.class, "rows both ways " + seen + " s after the servers answered; each once");
    }

    private static void theOwnerIsIsolated(Line line, TwoWayWriters writers, TcpProxy way) throws Exception {
        way.blackHole();
        long cut = System.nanoTime();
        awaitOwner(line, 2);
        awaitBoth(writers, "an isolated owner");
        String next = seconds(cut);
        way.restore();
        line.awaitState(1, "STANDBY");
        awaitOwner(line, 2);
        Fault.BOTH_WAYS_ISOLATED.seen(
                TwoWayFaultsIT.class,
                "rows both ways by the other node after " + next + " s, with a session of 3 s; each once");
    }

    /** Several times: what it holds when it freezes is another thing each time. */
    private static void theOwnerIsFrozen(Line line, TwoWayWriters writers) throws Exception {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            int owner = line.owner();
            Signal.send("STOP", line.node(owner).running().orElseThrow());
            long frozen = System.nanoTime();
            awaitOwner(line, 3 - owner);
            awaitBoth(writers, "a frozen owner");
            seen.append(seen.isEmpty() ? "" : ", ").append(seconds(frozen));
            Signal.send("CONT", line.node(owner).running().orElseThrow());
            line.awaitState(owner, "STANDBY");
            awaitOwner(line, 3 - owner);
        }
        Fault.BOTH_WAYS_FROZEN.seen(
                TwoWayFaultsIT.class,
                "rows both ways by the other node after " + seen + " s, with a session of 3 s; each once");
    }

    private static void zookeeperIsGone(Line line, TwoWayWriters writers) throws Exception {
        int owner = line.owner();
        line.zookeeper().stop();
        await().atMost(LIMIT).until(() -> line.node(owner).logTail(1_000).contains("SUSPENDED -> LOST"));
        line.zookeeper().restart();
        long back = System.nanoTime();
        awaitBoth(writers, "the end of ZooKeeper");
        Fault.BOTH_WAYS_ZOOKEEPER.seen(
                TwoWayFaultsIT.class, "rows both ways " + seconds(back) + " s after it answered; each once");
    }

    /** With rows that nobody else changes. */
    private static void aClockIsBehind(Line line) throws SQLException {
        String behind = "SET SESSION timestamp = UNIX_TIMESTAMP() - 600";
        line.source().execute("INSERT INTO chaos.newest VALUES (1001, 1, NOW(6), ''), (1002, 1, NOW(6), '')");
        assertRest(line);
        line.target().execute(behind, "UPDATE chaos.newest SET v = 2, at = NOW(6) WHERE id = 1001");
        assertRest(line);
        assertThat(line.source().value("SELECT v FROM chaos.newest WHERE id = 1001"))
                .as("changed by a side that had the other one's change")
                .isEqualTo("2");
        for (int i = 0; i < 20; i++) {
            line.source().execute("UPDATE chaos.newest SET v = 100 + " + i + ", at = NOW(6) WHERE id = 1002");
            line.target().execute(behind, "UPDATE chaos.newest SET v = 200 + " + i + ", at = NOW(6) WHERE id = 1002");
        }
        assertRest(line);
        Fault.BOTH_WAYS_CLOCK.seen(
                TwoWayFaultsIT.class, "the later change stays; after 20 changes at once both are equal");
    }

    private static void aLogIsPurged(Line line) {
        line.node(1).stop();
        line.node(2).stop();
        line.source().execute("INSERT INTO chaos.last VALUES (5001, 1)", "FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
        String last = line.source().value("SHOW MASTER STATUS");
        line.source().execute("PURGE BINARY LOGS TO '" + last + "'");
        line.node(1).start();
        line.awaitReady(LineChannels.BACK);
        line.target().execute("INSERT INTO chaos.last VALUES (5002, 1)");
        await("a row of the other direction")
                .atMost(LIMIT)
                .until(() -> !line.source()
                        .value("SELECT id FROM chaos.last WHERE id = 5002")
                        .isEmpty());
        await("it says so").atMost(LIMIT).until(() -> line.error(1, "line").contains("BINLOG_PURGED"));
        assertThat(line.target().value("SELECT id FROM chaos.last WHERE id = 5001"))
                .isEmpty();
        line.target().execute("INSERT INTO chaos.last VALUES (5003, 1)");
        await("another row of the other direction")
                .atMost(LIMIT)
                .until(() -> !line.source()
                        .value("SELECT id FROM chaos.last WHERE id = 5003")
                        .isEmpty());
        Fault.BOTH_WAYS_LOG_PURGED.seen(
                TwoWayFaultsIT.class, "`BINLOG_PURGED` in the status of one direction, rows by the other");
    }

    private static void dieAt(String point, DatabaseServer side, String sql, CrashFile node, TwoWayWriters writers)
            throws Exception {
        node.arm(point);
        side.execute(sql);
        node.awaitDeath(LIMIT, point);
        node.startNode();
        awaitBoth(writers, point);
    }

    private static TwoWayWriters writers(Line line) {
        return new TwoWayWriters(sides(line), Long.getLong("otter.seed", 14));
    }

    private static List<DatabaseServer> sides(Line line) {
        return List.of(line.source(), line.target());
    }

    private static void awaitReady(Line line) {
        line.awaitReady();
        line.awaitReady(LineChannels.BACK);
    }

    private static void awaitOwner(Line line, int nid) {
        await("node " + nid + " owns both directions")
                .atMost(LIMIT)
                .until(() -> line.owner() == nid && line.owner(LineChannels.BACK) == nid);
    }

    private static void awaitBoth(TwoWayWriters writers, String after) throws SQLException {
        awaitArrival(writers, 0, after);
        awaitArrival(writers, 1, after);
    }

    private static void awaitArrival(TwoWayWriters writers, int side, String after) throws SQLException {
        long before = writers.arrived(side);
        await("rows of side " + side + " arrive after " + after)
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> writers.arrived(side) > before + 5);
    }

    private static void end(Line line, TwoWayWriters writers) throws Exception {
        writers.close();
        assertRest(line);
        assertThat(line.channelState()).startsWith("START");
    }

    private static void assertRest(Line line) throws SQLException {
        assertThat(new TwoSides(line.source(), line.target()).faults(LIMIT, Duration.ofSeconds(2)))
                .as(line.channelState())
                .isEmpty();
    }

    private static String seconds(long sinceNanos) {
        return String.format("%.1f", (System.nanoTime() - sinceNanos) / 1e9);
    }
}
