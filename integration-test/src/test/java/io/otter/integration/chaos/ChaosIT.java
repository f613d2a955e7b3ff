package io.otter.integration.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random faults of every process and every way between them, from a printed seed, while rows and columns change: in the end
 * the target equals the source, nothing was applied twice, and what the managers said each second was true.
 *
 * <p>{@code -Dotter.chaos.minutes=30}; {@code -Dotter.seed} repeats the order of faults and transactions, not their moments.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.chaos.minutes", matches = "0*[1-9].*")
class ChaosIT {
    private static final String ONE_WAY = """
            canals: [{name: src-log, source: src, tsdb: true}]
            channels:
              - name: chaos
                pipelines:
                  - name: one-way
                    canal: src-log
                    select: [n1, n2]
                    load: [n1, n2]
                    pairs: [{from: {source: src, schema: chaos, table: ".*"}, to: {source: dst, schema: chaos, table: ".*"}}]
            """;

    @Test
    void whateverBreaksTheRowsAreRightAndTheStatusIsTrue() throws Exception {
        long seed = Long.getLong("otter.seed", System.nanoTime());
        System.out.println("CHAOS seed " + seed);
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chaos-");
        String kind = System.getProperty("otter.chaos.servers", "mysql-8.0");
        try (Site site = new Site(directory, kind, kind, ONE_WAY);
                Writers writers = new Writers(site.source(), site.target(), seed)) {
            Trial trial = new Trial(site, seed, directory);
            trial.run(Duration.ofMinutes(Integer.getInteger("otter.chaos.minutes")), writers);
            trial.compare();
            assertNothingTwice(site, trial);
            trial.judge(0, writers.commits(), site.target());
            trial.end();
        }
    }

    private static void assertNothingTwice(Site site, Trial trial) throws SQLException {
        Trial.query(
                site.target(),
                "SELECT id, times FROM seen.event WHERE times <> 1",
                row -> trial.wrong("event " + row.getLong(1) + " was written " + row.getInt(2) + " times"));
        Trial.query(
                site.target(),
                "SELECT t.id, t.n, s.times FROM chaos.tally t JOIN seen.tally s USING (id) WHERE s.times > t.n",
                row -> trial.wrong("tally " + row.getLong(1) + " was updated " + row.getLong(2) + " times, and "
                        + row.getLong(3) + " times at the target"));
    }
}
