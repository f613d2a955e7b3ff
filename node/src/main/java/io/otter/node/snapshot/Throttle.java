package io.otter.node.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Holds the readers of a run back while the source is busy with others, or the target is slow. Each then still reads a chunk a
 * second, so that a source that is always busy is copied, too; at a slow target chunks get smaller, as what the log brings
 * waits behind them. Thread-safe.
 */
final class Throttle {
    /** Statements that the source runs at once, as other tools have it; more are a queue. */
    static final int MOST_RUNNING = 25;

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofSeconds(1);
    /** How long a chunk may be on its way to the target. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private static final int LEAST_ROWS = 20;

    private final CopyRun run;

    @GuardedBy("this")
    private long lookedNanos = System.nanoTime() - LOOK.toNanos();

    @GuardedBy("this")
    private int running;

    @GuardedBy("this")
    private int most = Lane.FIRST_ROWS;

    @GuardedBy("this")
    private long lessenedNanos = System.nanoTime();

    Throttle(CopyRun run) {
        this.run = run;
    }

    /** Waits, if there is a reason to. @return the reason; empty if there is none */
    String await(ChunkReader reader) throws SQLException, InterruptedException {
        int statements = running(reader);
        if (statements > MOST_RUNNING) {
            run.rest(REST);
            return "slowed down: the source runs " + statements + " statements at once, more than " + MOST_RUNNING
                    + ".";
        }
        return run.awaitLoaded(SLOW, REST) ? "" : "slowed down: the target takes long for what was read.";
    }

    /** @return how many of these rows a chunk may have */
    synchronized int most(int wanted) {
        return Math.min(wanted, most);
    }

    /** A chunk is at the target. @param nanos since it was found in the log */
    synchronized void loaded(long nanos, long nowNanos) {
        if (nanos < SLOW.toNanos() / 2) {
            most = Math.min(Lane.MOST_ROWS, most + most / 4 + 1);
        } else if (nanos > SLOW.toNanos() && nowNanos - lessenedNanos > SLOW.toNanos()) {
            most = Math.max(LEAST_ROWS, most / 2);
            lessenedNanos = nowNanos; // those on their way are no smaller yet
        }
    }

    private int running(ChunkReader reader) throws SQLException {
        synchronized (this) {
            if (System.nanoTime() - lookedNanos < LOOK.toNanos()) {
                return running;
            }
            lookedNanos = System.nanoTime();
        }
        int now = reader.statementsRunning();
        synchronized (this) {
            running = now;
        }
        return now;
    }
}
