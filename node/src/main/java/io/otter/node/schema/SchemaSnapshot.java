package io.otter.node.schema;

/**
 * All tables at a place in the log; the columns of {@code meta_snapshot}.
 *
 * @param binlogTimestamp milliseconds since the epoch, 0 if unknown
 * @param data JSON of {@link SchemaState}
 */
public record SchemaSnapshot(
        String destination,
        String binlogFile,
        long binlogOffset,
        String binlogMasterId,
        long binlogTimestamp,
        String data,
        String extra) {
    /** Whether a file that says so much was one of ours. */
    boolean isWhole() {
        return binlogFile != null && binlogMasterId != null && data != null;
    }
}
