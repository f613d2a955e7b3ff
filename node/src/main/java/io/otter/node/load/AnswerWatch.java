package io.otter.node.load;

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

    void done() {
        askedNanos = NONE;
    }

    boolean hasWaited(long nanos) {
        long asked = askedNanos;
        return asked != NONE && System.nanoTime() - asked > nanos;
    }
}
