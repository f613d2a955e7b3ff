package io.otter.node.schema;

/** A DDL at its place in the log; the columns of {@code meta_history}. The timestamp is in milliseconds since the epoch. */
public record SchemaChange(
        String destination,
        String binlogFile,
        long binlogOffset,
        String binlogMasterId,
        long binlogTimestamp,
        String useSchema,
        String sqlSchema,
        String sqlTable,
        String sqlText,
        String sqlType,
        String extra) {
    /** Whether a file that says so much was one of ours. */
    boolean isWhole() {
        return binlogFile != null && binlogMasterId != null && useSchema != null && sqlText != null;
    }
}
