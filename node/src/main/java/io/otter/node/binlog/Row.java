package io.otter.node.binlog;

import org.jspecify.annotations.Nullable;

/**
 * The image of a row. Values by column type:
 * <ul>
 *   <li>integers, YEAR and BIT: {@link Long}; BIGINT UNSIGNED and BIT above {@link Long#MAX_VALUE}:
 *       {@link java.math.BigInteger}
 *   <li>DECIMAL: {@link java.math.BigDecimal}; FLOAT: {@link Float}; DOUBLE: {@link Double}
 *   <li>DATE, TIME, DATETIME: {@link String} as MySQL prints it, with all its fractional digits; zero and partial dates
 *       unchanged
 *   <li>TIMESTAMP: {@link String} likewise, in UTC
 *   <li>CHAR, VARCHAR, TEXT, JSON, UUID, INET4, INET6: {@link String} as the server prints it; ENUM and SET:
 *       {@link String} of the label(s), {@link #ENUM_ERROR} for the error value of an ENUM
 *   <li>BINARY (padded to its length), VARBINARY, BLOB, GEOMETRY (SRID and WKB), VECTOR: {@code byte[]}
 * </ul>
 *
 * <p>Immutable by convention: nobody writes to the arrays.
 */
public final class Row {
    /** The value of a column that the image does not include (binlog_row_image MINIMAL or NOBLOB). */
    public static final Object ABSENT = new Object() {
        @Override
        public String toString() {
            return "<absent>";
        }
    };

    /** The error value of an ENUM, number 0, which prints as ''. Lax sessions store it for a text that is no label. */
    public static final Long ENUM_ERROR = 0L;

    private final @Nullable Object[] values;

    /** @param values one per column of the table, in column order; not copied */
    public Row(@Nullable Object[] values) {
        this.values = values;
    }

    /** This image with absent columns filled from another image of the same table; the same instance if none is. */
    public Row completedBy(Row other) {
        @Nullable Object[] completed = values;
        for (int i = 0; i < values.length; i++) {
            if (values[i] == ABSENT && other.values[i] != ABSENT) {
                completed = completed == values ? values.clone() : completed;
                completed[i] = other.values[i];
            }
        }
        return completed == values ? this : new Row(completed);
    }

    /** A copy with one column replaced. */
    public Row with(int column, @Nullable Object value) {
        @Nullable Object[] others = values.clone();
        others[column] = value;
        return new Row(others);
    }

    /** What it takes in memory, about: of texts their characters. */
    public int bytes() {
        long bytes = 16;
        for (Object value : values) {
            bytes += value instanceof String text ? text.length() : value instanceof byte[] some ? some.length : 8;
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    public int size() {
        return values.length;
    }

    /** Null for SQL NULL, {@link #ABSENT} for a column that is not in the image. */
    public @Nullable Object get(int column) {
        return values[column];
    }
}
