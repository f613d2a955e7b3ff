package io.otter.node.deadletter;

import io.otter.database.control.AnswerTable;
import io.otter.database.control.ConflictTable;
import io.otter.database.control.TombstoneTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;

/** For how long a target remembers conflicts, answers and deletions. Thread-safe. */
final class ConflictRetention {
    private static final Duration LENGTH = Duration.ofDays(7);
    private static final Duration PAUSE = Duration.ofMinutes(10);
    /** While there is more to remove than at once. */
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(1);
    /** Few enough for other transactions to go on meanwhile. */
    private static final int MOST_AT_ONCE = 5_000;

    private final InstantSource clock;
    private long nextMillis;

    ConflictRetention(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether it is time to look for what is too old. */
    synchronized boolean isDue() {
        return clock.millis() >= nextMillis;
    }

    /** Removes some of what is too old, if it is time to. The caller commits. */
    void apply(Connection own, ConflictTable conflicts) throws SQLException {
        synchronized (this) {
            if (!isDue()) {
                return;
            }
            nextMillis = clock.millis() + PAUSE.toMillis();
        }
        long before = clock.millis() - LENGTH.toMillis();
        int most = Math.max(
                conflicts.removeBefore(before, MOST_AT_ONCE),
                Math.max(
                        new AnswerTable(own).removeBefore(before, MOST_AT_ONCE),
                        new TombstoneTable(own).removeBefore(before, MOST_AT_ONCE)));
        if (most == MOST_AT_ONCE) {
            synchronized (this) {
                nextMillis = clock.millis() + SHORT_PAUSE.toMillis();
            }
        }
    }
}
