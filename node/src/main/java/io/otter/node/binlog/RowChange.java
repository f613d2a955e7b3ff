package io.otter.node.binlog;

import org.jspecify.annotations.Nullable;

/**
 * One changed row.
 *
 * @param before null for INSERT
 * @param after null for DELETE
 * @param bytes what the change weighs against a byte budget, at least its size in the log
 */
public record RowChange(
        TableSchema table,
        RowKind kind,
        @Nullable Row before,
        @Nullable Row after,
        int bytes) implements Change {}
