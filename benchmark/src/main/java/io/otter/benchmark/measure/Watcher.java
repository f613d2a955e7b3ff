package io.otter.benchmark.measure;

import io.otter.benchmark.work.BenchmarkServer;
import io.otter.benchmark.work.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Looks at a server for rows with the ids from 0 on, and remembers when it saw each. One thread uses it. */
final class Watcher {
    /** Often enough not to be seen in a median, seldom enough to leave the machine to the others. */
    private static final long PAUSE_NANOS = 200_000;

    private final BenchmarkServer server;
    private final long[] seen;
    /** All ids below are seen. */
    private int low;

    /** @param count ids to look for */
    Watcher(BenchmarkServer server, int count) {
        this.server = server;
        seen = new long[count];
    }

    /** @throws IllegalStateException when not all ids have come within the limit */
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
