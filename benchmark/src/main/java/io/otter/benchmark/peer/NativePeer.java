package io.otter.benchmark.peer;

import io.otter.benchmark.work.BenchmarkServer;
import java.sql.SQLException;
import java.util.List;

/** MySQL replication from source to target, with commits in source order. */
final class NativePeer implements Peer {
    private final Pair pair;
    private final int workers;

    NativePeer(Pair pair, int workers) {
        this.pair = pair;
        this.workers = workers;
    }

    @Override
    public void start() {
        BenchmarkServer source = pair.source();
        execute(
                "SET GLOBAL replica_parallel_type = LOGICAL_CLOCK",
                "SET GLOBAL replica_preserve_commit_order = ON",
                "SET GLOBAL replica_parallel_workers = " + workers,
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = " + source.port()
                        + ", SOURCE_USER = '" + source.user() + "', SOURCE_PASSWORD = '" + source.password()
                        + "', SOURCE_AUTO_POSITION = 1",
                "START REPLICA");
    }

    @Override
    public void stop() {
        execute("STOP REPLICA", "RESET REPLICA ALL");
    }

    @Override
    public BenchmarkServer entrance() {
        return pair.source();
    }

    @Override
    public List<Long> pids() {
        return List.of();
    }

    @Override
    public void close() {
        // The servers belong to the benchmark.
    }

    private void execute(String... statements) {
        try {
            pair.target().execute(List.of(statements));
        } catch (SQLException e) {
            throw new IllegalStateException("native replication: " + e.getMessage(), e);
        }
    }
}
