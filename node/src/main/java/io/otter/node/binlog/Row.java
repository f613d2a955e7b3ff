package io.otter.node.binlog;

import org.jspecify.annotations.Nullable;

/**
 * The image of a row. Values are, by type of the column:
 *
 * <ul>
 *   <li>integers, YEAR and BIT: {@link Long}; BIGINT UNSIGNED and BIT above {@link Long#MAX_VALUE}:
 *       {@link java.math.BigInteger}
 *   <li>DECIMAL: {@link java.math.BigDecimal}; FLOAT: {@link Float}; DOUBLE: {@link Double}
 *   <li>DATE, TIME, DATETIME: {@link String} as MySQL prints it with all its fractional digits; zero and partial dates
 *       as they are
 *   <li>TIMESTAMP: {@link String} likewise, in UTC
 *   <li>CHAR, VARCHAR, TEXT, JSON, UUID, INET4, INET6: {@link String} as the server prints it; ENUM and SET:
 *       {@link String} of the label(s), {@link #ENUM_ERROR} for a value that a lax session could not find among the labels
 *   <li>BINARY (padded to its length), VARBINARY, BLOB, GEOMETRY (SRID and WKB), VECTOR: {@code byte[]}
 * </ul>
 *
 * Immutable by convention: nobody writes to the arrays.
 */
public final class Row {
    /** A column that the image does not carry (binlog_row_image MINIMAL or NOBLOB). */
    public static final Object ABSENT = new Object() {
        @Override
        public String toString() {
            return "<absent>";
        }
    };

    /** What a lax session has put into an ENUM column in place of a text that is no label: number 0, which prints like ''. */
    public static final Long ENUM_ERROR = 0L;

    private final @Nullable Object[] values;

    /** @param values one per column of the table, in its order; kept, not copied */
    public Row(@Nullable Object[] values) {
        this.values = values;
    }

    /** This image, with what it lacks taken from another of the same table; this one when it lacks nothing. */
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

    /** This image with another value in one column. */
    public Row with(int column, @Nullable Object value) {
        @Nullable Object[] others = values.clone();
        others[column] = value;
        return new Row(others);
    }

    public int size() {
        return values.length;
    }

    /** Null for SQL NULL, {@link #ABSENT} for a column that is not in the image. */
    public @Nullable Object get(int column) {
        return values[column];
    }
}
