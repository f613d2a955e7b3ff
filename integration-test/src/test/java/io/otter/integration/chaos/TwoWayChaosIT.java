package io.otter.integration.chaos;

import static org.awaitility.Awaitility.await;

import io.otter.testsupport.database.DatabaseServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random faults as in {@link ChaosIT} while two sites change their own rows and each other's: in the end they are equal,
 * nothing came back or was applied twice, counters have the sum of both, the logs are silent, and what the managers said each
 * second was true of both directions.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.chaos.minutes", matches = "0*[1-9].*")
class TwoWayChaosIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void whateverBreaksTwoSitesEndEqual() throws Exception {
        long seed = Long.getLong("otter.seed", System.nanoTime());
        System.out.println("CHAOS seed " + seed);
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "two-way-chaos-");
        String[] kinds = System.getProperty("otter.chaos.servers", "mysql-8.0").split(":");
        try (Site site = new Site(directory, kinds[0], kinds[kinds.length - 1], bothWays());
                TwoWayWriters writers = new TwoWayWriters(List.of(site.source(), site.target()), seed)) {
            Trial trial = new Trial(site, seed, directory);
            trial.run(Duration.ofMinutes(Integer.getInteger("otter.chaos.minutes")), writers);
            assertSilence(site, trial);
            trial.compare();
            for (DatabaseServer side : List.of(site.source(), site.target())) {
                assertEachOnce(side, trial);
            }
            trial.judge(0, writers.commits(0), site.target());
            trial.judge(1, writers.commits(1), site.source());
            Trial.query(
                    site.target(),
                    "SELECT COUNT(*) FROM retl.retl_conflict WHERE DISPUTED = 1",
                    row -> System.out.println("CHAOS " + row.getLong(1) + " conflicts at the second site"));
            trial.end();
        }
    }

    private static String bothWays() {
        return """
                canals: [{name: src-log, source: src, tsdb: true}, {name: dst-log, source: dst, tsdb: true}]
                channels:
                  - name: chaos
                    pipelines:
                """ + way("there", "src", "dst") + way("back", "dst", "src");
    }

    private static String way(String name, String from, String to) {
        StringBuilder way = new StringBuilder("""
                      - name: %s
                        canal: %s-log
                        select: [n1, n2]
                        load: [n1, n2]
                        parameters: {noKey: FULL_ROW}
                        pairs:
                """.formatted(name, from));
        pair(way, from, to, "event|tally|bag|extra_.*", "");
        pair(way, from, to, "stock", ", conflictPolicy: HOME, homeSource: src, additiveColumns: [n]");
        pair(way, from, to, "newest", ", conflictPolicy: NEWEST, newestColumn: at");
        pair(way, from, to, "home", ", conflictPolicy: HOME, homeSource: src");
        pair(way, from, to, "last", ", conflictPolicy: SOURCE");
        return way.toString();
    }

    private static void pair(StringBuilder way, String from, String to, String tables, String policy) {
        way.append(
                "          - {from: {source: %s, schema: chaos, table: \"%s\"}, to: {source: %s, schema: chaos, table: \"%s\"}%s}%n"
                        .formatted(from, tables, to, tables, policy));
    }

    /** Whatever comes back would be in the logs for ever. */
    private static void assertSilence(Site site, Trial trial) {
        List<String> ends = new ArrayList<>(List.of(""));
        try {
            await("the logs are silent")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .during(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() -> {
                        String now = end(site.source()) + " " + end(site.target());
                        return now.equals(ends.set(0, now));
                    });
        } catch (ConditionTimeoutException e) {
            trial.wrong(e.getMessage() + " " + ends);
        }
    }

    private static String end(DatabaseServer server) throws SQLException {
        String[] end = {""};
        String query = server.name().equals("mysql-9.7") ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        Trial.query(server, query, row -> end[0] = row.getString(1) + ":" + row.getLong(2));
        return end[0];
    }

    private static void assertEachOnce(DatabaseServer side, Trial trial) throws SQLException {
        Trial.query(
                side,
                "SELECT id, times FROM seen.event WHERE times <> 1",
                row -> trial.wrong(side + ": event " + row.getLong(1) + " was written " + row.getInt(2) + " times"));
        Trial.query(
                side,
                "SELECT t.id, t.n, s.times FROM chaos.tally t JOIN seen.tally s USING (id) WHERE s.times > t.n",
                row -> trial.wrong(side + ": tally " + row.getLong(1) + " was updated " + row.getLong(2)
                        + " times, and " + row.getLong(3) + " times here"));
        Trial.query(
                side,
                "SELECT s.id, s.n, SUM(e.delta) FROM chaos.stock s JOIN chaos.event e ON e.stock = s.id GROUP BY s.id, s.n"
                        + " HAVING s.n <> SUM(e.delta)",
                row -> trial.wrong(side + ": stock " + row.getLong(1) + " is " + row.getLong(2) + " instead of "
                        + row.getLong(3)));
    }
}
