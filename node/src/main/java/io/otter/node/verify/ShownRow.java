package io.otter.node.verify;

import io.otter.common.json.Json;
import io.otter.node.binlog.Row;
import io.otter.node.transform.MaskedColumns;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Rows as people see them: the mapped columns by their names at the target, long values cut. Stateless. */
final class ShownRow {
    private static final int LONGEST_ROW = 60_000;
    private static final int LONGEST_VALUE = 1_000;
    private static final int SHORTEST_VALUE = 24;
    private static final int LONGEST_KEY = 1_000;

    private ShownRow() {}

    /** A JSON object; bytes become {@code {"hex": …}}. */
    static String source(TableSides sides, Row row) {
        return json(sides, row, true);
    }

    static String target(TableSides sides, Row row) {
        return json(sides, row, false);
    }

    static String key(TableSides sides, RowId id) {
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < sides.key().size(); i++) {
            Object value = id.values().get(i);
            text.add(sides.key().get(i).name() + " = "
                    + (sides.masked().source(sides.key().get(i).source())
                            ? MaskedColumns.TEXT
                            : value instanceof byte[] bytes
                                    ? "0x" + HexFormat.of().formatHex(bytes)
                                    : value instanceof BigDecimal decimal ? decimal.toPlainString() : value));
        }
        return cut(text.toString(), LONGEST_KEY);
    }

    private static String json(TableSides sides, Row row, boolean isSource) {
        int longest = Math.max(
                SHORTEST_VALUE,
                Math.min(
                        LONGEST_VALUE, LONGEST_ROW / Math.max(1, sides.columns().size())));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (TableSides.Pair column : sides.columns()) {
            values.put(
                    column.name(),
                    sides.masked().source(column.source())
                            ? MaskedColumns.TEXT
                            : shown(row.get(isSource ? column.source() : column.target()), longest));
        }
        return new String(Json.write(values), StandardCharsets.UTF_8);
    }

    private static @Nullable Object shown(@Nullable Object value, int longest) {
        if (value instanceof byte[] bytes) {
            int shown = Math.min(bytes.length, longest / 2);
            return Map.of("hex", HexFormat.of().formatHex(bytes, 0, shown) + (shown < bytes.length ? "…" : ""));
        } else if (value instanceof String text) {
            return cut(text, longest);
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value;
    }

    /** Not between the halves of one character. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }
}
