package io.otter.node.load;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Knows for how long one connection has waited for the answer to a statement. Thread-safe. */
final class AnswerWatch {
    private static final long NONE = 0;

    private volatile long askedNanos = NONE;

    /** Statements begin; each of them is answered, or the last is {@link #done}. */
    void asked() {
        askedNanos = System.nanoTime() | 1;
    }

    /** One was answered, and the next begins. */
    void answered() {
        if (askedNanos != NONE) {
            asked();
        }
    }

    /** Executes a statement that writes. @return number of rows found */
    int executed(PreparedStatement statement) throws SQLException {
        int rows = statement.executeUpdate();
        answered();
        return rows;
    }

    void done() {
        askedNanos = NONE;
    }

    boolean hasWaited(long nanos) {
        long asked = askedNanos;
        return asked != NONE && System.nanoTime() - asked > nanos;
    }
}
