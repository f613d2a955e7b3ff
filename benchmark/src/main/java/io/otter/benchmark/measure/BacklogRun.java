package io.otter.benchmark.measure;

import io.otter.benchmark.peer.Peer;
import io.otter.benchmark.work.Backlog;
import io.otter.benchmark.work.Tables;
import io.otter.benchmark.work.Work;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how a peer works off a backlog, from the start of reading until both sides are equal or time is up.
 * Single-threaded.
 */
public final class BacklogRun {
    /** How long both sides may take to become equal after the end of the backlog has arrived. */
    private static final Duration EQUALITY_LIMIT = Duration.ofMinutes(1);

    private static final long SAMPLE_NANOS = Duration.ofMillis(20).toNanos();
    private static final String OPERATIONS = "SELECT SUM(count) FROM information_schema.innodb_metrics"
            + " WHERE name IN ('dml_inserts', 'dml_updates', 'dml_deletes')";

    private final Servers servers;
    private final Peer peer;
    private final Duration limit;
    private final Work work;

    /**
     * @param limit time after which a run is cut off
     * @param work the work to measure
     */
    public BacklogRun(Servers servers, Peer peer, Duration limit, Work work) {
        this.servers = servers;
        this.peer = peer;
        this.limit = limit;
        this.work = work;
    }

    /**
     * Runs once, on an emptied target.
     *
     * @param backlog the changes to wait for
     * @throws IllegalStateException if both sides do not become equal
     */
    public Throughput run(Backlog backlog) throws SQLException {
        int changes = backlog.changes();
        peer.ready();
        Progress progress = new Progress();
        progress.add(System.nanoTime(), Long.parseLong(servers.pair().target().ask(OPERATIONS)));
        Usage source = servers.sourceUsage();
        Usage target = servers.targetUsage();
        Usage before = Usage.of(peer.pids());
        long began = System.nanoTime();
        peer.start();
        try {
            boolean done = watch(progress, changes, System.nanoTime() + limit.toNanos());
            long ended = System.nanoTime();
            double sourceSeconds = servers.sourceUsage().cpuSeconds() - source.cpuSeconds();
            double targetSeconds = servers.targetUsage().cpuSeconds() - target.cpuSeconds();
            Usage after = Usage.of(peer.pids());
            if (done) {
                ended = awaitEqual(ended);
            }
            long rows = done ? changes : progress.operations();
            return new Throughput(
                    rows / ((ended - began) / 1e9),
                    progress.steady(),
                    sourceSeconds * 1e6 / rows,
                    targetSeconds * 1e6 / rows,
                    (after.cpuSeconds() - before.cpuSeconds()) * 1e6 / rows,
                    after.peakBytes(),
                    !done);
        } finally {
            peer.stop();
        }
    }

    /**
     * Waits for the marker or the end of the time limit; with several pipelines also for the rows, since the marker may
     * arrive before rows of other pipelines. Servers count rows inexactly when several connections write.
     *
     * @return whether they have arrived
     */
    private boolean watch(Progress progress, int changes, long deadline) throws SQLException {
        try (Connection connection = servers.pair().target().connect();
                PreparedStatement operations = connection.prepareStatement(OPERATIONS);
                PreparedStatement marker = connection.prepareStatement("SELECT COUNT(*) FROM " + Tables.MARKER)) {
            boolean marked = false;
            while (!marked && System.nanoTime() < deadline) {
                marked = number(marker) > 0;
                progress.add(System.nanoTime(), number(operations));
                marked &= work.pipelines() == 1 || progress.operations() >= changes;
                LockSupport.parkNanos(SAMPLE_NANOS);
            }
            return marked;
        }
    }

    /** The end time: {@code marked} if both sides are equal at once, since comparing is not part of the work. */
    private long awaitEqual(long marked) throws SQLException {
        long ended = marked;
        while (!servers.equal()) {
            if (System.nanoTime() - marked > EQUALITY_LIMIT.toNanos()) {
                throw new IllegalStateException("source and target are not equal");
            }
            LockSupport.parkNanos(SAMPLE_NANOS);
            ended = System.nanoTime();
        }
        return ended;
    }

    private static long number(PreparedStatement query) throws SQLException {
        try (ResultSet result = query.executeQuery()) {
            return result.next() ? result.getLong(1) : 0;
        }
    }
}
