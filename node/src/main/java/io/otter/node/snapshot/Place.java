package io.otter.node.snapshot;

import io.otter.common.json.Json;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last key that was read of a table.
 *
 * @param key what its columns are, since another type or collation has another order
 * @param values with a letter for the type before each
 */
public record Place(List<String> key, List<String> values) {
    public Place {
        key = List.copyOf(key);
        values = List.copyOf(values);
    }

    /** @param values of the key's columns, in key order */
    public static Place of(TableSchema table, List<Object> values) {
        return named(keyOf(table), values);
    }

    /** One that stands for itself, to find a row by the values of some columns. */
    public static Place named(List<String> columns, List<Object> values) {
        return new Place(columns, values.stream().map(Place::text).toList());
    }

    /** Null for no place: before the first row. */
    public static @Nullable Place read(String text) {
        return text.isEmpty() ? null : Json.read(text.getBytes(StandardCharsets.UTF_8), Place.class);
    }

    public String text() {
        return new String(Json.write(this), StandardCharsets.UTF_8);
    }

    /** Whether the table still has this key. */
    boolean fits(TableSchema table) {
        return key.equals(keyOf(table));
    }

    /** To be bound in a statement. */
    public List<Object> bound() {
        return values.stream().map(Place::value).toList();
    }

    /** As {@link io.otter.node.binlog.Row} has them. */
    List<Object> typed() {
        return bound().stream().map(Place::typed).toList();
    }

    private static Object typed(Object bound) {
        if (bound instanceof BigDecimal number && number.scale() == 0) {
            BigInteger integer = number.toBigIntegerExact();
            return integer.bitLength() < Long.SIZE ? (Object) integer.longValueExact() : integer;
        }
        return bound;
    }

    private static List<String> keyOf(TableSchema table) {
        List<String> key = new ArrayList<>();
        for (int index : table.primaryKey()) {
            Column column = table.columns().get(index);
            key.add(column.name() + " " + column.columnType() + " " + column.collation());
        }
        return key;
    }

    private static String text(Object value) {
        if (value instanceof Long || value instanceof BigInteger) {
            return "i" + value;
        } else if (value instanceof BigDecimal decimal) {
            return "m" + decimal.toPlainString();
        } else if (value instanceof Float real) {
            return "d" + real.doubleValue();
        } else if (value instanceof Double real) {
            return "d" + real;
        } else if (value instanceof byte[] bytes) {
            return "x" + HexFormat.of().formatHex(bytes);
        }
        return "s" + value;
    }

    private static Object value(String text) {
        String value = text.substring(1);
        return switch (text.charAt(0)) {
            case 'i' -> new BigDecimal(value);
            case 'm' -> new BigDecimal(value);
            case 'd' -> Double.valueOf(value);
            case 'x' -> HexFormat.of().parseHex(value);
            default -> value;
        };
    }
}
