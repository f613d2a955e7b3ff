package io.otter.node.binlog;

import org.jspecify.annotations.Nullable;

/**
 * One changed row.
 *
 * @param before null for INSERT
 * @param after null for DELETE
 * @param bytes size counted against a byte budget, at least its size in the log
 * @param foreignKeysOff whether the source did not enforce foreign keys for it: its session had foreign_key_checks = 0,
 *     or a cascade made the change (logged by MySQL 9.6 and later)
 */
public record RowChange(
        TableSchema table,
        RowKind kind,
        @Nullable Row before,
        @Nullable Row after,
        int bytes,
        boolean foreignKeysOff) implements Change {}
