package io.otter.node.schema;

/** A DDL at its place in the log; the columns of {@code meta_history}. The timestamp is in milliseconds since 1970. */
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
        String extra) {}
