package io.otter.benchmark;

import io.otter.benchmark.measure.Durability;
import io.otter.benchmark.measure.Servers;
import io.otter.benchmark.measure.Usage;
import io.otter.benchmark.peer.Peer;
import io.otter.benchmark.peer.Peers;
import io.otter.benchmark.work.Inserts;
import io.otter.benchmark.work.SteadyLoad;
import io.otter.benchmark.work.Tables;
import io.otter.benchmark.work.Work;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/** Applies a steady load for many minutes, and prints the node's memory use after each. Single-threaded. */
final class Soak {
    private final Path root;
    private final Path directory;

    /**
     * @param root the source tree
     * @param directory for the files and logs of the product
     */
    Soak(Path root, Path directory) {
        this.root = root;
        this.directory = directory;
    }

    /** @param rowsPerSecond row changes at the source */
    void run(int minutes, int rowsPerSecond) throws SQLException {
        try (Servers servers = new Servers(root, Durability.RELAXED)) {
            servers.prepare(new Inserts(0, 1));
            servers.emptyTarget();
            try (Peer peer = new Peers(root, directory, servers.pair()).start(Peers.US, Work.W1_10, 0);
                    SteadyLoad load = new SteadyLoad(servers.pair().source(), rowsPerSecond)) {
                peer.start();
                System.out.println("minute  changed rows  rows behind  resident MB  CPU s in the minute");
                Usage before = Usage.of(peer.pids());
                for (int minute = 1; minute <= minutes; minute++) {
                    load.run(Duration.ofMinutes(1));
                    Usage now = Usage.of(peer.pids());
                    System.out.printf(
                            Locale.ROOT,
                            "%6d %,13d %,12d %12.0f %20.1f%n",
                            minute,
                            load.changes(),
                            rows(servers.pair().source().ask(count()))
                                    - rows(servers.pair().target().ask(count())),
                            now.residentBytes() / 1e6,
                            now.cpuSeconds() - before.cpuSeconds());
                    before = now;
                }
                peer.stop();
            }
        }
    }

    private static String count() {
        return "SELECT COUNT(*) FROM " + Tables.name(1);
    }

    private static long rows(String count) {
        return Long.parseLong(count);
    }
}
