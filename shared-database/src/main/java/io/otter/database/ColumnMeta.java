package io.otter.database;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A column as it is now.
 *
 * @param ordinal from 1, gaps are possible
 * @param dataType lower case without length, e.g. {@code varchar}, {@code bigint}
 * @param columnType as SHOW CREATE TABLE spells it, e.g. {@code int(10) unsigned}
 * @param generated whether the server computes it, so that it cannot be written
 * @param invisible whether {@code SELECT *} leaves it out
 * @param onUpdate whether the server sets it to the present time when another column changes
 * @param charset the server's name of the character set; null when the type has none
 * @param defaultText the default as information_schema spells it, which differs between servers; null when there is none
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
