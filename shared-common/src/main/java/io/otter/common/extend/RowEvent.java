package io.otter.common.extend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A changed row on its way to the target, with source names. Value types depend on the column: {@link Long},
 * {@link java.math.BigInteger}, {@link java.math.BigDecimal}, {@link Float}, {@link Double}, {@code byte[]}, and
 * {@link String} for everything else including dates and times; null is SQL NULL. Columns missing from the log are left
 * out.
 *
 * @param before by column, in column order; null for INSERT
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

    /** A copy with one column of the after image replaced. */
    public RowEvent with(String column, @Nullable Object value) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(after == null ? Map.of() : after);
        values.put(column, value);
        return new RowEvent(kind, schema, table, before, values);
    }

    private static @Nullable Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> row) {
        return row == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(row));
    }
}
