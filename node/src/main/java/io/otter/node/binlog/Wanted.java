package io.otter.node.binlog;

/** What the reader of a log has to decode. Thread-safe. */
@FunctionalInterface
public interface Wanted {
    /** Whether rows of a table are wanted. */
    boolean wants(String schema, String table);

    /** How to tell where changes were made. */
    default OriginReading origins() {
        return OriginReading.NONE;
    }
}
