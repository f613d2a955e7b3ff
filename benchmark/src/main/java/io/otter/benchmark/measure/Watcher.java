package io.otter.benchmark.measure;

import io.otter.benchmark.work.BenchmarkServer;
import io.otter.benchmark.work.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Polls a server for rows with the ids from 0 on, and records when it first saw each. Single-threaded. */
final class Watcher {
    /** Often enough not to affect a median, seldom enough to leave the CPU to the others. */
    private static final long PAUSE_NANOS = 200_000;

    private final BenchmarkServer server;
    private final long[] seen;
    /** All ids below have been seen. */
    private int low;

    /** @param count number of ids to look for */
    Watcher(BenchmarkServer server, int count) {
        this.server = server;
        seen = new long[count];
    }

    /** @throws IllegalStateException if not all ids arrive within the limit */
    void watch(Duration limit) throws SQLException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Connection connection = server.connect("useServerPrepStmts=true");
                PreparedStatement query =
                        connection.prepareStatement("SELECT id FROM " + Tables.HEARTBEAT + " WHERE id >= ?")) {
            while (low < seen.length) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("row " + low + " of " + seen.length + " is not at the target after "
                            + limit.toSeconds() + " s");
                }
                look(query);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    long seenNanos(int id) {
        return seen[id];
    }

    private void look(PreparedStatement query) throws SQLException {
        query.setInt(1, low);
        try (ResultSet found = query.executeQuery()) {
            long now = System.nanoTime();
            while (found.next()) {
                int id = found.getInt(1);
                if (seen[id] == 0) {
                    seen[id] = now;
                }
            }
        }
        while (low < seen.length && seen[low] != 0) {
            low++;
        }
    }
}
