package io.otter.node.snapshot;

import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares keys of rows that were read with those of rows in the log, which may hold the same value in another form. */
final class RowKey {
    private final TableSchema table;

    RowKey(TableSchema table) {
        this.table = table;
    }

    /** Of a row that was read. */
    List<Object> of(Row row) {
        List<Object> key = new ArrayList<>(table.primaryKey().size());
        for (int index : table.primaryKey()) {
            key.add(form(row.get(index), table.columns().get(index)));
        }
        return key;
    }

    /** Of an image in the log; empty if it lacks a key column. */
    Optional<List<Object>> of(TableSchema logged, Row image) {
        List<Object> key = new ArrayList<>(table.primaryKey().size());
        for (int index : table.primaryKey()) {
            Column column = table.columns().get(index);
            int at = indexOf(logged, column.name());
            Object value = at < 0 || at >= image.size() ? Row.ABSENT : image.get(at);
            if (value == Row.ABSENT || value == null) {
                return Optional.empty();
            }
            key.add(form(value, column));
        }
        return Optional.of(key);
    }

    private static int indexOf(TableSchema logged, String name) {
        List<Column> columns = logged.columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Object form(@Nullable Object value, Column column) {
        if (value == null) {
            return Row.ABSENT;
        } else if (value instanceof BigDecimal decimal) {
            return decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
        } else if (value instanceof BigInteger number) {
            return number.bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
        } else if (value instanceof Float real) {
            return real.floatValue() == 0 ? 0.0 : real.doubleValue();
        } else if (value instanceof Double real) {
            return real == 0 ? 0.0 : real;
        } else if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap("binary".equals(column.dataType()) ? stripped(bytes) : bytes);
        } else if (value instanceof String text && "char".equals(column.dataType())) {
            return text.stripTrailing();
        } else if (value.equals(Row.ENUM_ERROR) && "enum".equals(column.dataType())) {
            return "";
        }
        return value;
    }

    private static byte[] stripped(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }
}
