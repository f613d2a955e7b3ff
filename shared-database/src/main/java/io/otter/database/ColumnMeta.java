package io.otter.database;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The current definition of a column.
 *
 * @param ordinal from 1; there may be gaps
 * @param dataType lower case without length, e.g. {@code varchar}, {@code bigint}
 * @param columnType as in SHOW CREATE TABLE, e.g. {@code int(10) unsigned}
 * @param generated whether the server computes it, so that it cannot be written
 * @param invisible whether {@code SELECT *} omits it
 * @param onUpdate whether the server sets it to the current time when another column changes
 * @param charset the server's name of the character set; null for types without one
 * @param defaultText the default as shown by information_schema, which differs between servers; null if there is none
 */
public record ColumnMeta(
        int ordinal,
        String name,
        String dataType,
        String columnType,
        boolean nullable,
        boolean generated,
        boolean invisible,
        boolean autoIncrement,
        boolean onUpdate,
        @Nullable String charset,
        @Nullable String collation,
        @Nullable String defaultText) {
    public boolean unsigned() {
        return columnType.toLowerCase(Locale.ROOT).contains("unsigned");
    }
}
