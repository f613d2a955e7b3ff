package io.otter.benchmark.measure;

import io.otter.benchmark.peer.Peer;
import io.otter.benchmark.work.Endpoint;
import io.otter.benchmark.work.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets a peer work a backlog off, from the start of reading until both sides are equal. */
public final class BacklogRun {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final long SAMPLE_NANOS = Duration.ofMillis(20).toNanos();
    private static final String OPERATIONS = "SELECT SUM(count) FROM information_schema.innodb_metrics"
            + " WHERE name IN ('dml_inserts', 'dml_updates', 'dml_deletes')";

    private final Servers servers;
    private final Peer peer;

    public BacklogRun(Servers servers, Peer peer) {
        this.servers = servers;
        this.peer = peer;
    }

    /**
     * Runs once, on a target that it empties before.
     *
     * @param changes of the backlog
     * @throws IllegalStateException when both sides are not equal within ten minutes
     */
    public Throughput run(int changes) throws SQLException {
        servers.emptyTarget();
        Progress progress = new Progress();
        Usage source = servers.sourceUsage();
        Usage target = servers.targetUsage();
        Usage peerBefore = Usage.of(peer.pids());
        long began = System.nanoTime();
        peer.start();
        try {
            watch(servers.pair().target(), progress, began);
            Usage sourceAfter = servers.sourceUsage();
            Usage targetAfter = servers.targetUsage();
            Usage peerAfter = Usage.of(peer.pids());
            long ended = awaitEqual(began);
            double millions = changes / 1e6;
            return new Throughput(
                    changes / ((ended - began) / 1e9),
                    progress.steady(),
                    (sourceAfter.cpuSeconds() - source.cpuSeconds()) / millions,
                    (targetAfter.cpuSeconds() - target.cpuSeconds()) / millions,
                    (peerAfter.cpuSeconds() - peerBefore.cpuSeconds()) / millions,
                    peerAfter.peakBytes());
        } finally {
            peer.stop();
        }
    }

    /** Until the marker is there. */
    private static void watch(Endpoint target, Progress progress, long began) throws SQLException {
        try (Connection connection = target.connect();
                PreparedStatement operations = connection.prepareStatement(OPERATIONS);
                PreparedStatement marker = connection.prepareStatement("SELECT COUNT(*) FROM " + Tables.MARKER)) {
            boolean marked = false;
            while (!marked) {
                check(began);
                marked = number(marker) > 0;
                progress.add(System.nanoTime(), number(operations));
                LockSupport.parkNanos(SAMPLE_NANOS);
            }
        }
    }

    /** The end: now, if both sides are equal at once, since comparing is not part of the work. */
    private long awaitEqual(long began) throws SQLException {
        long ended = System.nanoTime();
        while (!servers.equal()) {
            check(began);
            LockSupport.parkNanos(SAMPLE_NANOS);
            ended = System.nanoTime();
        }
        return ended;
    }

    private static void check(long began) {
        if (System.nanoTime() - began > LIMIT.toNanos()) {
            throw new IllegalStateException("source and target are not equal after " + LIMIT.toMinutes() + " min");
        }
    }

    private static long number(PreparedStatement query) throws SQLException {
        try (ResultSet result = query.executeQuery()) {
            return result.next() ? result.getLong(1) : 0;
        }
    }
}
