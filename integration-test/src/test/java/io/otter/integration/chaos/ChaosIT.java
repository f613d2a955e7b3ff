package io.otter.integration.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.integration.chaos.Sampler.Sample;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;
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
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Test
    void whateverBreaksTheRowsAreRightAndTheStatusIsTrue() throws Exception {
        long seed = Long.getLong("otter.seed", System.nanoTime());
        Duration length = Duration.ofMinutes(Integer.getInteger("otter.chaos.minutes"));
        System.out.println("CHAOS seed " + seed);
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chaos-");
        String kind = System.getProperty("otter.chaos.servers", "mysql-8.0");
        try (Site site = new Site(directory, kind, kind);
                Writers writers = new Writers(site.source(), site.target(), seed)) {
            new Managers(site.managers()).post("/channels/" + Site.CHANNEL + "/start");
            await("the channel runs")
                    .atMost(LIMIT)
                    .until(() -> Sampler.ask(site.managers().get(0)).running());
            long begin = System.currentTimeMillis();
            writers.begin();
            Faults faults = new Faults(site, new Random(seed));
            List<String> wrong = new ArrayList<>();
            List<Sample> samples = sampled(site, writers, faults, length, wrong, directory);
            compare(site).ifPresent(wrong::add);
            wrong.addAll(faults.failures());
            Map<Long, Long> arrivals = arrivals(site.target());
            wrong.addAll(twice(site));
            Truth truth = new Truth(writers.commits(), arrivals, faults.outages(), begin, System.currentTimeMillis());
            List<String> lies = truth.lies(samples);
            wrong.addAll(lies);
            samples.stream()
                    .filter(sample -> sample.state().equals("PAUSED_BY_FAULT"))
                    .map(sample -> "paused by a fault: " + sample)
                    .limit(3)
                    .forEach(wrong::add);
            System.out.printf(
                    "CHAOS seed %d: %d outages, %d rows, %d samples, %d with a known delay, %d lies, latest %d ms%n",
                    seed,
                    faults.outages().size(),
                    arrivals.size(),
                    samples.size(),
                    samples.stream()
                            .filter(sample -> sample.delayMillis() != null)
                            .count(),
                    lies.size(),
                    truth.mostMillis());
            Files.write(directory.resolve("wrong.txt"), wrong);
            Files.write(
                    directory.resolve("outages.txt"),
                    faults.outages().stream().map(Outage::toString).toList());
            assertThat(wrong).as("seed %d, see %s", seed, directory).isEmpty();
        }
    }

    /** What the managers said until all was at rest again, and for the time after. */
    private static List<Sample> sampled(
            Site site, Writers writers, Faults faults, Duration length, List<String> wrong, Path directory)
            throws InterruptedException {
        try (Sampler sampler = new Sampler(site.managers())) {
            faults.run(length);
            System.out.println("CHAOS " + Instant.now() + " the end of the faults");
            writers.close();
            try {
                await("the target is up to date at every manager")
                        .atMost(LIMIT)
                        .pollInterval(Duration.ofSeconds(1))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertRest(site));
            } catch (ConditionTimeoutException e) {
                wrong.add(e.getMessage());
            }
            sampler.write(directory.resolve("samples.txt"));
            return sampler.samples();
        }
    }

    private static void assertRest(Site site) {
        for (Managers.Address manager : site.managers()) {
            Sample sample = Sampler.ask(manager);
            assertThat(sample.running()).as("%s", sample).isTrue();
            assertThat(sample.lastError()).as("%s", sample).isNull();
            assertThat(sample.delayMillis()).as("%s", sample).isEqualTo(0);
            assertThat(manager.get("/nodes")).doesNotContain("\"up\":false");
        }
    }

    private static Optional<String> compare(Site site) {
        try {
            List<String> tables = tables(site.source());
            assertThat(tables(site.target())).isEqualTo(tables);
            new TableComparer(site.source(), site.target()).awaitEqual(tables, LIMIT, "at rest");
            return Optional.empty();
        } catch (Exception | AssertionError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> twice(Site site) throws Exception {
        List<String> twice = new ArrayList<>();
        query(
                site.target(),
                "SELECT id, times FROM seen.event WHERE times <> 1",
                row -> twice.add("event " + row.getLong(1) + " was written " + row.getInt(2) + " times"));
        query(
                site.target(),
                "SELECT t.id, t.n, s.times FROM chaos.tally t JOIN seen.tally s USING (id) WHERE s.times > t.n",
                row -> twice.add("tally " + row.getLong(1) + " was updated " + row.getLong(2) + " times, and "
                        + row.getLong(3) + " times at the target"));
        return twice;
    }

    private static Map<Long, Long> arrivals(DatabaseServer target) throws Exception {
        Map<Long, Long> arrivals = new HashMap<>();
        query(target, "SELECT id, arrived FROM seen.event", row -> arrivals.put(row.getLong(1), row.getLong(2)));
        return arrivals;
    }

    private static List<String> tables(DatabaseServer server) throws Exception {
        List<String> tables = new ArrayList<>();
        query(
                server,
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'chaos' ORDER BY 1",
                row -> tables.add("chaos." + row.getString(1)));
        return tables;
    }

    private interface Row {
        void read(ResultSet row) throws Exception;
    }

    private static void query(DatabaseServer server, String sql, Row each) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.read(rows);
            }
        }
    }
}
