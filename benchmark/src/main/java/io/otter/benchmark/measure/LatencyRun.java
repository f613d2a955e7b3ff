package io.otter.benchmark.measure;

import io.otter.benchmark.peer.Peer;
import io.otter.benchmark.work.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Single-row transactions at a fixed rate over four connections, open loop: each transaction is due at its time, even
 * if earlier ones have not finished. Another connection polls the target for the rows.
 */
public final class LatencyRun {
    private static final int CONNECTIONS = 4;
    private static final int WARM_UP_SECONDS = 2;
    private static final String INSERT = "INSERT INTO " + Tables.HEARTBEAT + " (id, note) VALUES (?, ?)";

    private final Servers servers;
    private final Peer peer;

    public LatencyRun(Servers servers, Peer peer) {
        this.servers = servers;
        this.peer = peer;
    }

    /**
     * Runs once, after emptying the target; the first two seconds do not count.
     *
     * @throws IllegalStateException if rows do not arrive within a minute
     */
    public Latency run(int transactionsPerSecond, int seconds) throws SQLException {
        servers.pair().source().execute(List.of("TRUNCATE TABLE " + Tables.HEARTBEAT, "RESET MASTER"));
        servers.pair().source().execute(Tables.definitions(Tables.COUNT));
        servers.emptyTarget();
        peer.start();
        try {
            awaitReady();
            int warmUp = transactionsPerSecond * WARM_UP_SECONDS;
            long[] nanos = measure(transactionsPerSecond, warmUp + transactionsPerSecond * seconds);
            return Latency.of(Arrays.copyOfRange(nanos, warmUp, nanos.length));
        } finally {
            peer.stop();
        }
    }

    /** The arrival of a first row shows that the peer is reading. */
    private void awaitReady() throws SQLException {
        peer.entrance().execute(List.of("INSERT INTO " + Tables.HEARTBEAT + " VALUES (0, 'first')"));
        Watcher watcher = new Watcher(servers.pair().target(), 1);
        watcher.watch(Duration.ofMinutes(1));
    }

    private long[] measure(int transactionsPerSecond, int transactions) throws SQLException {
        long[] committed = new long[transactions];
        Watcher watcher = new Watcher(servers.pair().target(), transactions + 1);
        long begin = System.nanoTime() + Duration.ofMillis(100).toNanos();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int first = i;
            writers.add(background("writer-" + i, () -> write(first, begin, transactionsPerSecond, committed)));
        }
        try {
            watcher.watch(Duration.ofSeconds(60 + transactions / transactionsPerSecond));
            writers.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw new IllegalStateException("a writer has failed", e.getCause());
        }
        long[] nanos = new long[transactions];
        for (int i = 0; i < transactions; i++) {
            nanos[i] = Math.max(0, watcher.seenNanos(i + 1) - committed[i]);
        }
        return nanos;
    }

    private void write(int first, long begin, int transactionsPerSecond, long[] committed) throws SQLException {
        try (Connection connection = peer.entrance().connect("useServerPrepStmts=true");
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (int i = first; i < committed.length; i += CONNECTIONS) {
                long due = begin + i * 1_000_000_000L / transactionsPerSecond;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                insert.setLong(1, i + 1L);
                insert.setString(2, "transaction " + i);
                insert.executeUpdate();
                committed[i] = System.nanoTime();
            }
        }
    }

    private interface Task {
        void run() throws SQLException;
    }

    private static CompletableFuture<Void> background(String name, Task task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                        done.complete(null);
                    } catch (SQLException | RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
