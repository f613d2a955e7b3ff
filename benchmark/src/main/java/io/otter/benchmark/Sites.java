package io.otter.benchmark;

import io.otter.benchmark.measure.BacklogRun;
import io.otter.benchmark.measure.Durability;
import io.otter.benchmark.measure.Latency;
import io.otter.benchmark.measure.LatencyRun;
import io.otter.benchmark.measure.Servers;
import io.otter.benchmark.peer.Layout;
import io.otter.benchmark.peer.OtterPeer;
import io.otter.benchmark.work.Backlog;
import io.otter.benchmark.work.Work;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures two sites on this machine, with a link between them that delays or slows. Single-threaded. */
final class Sites {
    private static final List<Integer> ROUND_TRIPS = List.of(0, 5, 50, 200);
    private static final List<Integer> MEGABITS = List.of(10, 100, 1_000);
    private static final List<String> PACKINGS = List.of("none", "lz4", "zstd");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int BITS = 8;

    private final Path root;
    private final Path directory;
    private final int rows;
    private final int seconds;
    private final List<Integer> rates;
    private final StringBuilder table = new StringBuilder();

    /**
     * @param directory for the files and logs of the product
     * @param rows of a backlog
     * @param seconds of a run that measures latency
     * @param rates transactions per second of those
     */
    Sites(Path root, Path directory, int rows, int seconds, List<Integer> rates) {
        this.root = root;
        this.directory = directory;
        this.rows = rows;
        this.seconds = seconds;
        this.rates = rates;
    }

    /** The table of distances. */
    String distances() throws SQLException {
        try (Servers servers = new Servers(root, Durability.RELAXED)) {
            Backlog backlog = Work.W1_10.backlog(rows);
            table.append("\n| nodes | round trip | backlog, rows/s | ");
            rates.forEach(rate -> table.append(String.format(Locale.ROOT, "%,d tx/s, p50 / p99 ms | ", rate)));
            table.append("\n| --- | --- | --- | ")
                    .append("--- | ".repeat(rates.size()))
                    .append('\n');
            for (Layout layout : List.of(Layout.TWO_NODES, Layout.WRITE_ACROSS, Layout.READ_ACROSS)) {
                servers.prepare(backlog);
                servers.emptyTarget();
                distances(servers, backlog, layout);
            }
        }
        return table.toString();
    }

    /** The table of widths, with each way to pack. */
    String widths() throws SQLException {
        try (Servers servers = new Servers(root, Durability.RELAXED)) {
            Backlog backlog = Work.W1_10.backlog(rows);
            table.append("\n| packed by | Mbit/s | backlog, rows/s |\n| --- | --- | --- |\n");
            for (String packing : PACKINGS) {
                servers.prepare(backlog);
                servers.emptyTarget();
                widths(servers, backlog, packing);
            }
        }
        return table.toString();
    }

    private void distances(Servers servers, Backlog backlog, Layout layout) throws SQLException {
        List<Integer> roundTrips = layout == Layout.TWO_NODES ? ROUND_TRIPS : List.of(0, 50);
        List<StringBuilder> lines = new ArrayList<>();
        try (OtterPeer peer = peer(servers, layout, Map.of())) {
            rate(servers, peer, backlog); // of a cold JVM
            for (int roundTrip : roundTrips) {
                peer.link().delay(Duration.ofMillis(roundTrip).dividedBy(2));
                lines.add(new StringBuilder(String.format(
                        Locale.ROOT,
                        "| %s | %d ms | %,.0f |",
                        layout.title(),
                        roundTrip,
                        rate(servers, peer, backlog))));
                System.out.println(lines.get(lines.size() - 1));
            }
            for (int i = 0; i < roundTrips.size(); i++) {
                peer.link().delay(Duration.ofMillis(roundTrips.get(i)).dividedBy(2));
                for (int rate : rates) {
                    Latency latency = new LatencyRun(servers, peer).run(rate, seconds);
                    lines.get(i).append(String.format(Locale.ROOT, " %.0f / %.0f |", latency.p50(), latency.p99()));
                }
                System.out.println(lines.get(i));
            }
        }
        lines.forEach(line -> table.append(line).append('\n'));
    }

    private void widths(Servers servers, Backlog backlog, String packing) throws SQLException {
        try (OtterPeer peer = peer(servers, Layout.TWO_NODES, Map.of("OTTER_COMMUNICATION_COMPRESSION", packing))) {
            rate(servers, peer, backlog);
            for (int megabits : MEGABITS) {
                peer.link().rate(megabits * 1_000_000L / BITS);
                String line = String.format(
                        Locale.ROOT, "| %s | %,d | %,.0f |", packing, megabits, rate(servers, peer, backlog));
                System.out.println(line);
                table.append(line).append('\n');
            }
        }
    }

    private static double rate(Servers servers, OtterPeer peer, Backlog backlog) throws SQLException {
        servers.emptyTarget();
        return new BacklogRun(servers, peer, LIMIT, Work.W1_10).run(backlog).rate();
    }

    private OtterPeer peer(Servers servers, Layout layout, Map<String, String> settings) {
        Path home = directory.resolve(layout + String.join("-", settings.values()));
        return new OtterPeer(servers.pair(), Work.W1_10, root, home, layout, settings);
    }
}
