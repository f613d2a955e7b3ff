package io.otter.benchmark;

import io.otter.benchmark.measure.BacklogRun;
import io.otter.benchmark.measure.Latency;
import io.otter.benchmark.measure.LatencyRun;
import io.otter.benchmark.measure.Servers;
import io.otter.benchmark.measure.Throughput;
import io.otter.benchmark.peer.Peer;
import io.otter.benchmark.peer.Peers;
import io.otter.benchmark.report.Results;
import io.otter.benchmark.work.Backlog;
import io.otter.benchmark.work.Work;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs a plan one work at a time, with the peers taking turns within each round, so that changes in the machine's
 * performance affect all of them. Prints one line per run.
 */
final class Measurement {
    private final Plan plan;
    private final Path root;
    private final Path directory;
    private final Results results = new Results();

    /**
     * @param root the source tree
     * @param directory for the files and logs of peers
     */
    Measurement(Plan plan, Path root, Path directory) {
        this.plan = plan;
        this.root = root;
        this.directory = directory;
    }

    Results run() throws SQLException {
        try (Servers servers = new Servers(root, plan.durability())) {
            for (Work work : plan.works()) {
                run(work, servers);
            }
        }
        return results;
    }

    /** A copy has more rows, and needs no log to be written first. */
    private Duration limit(Work work) {
        return Duration.ofSeconds(work.copy() ? 10L * plan.limitSeconds() : plan.limitSeconds());
    }

    private void run(Work work, Servers servers) throws SQLException {
        Backlog backlog = work.backlog(plan.rows());
        servers.prepare(backlog);
        if (work.cold()) {
            runCold(work, backlog, servers);
            return;
        }
        Map<String, Peer> peers = new LinkedHashMap<>();
        try {
            servers.emptyTarget();
            for (String name :
                    plan.peers().stream().filter(name -> Peers.fits(name, work)).toList()) {
                peers.put(name, new Peers(root, directory, servers.pair()).start(name, work, plan.rows()));
            }
            for (int run = 1; run <= plan.runs(); run++) {
                for (Map.Entry<String, Peer> peer : peers.entrySet()) {
                    System.out.printf(Locale.ROOT, "%-8s run %d %-9s", work.label(), run, peer.getKey());
                    servers.emptyTarget();
                    run(work, backlog, servers, peer.getKey(), peer.getValue());
                }
            }
        } finally {
            peers.values().forEach(Peer::close);
        }
    }

    /** Each run has a target just opened and a peer just started. */
    private void runCold(Work work, Backlog backlog, Servers servers) throws SQLException {
        List<String> names =
                plan.peers().stream().filter(name -> Peers.fits(name, work)).toList();
        for (int run = 1; run <= plan.runs(); run++) {
            for (String name : names) {
                Peers peers = new Peers(root, directory.resolve(work.label() + "-" + run), servers.pair());
                servers.emptyTarget();
                try (Peer peer = peers.start(name, work, plan.rows())) {
                    servers.emptyTarget();
                    servers.reopenTarget();
                    System.out.printf(Locale.ROOT, "%-8s run %d %-9s", work.label(), run, name);
                    run(work, backlog, servers, name, peer);
                }
            }
        }
    }

    private void run(Work work, Backlog backlog, Servers servers, String name, Peer peer) throws SQLException {
        if (work.latency()) {
            Latency latency = new LatencyRun(servers, peer).run(work.transactionsPerSecond(), plan.seconds());
            System.out.printf(Locale.ROOT, "%.1f / %.1f / %.1f ms%n", latency.p50(), latency.p95(), latency.p99());
            results.add(work, name, latency);
            return;
        }
        Throughput throughput = new BacklogRun(servers, peer, limit(work), work).run(backlog);
        System.out.printf(
                Locale.ROOT,
                "%,.0f rows/s, steady %,.0f; CPU s per million rows: source %.0f, target %.0f, peer %.1f; %.0f MB%s%n",
                throughput.rate(),
                throughput.steady(),
                throughput.sourceCpu(),
                throughput.targetCpu(),
                throughput.peerCpu(),
                throughput.peakBytes() / 1e6,
                throughput.cutOff() ? "; cut off" : "");
        results.add(work, name, throughput);
    }
}
