package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A node that dies at each step of its rows' way: the target then shows whole transactions only, and after another start it
 * has what the source has. Both servers log by triggers which row is written how often, and these logs must be equal, too.
 */
@Tag("slow")
class KilledRowsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> TABLES = List.of("shop.event", "shop.tally", "shop.bulk");

    /** Points, and whether something of the round is at the target when the node dies there. */
    private static final Map<String, Boolean> POINTS = new TreeMap<>(Map.of(
            "rows-selected", false,
            "rows-at-handover", false,
            "rows-before-commit", false,
            "rows-after-commit", true,
            "rows-between-pieces", true,
            "rows-before-acknowledgement", true));

    @Test
    void aNodeThatDiesAnywhereAppliesWhatWasUnderWayOnce() throws Exception {
        run(1, POINTS.keySet());
        String seen = "each row written as often as at the source; target and source equal";
        Fault.SELECT_DIES.seen(getClass(), seen);
        Fault.TRANSFORM_DIES.seen(getClass(), seen + "; no marks left");
        Fault.LOAD_DIES.seen(getClass(), "nothing of the batch was at the target; then " + seen);
        Fault.COMMITTED_DIES.seen(getClass(), "the batch was at the target; " + seen);
    }

    @Test
    void aLoadNodeThatDiesAnywhereIsSentAgainWhatItHadNotCommitted() throws Exception {
        run(2, List.of("rows-between-pieces", "rows-before-acknowledgement"));
    }

    private static void run(int nodes, Collection<String> points) throws Exception {
        try (Line line = new Line("mariadb-11.4", "mariadb-11.4", "256m", nodes, nodes, "shop")) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                makeTables(server);
            }
            CrashFile crashFile = new CrashFile(line.node(nodes));
            crashFile.startNode();
            for (int nid = 1; nid < nodes; nid++) {
                line.node(nid).start();
            }
            line.awaitReady();
            int round = 2;
            for (String point : points) {
                dieAt(point, line, crashFile, round);
                crashFile.startNode();
                awaitSame(line, point);
                round++;
            }
            await("no batch is marked as under way")
                    .atMost(LIMIT)
                    .until(() -> line.marks().isEmpty());
            assertThat(count(line.target(), "SELECT min(n) FROM shop.tally")).isEqualTo(points.size());
        }
    }

    private static void dieAt(String point, Line line, CrashFile crashFile, int round)
            throws SQLException, IOException {
        Map<String, Long> before = written(line.target());
        crashFile.arm(point);
        change(line.source(), round);
        crashFile.awaitDeath(LIMIT, point);
        Map<String, Long> now = written(line.target());
        assertThat(!now.equals(before))
                .as("something is committed at %s", point)
                .isEqualTo(POINTS.get(point));
        assertThat(count(line.target(), "SELECT count(DISTINCT n) FROM shop.bulk"))
                .as("a large transaction is there as a whole or not at all, %s", point)
                .isEqualTo(1);
    }

    private static void awaitSame(Line line, String point) throws SQLException {
        new TableComparer(line.source(), line.target())
                .awaitEqual(TABLES, LIMIT, point + ", channel " + line.channelState());
        Map<String, Long> more = written(line.target());
        written(line.source()).forEach((what, times) -> more.merge(what, -times, Long::sum));
        more.values().removeIf(times -> times == 0);
        assertThat(more).as("written more often than at the source, %s", point).isEmpty();
        assertThat(line.channelState()).startsWith("START");
    }

    private static void makeTables(DatabaseServer server) {
        server.execute(
                "CREATE DATABASE shop",
                "CREATE DATABASE seen",
                "USE shop",
                "CREATE TABLE event (id INT PRIMARY KEY, n INT NOT NULL)",
                "CREATE TABLE tally (id INT PRIMARY KEY, n INT NOT NULL)",
                "CREATE TABLE bulk (id INT PRIMARY KEY, n INT NOT NULL, filler VARCHAR(1000) NOT NULL)",
                "INSERT INTO event SELECT seq, 0 FROM seq_0_to_19",
                "INSERT INTO tally SELECT seq, 0 FROM seq_0_to_19",
                "INSERT INTO bulk SELECT seq, 0, REPEAT('x', 1000) FROM seq_0_to_2999",
                "CREATE TABLE seen.log (what VARCHAR(40) NOT NULL)");
        for (String table : List.of("event", "tally", "bulk")) {
            for (String verb : List.of("INSERT", "UPDATE", "DELETE")) {
                server.execute(String.format(
                        "CREATE TRIGGER shop.%s_%s AFTER %2$s ON shop.%1$s FOR EACH ROW"
                                + " INSERT INTO seen.log VALUES (CONCAT('%2$s %1$s ', %3$s.id))",
                        table, verb, verb.equals("DELETE") ? "OLD" : "NEW"));
            }
        }
    }

    /** No row twice: updates of one row in a target transaction would be written as one. */
    private static void change(DatabaseServer source, int round) throws SQLException {
        try (Connection connection = source.connect("shop");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    String.format("INSERT INTO event SELECT seq, 0 FROM seq_%d_to_%d", 10 * round, 10 * round + 9));
            statement.execute("UPDATE tally SET n = n + 1");
            connection.commit();
            statement.execute("UPDATE event SET n = n + 1 WHERE id DIV 10 = " + (round - 1));
            statement.execute("DELETE FROM event WHERE id DIV 10 = " + (round - 2));
            connection.commit();
            statement.execute("UPDATE bulk SET n = n + 1");
            connection.commit();
        }
    }

    /** How often each row was inserted, updated and deleted. */
    private static Map<String, Long> written(DatabaseServer server) throws SQLException {
        Map<String, Long> written = new TreeMap<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT what, count(*) FROM seen.log GROUP BY what")) {
            while (rows.next()) {
                written.put(rows.getString(1), rows.getLong(2));
            }
        }
        return written;
    }

    private static long count(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
