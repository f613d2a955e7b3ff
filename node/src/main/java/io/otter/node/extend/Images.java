package io.otter.node.extend;

import io.otter.common.extend.RowEvent;
import io.otter.node.batch.MaskedText;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Converts row images to maps keyed by column name and back. Stateless. */
final class Images {
    private Images() {}

    static RowEvent event(RowChange change) {
        return new RowEvent(
                RowEvent.Kind.valueOf(change.kind().name()),
                change.table().schema(),
                change.table().table(),
                map(change.table(), change.before()),
                map(change.table(), change.after()));
    }

    /**
     * The image with its values replaced.
     *
     * @throws IllegalArgumentException if a column is missing or unknown, or a value has a type that no column holds
     */
    static Row row(TableSchema table, Row image, Map<String, @Nullable Object> values) {
        @Nullable Object[] row = new Object[image.size()];
        int taken = 0;
        for (int i = 0; i < row.length; i++) {
            String column = table.columns().get(i).name();
            if (values.containsKey(column)) {
                boolean kept = isEnumError(table, i, image) && "".equals(values.get(column));
                row[i] = kept ? Row.ENUM_ERROR : value(column, values.get(column));
                taken++;
            } else if (image.get(i) == Row.ABSENT) {
                row[i] = Row.ABSENT;
            } else {
                throw new IllegalArgumentException("it leaves column " + column + " out");
            }
        }
        if (taken < values.size()) {
            throw new IllegalArgumentException("it adds a column that the table does not have");
        }
        return new Row(row);
    }

    /** The change reduced to its key columns. */
    static RowChange keyOnly(RowChange change) {
        return new RowChange(
                change.table(),
                change.kind(),
                keyOnly(change.table(), change.before()),
                keyOnly(change.table(), change.after()),
                change.bytes(),
                change.foreignKeysOff());
    }

    private static @Nullable Row keyOnly(TableSchema table, @Nullable Row row) {
        if (row == null) {
            return null;
        }
        @Nullable Object[] values = new Object[row.size()];
        Arrays.fill(values, Row.ABSENT);
        table.identity().forEach(index -> values[index] = row.get(index));
        return new Row(values);
    }

    /**
     * The key columns with their values, for messages.
     *
     * @param masked columns whose values nobody is shown
     */
    static String key(RowChange change, List<String> masked) {
        Row row = change.after() != null ? change.after() : Objects.requireNonNull(change.before());
        StringJoiner text = new StringJoiner(", ", "(", ")");
        for (int index : change.table().primaryKey()) {
            Object value = row.get(index);
            String name = change.table().columns().get(index).name();
            text.add(name + " = "
                    + (MaskedText.isOne(masked, name)
                            ? MaskedText.TEXT
                            : value instanceof byte[] bytes ? bytes.length + " bytes" : value));
        }
        return text.toString();
    }

    /** Processors and filters see the error value of an ENUM as an empty string. */
    private static boolean isEnumError(TableSchema table, int column, Row row) {
        return Row.ENUM_ERROR.equals(row.get(column))
                && table.columns().get(column).dataType().equals("enum");
    }

    private static @Nullable Map<String, @Nullable Object> map(TableSchema table, @Nullable Row row) {
        if (row == null) {
            return null;
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            if (row.get(i) != Row.ABSENT) {
                values.put(table.columns().get(i).name(), isEnumError(table, i, row) ? "" : row.get(i));
            }
        }
        return values;
    }

    private static @Nullable Object value(String column, @Nullable Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value == null) {
            return null;
        }
        boolean known = value instanceof String
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof BigDecimal
                || value instanceof Float
                || value instanceof Double
                || value instanceof byte[];
        if (!known) {
            throw new IllegalArgumentException("it puts a " + value.getClass().getName() + " into column " + column);
        }
        return value;
    }
}
