package io.otter.common.extend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A changed row on its way to the target, with the source's names. Values are, by type of the column: {@link Long},
 * {@link java.math.BigInteger}, {@link java.math.BigDecimal}, {@link Float}, {@link Double}, {@code byte[]}, and {@link String}
 * for everything else, dates and times included; null is SQL's NULL. Columns that the log does not carry are missing.
 *
 * @param before by column in their order; null for INSERT
 * @param after likewise; null for DELETE
 */
public record RowEvent(
        Kind kind,
        String schema,
        String table,
        @Nullable Map<String, @Nullable Object> before,
        @Nullable Map<String, @Nullable Object> after) {
    /** What happened to the row. */
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    public RowEvent {
        before = copy(before);
        after = copy(after);
    }

    /** The same change with another value after it. */
    public RowEvent with(String column, @Nullable Object value) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(after == null ? Map.of() : after);
        values.put(column, value);
        return new RowEvent(kind, schema, table, before, values);
    }

    private static @Nullable Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> row) {
        return row == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(row));
    }
}
