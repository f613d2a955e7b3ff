package io.otter.node.schema;

/**
 * All tables at a point in the log; the columns of {@code meta_snapshot}.
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
        String extra) {}
