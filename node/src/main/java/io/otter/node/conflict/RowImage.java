package io.otter.node.conflict;

import io.otter.common.json.Json;
import io.otter.common.secret.Sha256;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of rows as JSON that keeps their types: each is a text after a letter for its type. Stateless. */
public final class RowImage {
    private RowImage() {}

    /** A key, as the values of its columns. */
    public static String key(List<?> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(text(value)));
        return string(texts);
    }

    public static List<Object> key(String json) {
        List<Object> values = new ArrayList<>();
        for (Object text : Json.read(json.getBytes(StandardCharsets.UTF_8), List.class)) {
            values.add(value((String) text));
        }
        return values;
    }

    /** A whole row, by the names of its columns. */
    public static String row(TableSchema table, Row row) {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            if (value != Row.ABSENT) {
                texts.put(table.columns().get(i).name(), value == null ? null : text(value));
            }
        }
        return string(texts);
    }

    /** Columns that the image does not name are absent. */
    public static Row row(TableSchema table, String json) {
        Map<?, ?> texts = Json.read(json.getBytes(StandardCharsets.UTF_8), Map.class);
        @Nullable Object[] values = new Object[table.columns().size()];
        Arrays.fill(values, Row.ABSENT);
        for (int i = 0; i < values.length; i++) {
            String name = table.columns().get(i).name();
            if (texts.containsKey(name)) {
                Object text = texts.get(name);
                values[i] = text == null ? null : value((String) text);
            }
        }
        return new Row(values);
    }

    /** The table with the columns that the image names, which may have been changed since. @param now as it is known */
    public static TableSchema table(TableSchema now, String json) {
        Map<?, ?> texts = Json.read(json.getBytes(StandardCharsets.UTF_8), Map.class);
        List<String> names = now.columns().stream().map(Column::name).toList();
        if (texts.size() == names.size() && texts.keySet().containsAll(names)) {
            return now;
        }
        List<Column> columns = new ArrayList<>();
        for (Object key : texts.keySet()) {
            String name = String.valueOf(key);
            int index = names.indexOf(name);
            columns.add(index >= 0 ? now.columns().get(index) : ofUnknownType(name));
        }
        List<String> named = columns.stream().map(Column::name).toList();
        List<Integer> primaryKey = now.primaryKey().stream()
                .map(index -> named.indexOf(names.get(index)))
                .toList();
        return new TableSchema(
                now.schema(), now.table(), columns, primaryKey.contains(-1) ? List.of() : primaryKey, List.of());
    }

    private static Column ofUnknownType(String name) {
        return new Column(name, "", "", false, true, false, null, null, List.of());
    }

    /** Names a row of a table in few characters. */
    public static String hash(String table, String key) {
        return Sha256.hex(table + '\0' + key);
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return "b" + HexFormat.of().formatHex(bytes);
        }
        return value instanceof Long || value instanceof BigInteger
                ? "i" + value
                : value instanceof BigDecimal decimal
                        ? "d" + decimal.toPlainString()
                        : value instanceof Float ? "f" + value : value instanceof Double ? "r" + value : "s" + value;
    }

    private static Object value(String text) {
        String value = text.substring(1);
        return switch (text.charAt(0)) {
            case 'b' -> HexFormat.of().parseHex(value);
            case 'i' -> integer(new BigInteger(value));
            case 'd' -> new BigDecimal(value);
            case 'f' -> Float.valueOf(value);
            case 'r' -> Double.valueOf(value);
            default -> value;
        };
    }

    private static Object integer(BigInteger number) {
        return number.bitLength() < 64 ? (Object) number.longValueExact() : number;
    }

    private static String string(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
