package io.otter.node.binlog;

/** What the reader of a log has to decode. Thread-safe. */
@FunctionalInterface
public interface Wanted {
    /** Whether rows of a table are wanted. */
    boolean wants(String schema, String table);

    /**
     * Whether the target has rows of its own in a table, which the foreign keys of the source know nothing of: it has to check
     * them again, even if the log has all that they have done.
     */
    default boolean isWrittenThere(String schema, String table) {
        return false;
    }

    /** How to tell where changes were made. */
    default OriginReading origins() {
        return OriginReading.NONE;
    }
}
