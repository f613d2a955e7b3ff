package io.otter.node.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Holds the readers of a run back while the source is busy with others. Each then still reads a chunk a second, so that a
 * source that is always busy is copied, too. Thread-safe.
 */
final class Throttle {
    /** Statements that the source runs at once, as other tools have it; more are a queue. */
    static final int MOST_RUNNING = 25;

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofSeconds(1);

    private final CopyRun run;

    @GuardedBy("this")
    private long lookedNanos = System.nanoTime() - LOOK.toNanos();

    @GuardedBy("this")
    private int running;

    Throttle(CopyRun run) {
        this.run = run;
    }

    /** Waits, if there is a reason to. @return the reason; empty if there is none */
    String await(ChunkReader reader) throws SQLException, InterruptedException {
        int statements = running(reader);
        if (statements <= MOST_RUNNING) {
            return "";
        }
        run.rest(REST);
        return "slowed down: the source runs " + statements + " statements at once, more than " + MOST_RUNNING + ".";
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
