package io.otter.benchmark;

import io.otter.benchmark.measure.Durability;
import io.otter.benchmark.peer.Peers;
import io.otter.benchmark.report.BarChart;
import io.otter.benchmark.report.GrowthReport;
import io.otter.benchmark.report.MarkdownReport;
import io.otter.benchmark.report.PerformancePage;
import io.otter.benchmark.report.Results;
import io.otter.benchmark.work.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code benchmark/run.sh [work] [peer…]}. */
@Command(
        name = "run.sh",
        sortOptions = false,
        description = "Measures how fast rows get from one MySQL 8.0 to another on this machine.",
        mixinStandardHelpOptions = true)
public final class BenchmarkMain implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "[work] [peer...]",
            description =
                    "Works: w1_1, w1_10, w1_1000, w2, w3_200, w3_1000; w4 copies 20 times --rows; w1_cold and w2_cold"
                            + " begin each run with a target just opened and a peer just started; verify compares 20 times"
                            + " --rows; growth is g_base, g_tables, g_pipelines and g_rows of us and ceiling; soak is a"
                            + " steady load of us; sites is two nodes with a long link between, packing one with a narrow"
                            + " link. Peers: us, tls (us over TLS), native1, native4, debezium, ceiling, and for w4"
                            + " snapshot (a resync; us is the free door) and dump. Default: w1 to w3, all peers but tls.")
    private List<String> names = List.of();

    @Option(names = "--rows", defaultValue = "100000", description = "Rows of a backlog; default ${DEFAULT-VALUE}.")
    private int rows;

    @Option(names = "--runs", defaultValue = "5", description = "Runs of each peer; default ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--seconds", defaultValue = "5", description = "Length of a w3 run; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--minutes", defaultValue = "30", description = "Length of soak; default ${DEFAULT-VALUE}.")
    private int minutes;

    @Option(
            names = "--rate",
            defaultValue = "2000",
            description = "Changed rows per second of soak; default ${DEFAULT-VALUE}.")
    private int rowsPerSecond;

    @Option(
            names = "--limit",
            defaultValue = "20",
            description = "Seconds after which a run on a backlog is cut off; default ${DEFAULT-VALUE}.")
    private int limitSeconds;

    @Option(
            names = "--durable",
            description = "sync_binlog=1 and innodb_flush_log_at_trx_commit=1, instead of 0 and 2.")
    private boolean durable;

    @Option(names = "--write", description = "Put the tables and the chart into docs/performance.md.")
    private boolean write;

    private BenchmarkMain() {}

    /** The system property {@code otter.root} is the source tree. */
    public static void main(String[] arguments) {
        int exitCode = new CommandLine(new BenchmarkMain()).execute(arguments);
        // ZooKeeper's threads would keep the process alive.
        System.exit(exitCode);
    }

    @Override
    public Integer call() throws Exception {
        Path root =
                Path.of(System.getProperty("otter.root", ".")).toAbsolutePath().normalize();
        Path directory = Files.createTempDirectory(Files.createDirectories(root.resolve("benchmark/target")), "run-");
        if (names.contains("soak")) {
            new Soak(root, directory).run(minutes, rowsPerSecond);
        } else if (names.contains("verify") || names.contains("verify_small")) {
            new Comparison(root, directory).run(20 * rows, runs, names.contains("verify_small"));
        } else if (names.contains("sites") || names.contains("packing")) {
            sites(root, directory);
        } else {
            report(plan(), new Measurement(plan(), root, directory).run(), root);
        }
        delete(directory);
        return 0;
    }

    private void sites(Path root, Path directory) throws Exception {
        for (String name : names) {
            Sites sites = new Sites(root, directory.resolve(name), rows, seconds, List.of(100, 5_000));
            String table = name.equals("sites") ? sites.distances() : sites.widths();
            System.out.println(table);
            if (write) {
                new PerformancePage(root).write(name, table);
            }
        }
    }

    private Plan plan() {
        List<Work> works = new ArrayList<>();
        List<String> peers = new ArrayList<>();
        for (String name : names) {
            if (name.equals("growth")) {
                works.addAll(Work.GROWTH);
                peers.addAll(List.of(Peers.US, Peers.CEILING));
            } else if (Peers.NAMES.contains(name)) {
                peers.add(name);
            } else {
                works.add(Work.of(name));
            }
        }
        List<Work> all = Stream.of(Work.values())
                .filter(work -> !Work.GROWTH.contains(work) && !work.copy() && !work.cold())
                .toList();
        List<Work> chosen = works.isEmpty() ? all : works;
        return new Plan(
                chosen,
                Peers.NAMES.stream()
                        .filter(name -> peers.isEmpty() ? !name.equals(Peers.TLS) : peers.contains(name))
                        .filter(name -> chosen.stream().anyMatch(work -> Peers.fits(name, work)))
                        .toList(),
                rows,
                runs,
                seconds,
                limitSeconds,
                durable ? Durability.FULL : Durability.RELAXED);
    }

    /** The peers' files and logs are needed only after a failure. */
    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void report(Plan plan, Results results, Path root) {
        String title = plan.durability().title();
        String markdown = new MarkdownReport(results, plan.works(), plan.peers()).tables();
        System.out.println("\n" + title + ", medians of " + runs + " runs, backlogs of " + rows + " rows\n" + markdown);
        if (names.contains("growth")) {
            String growth = new GrowthReport(results).table();
            System.out.println(growth);
            if (write) {
                new PerformancePage(root).write("growth", growth);
            }
        } else if (write && plan.works().stream().allMatch(Work::copy)) {
            new PerformancePage(root).write("copy", markdown);
        } else if (write) {
            String chart = new BarChart(results, plan.works(), plan.peers(), "Share of the ceiling, " + title).svg();
            new PerformancePage(root).write(plan.durability().name().toLowerCase(Locale.ROOT), title, markdown, chart);
        }
    }
}
