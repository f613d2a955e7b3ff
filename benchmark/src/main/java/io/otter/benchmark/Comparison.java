package io.otter.benchmark;

import io.otter.benchmark.measure.Durability;
import io.otter.benchmark.measure.Servers;
import io.otter.benchmark.measure.Usage;
import io.otter.benchmark.peer.OtterPeer;
import io.otter.benchmark.peer.Peers;
import io.otter.benchmark.work.Mixed;
import io.otter.benchmark.work.Tables;
import io.otter.benchmark.work.Work;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How fast both sides are compared, while nothing changes. */
final class Comparison {
    private final Path root;
    private final Path directory;

    /**
     * @param root the source tree
     * @param directory for the files and logs of the product
     */
    Comparison(Path root, Path directory) {
        this.root = root;
        this.directory = directory;
    }

    /** Prints a line per run. @param rows that both sides have @param small whether rows have some 30 bytes instead of 200 */
    void run(int rows, int runs, boolean small) throws SQLException {
        try (Servers servers = new Servers(root, Durability.RELAXED)) {
            servers.prepare(new Mixed(0, rows / Tables.COUNT));
            servers.emptyTarget();
            if (small) {
                servers.pair().source().execute(smallRows());
                servers.pair().target().execute(smallRows());
            }
            try (OtterPeer peer = (OtterPeer) new Peers(root, directory, servers.pair()).start(Peers.US, Work.W4, 0)) {
                peer.ready();
                for (int run = 1; run <= runs; run++) {
                    Usage source = servers.sourceUsage();
                    Usage target = servers.targetUsage();
                    Usage node = Usage.of(peer.pids());
                    Instant began = Instant.now();
                    double seconds = Duration.between(began, peer.compare()).toMillis() / 1e3;
                    Usage after = Usage.of(peer.pids());
                    System.out.printf(
                            Locale.ROOT,
                            "verify   run %d %,.0f rows/s; CPU s per million rows: source %.2f, target %.2f, node %.2f;"
                                    + " %.0f MB%n",
                            run,
                            rows / seconds,
                            perMillion(servers.sourceUsage(), source, rows),
                            perMillion(servers.targetUsage(), target, rows),
                            perMillion(after, node, rows),
                            after.peakBytes() / 1e6);
                }
                peer.stop();
            }
        }
    }

    private static List<String> smallRows() {
        List<String> statements = new ArrayList<>(List.of("SET SESSION sql_log_bin = 0"));
        for (int table = 1; table <= Tables.COUNT; table++) {
            statements.add("ALTER TABLE " + Tables.name(table)
                    + " DROP COLUMN c, DROP COLUMN pad, ADD COLUMN name VARCHAR(20) NOT NULL DEFAULT ''");
            statements.add("UPDATE " + Tables.name(table) + " SET name = CONCAT('row ', id)");
        }
        return statements;
    }

    private static double perMillion(Usage after, Usage before, int rows) {
        return (after.cpuSeconds() - before.cpuSeconds()) * 1e6 / rows;
    }
}
