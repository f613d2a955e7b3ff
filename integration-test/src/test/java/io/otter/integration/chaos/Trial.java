package io.otter.integration.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.integration.chaos.Sampler.Sample;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;

/** Random faults of a site for a time, and what was wrong meanwhile and in the end. */
final class Trial {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Site site;
    private final long seed;
    private final Path directory;
    private final Faults faults;
    private final List<String> wrong = new ArrayList<>();
    private long begin;
    private List<Sample> samples = List.of();

    /** Starts the channel. */
    Trial(Site site, long seed, Path directory) {
        this.site = site;
        this.seed = seed;
        this.directory = directory;
        faults = new Faults(site, new Random(seed));
        new Managers(site.managers()).post("/channels/" + Site.CHANNEL + "/start");
        await("the channel runs")
                .atMost(LIMIT)
                .until(() -> Sampler.ask(site.managers().get(0)).stream().allMatch(Sample::running));
    }

    interface Writing extends AutoCloseable {
        void begin();

        /** Returns when nobody writes any more. */
        @Override
        void close() throws InterruptedException;
    }

    /** Returns when all is at rest again, or has not come to it. */
    void run(Duration length, Writing writers) throws InterruptedException {
        begin = System.currentTimeMillis();
        writers.begin();
        try (Sampler sampler = new Sampler(site.managers())) {
            faults.run(length);
            System.out.println("CHAOS " + Instant.now() + " the end of the faults");
            writers.close();
            try {
                await("the targets are up to date at every manager")
                        .atMost(LIMIT)
                        .pollInterval(Duration.ofSeconds(1))
                        .ignoreExceptions()
                        .untilAsserted(this::assertRest);
            } catch (ConditionTimeoutException e) {
                wrong.add(e.getMessage());
            }
            sampler.write(directory.resolve("samples.txt"));
            samples = sampler.samples();
        }
        wrong.addAll(faults.failures());
        samples.stream()
                .filter(sample -> sample.state().equals("PAUSED_BY_FAULT"))
                .map(sample -> "paused by a fault: " + sample)
                .limit(3)
                .forEach(wrong::add);
    }

    /** Something is wrong. */
    void wrong(String what) {
        wrong.add(what);
    }

    /** Compares all tables of schema {@code chaos}. */
    void compare() {
        try {
            List<String> tables = tables(site.source());
            assertThat(tables(site.target())).isEqualTo(tables);
            new TableComparer(site.source(), site.target()).awaitEqual(tables, LIMIT, "at rest");
        } catch (Exception | AssertionError e) {
            wrong.add(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Holds what the managers said of a pipeline against when each row was there.
     *
     * @param commits when each row's commit was known, in milliseconds
     * @param target has in {@code seen.event} when each has arrived
     */
    void judge(int pipeline, Map<Long, Long> commits, DatabaseServer target) throws SQLException {
        Map<Long, Long> arrivals = new HashMap<>();
        query(target, "SELECT id, arrived FROM seen.event", row -> arrivals.put(row.getLong(1), row.getLong(2)));
        Truth truth = new Truth(commits, arrivals, faults.outages(), begin, System.currentTimeMillis());
        List<Sample> said =
                samples.stream().filter(sample -> sample.pipeline() == pipeline).toList();
        List<String> lies = truth.lies(said);
        wrong.addAll(lies);
        System.out.printf(
                "CHAOS seed %d: pipeline %d, %d outages, %d rows, %d samples, %d with a known delay, %d lies, latest %d ms%n",
                seed,
                pipeline,
                faults.outages().size(),
                arrivals.size(),
                said.size(),
                said.stream().filter(sample -> sample.delayMillis() != null).count(),
                lies.size(),
                truth.mostMillis());
    }

    /** Writes down what happened, and fails if anything was wrong. */
    void end() {
        try {
            Files.write(directory.resolve("wrong.txt"), wrong);
            Files.write(
                    directory.resolve("outages.txt"),
                    faults.outages().stream().map(Outage::toString).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(wrong).as("seed %d, see %s", seed, directory).isEmpty();
    }

    private void assertRest() {
        for (Managers.Address manager : site.managers()) {
            for (Sample sample : Sampler.ask(manager)) {
                assertThat(sample.running()).as("%s", sample).isTrue();
                assertThat(sample.lastError()).as("%s", sample).isNull();
                assertThat(sample.delayMillis()).as("%s", sample).isEqualTo(0);
            }
            assertThat(manager.get("/nodes")).doesNotContain("\"up\":false");
        }
    }

    /** Those of schema {@code chaos}. */
    static List<String> tables(DatabaseServer server) throws SQLException {
        List<String> tables = new ArrayList<>();
        query(
                server,
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'chaos' ORDER BY 1",
                row -> tables.add("chaos." + row.getString(1)));
        return tables;
    }

    interface Row {
        void read(ResultSet row) throws SQLException;
    }

    static void query(DatabaseServer server, String sql, Row each) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.read(rows);
            }
        }
    }
}
