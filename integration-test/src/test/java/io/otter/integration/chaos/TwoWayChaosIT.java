package io.otter.integration.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    private static final Duration LIMIT = Duration.ofMinutes(5);

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
            new TwoSides(site.source(), site.target())
                    .faults(LIMIT, Duration.ofSeconds(10))
                    .forEach(trial::wrong);
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
}
