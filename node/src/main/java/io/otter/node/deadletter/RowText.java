package io.otter.node.deadletter;

import io.otter.common.json.Json;
import io.otter.database.control.BufferTable;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import io.otter.node.transform.MaskedColumns;
import io.otter.node.transform.TablePlan;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Formats rows for people and for {@code retl_buffer}. Stateless. */
public final class RowText {
    private static final int LONGEST_TEXT = 1_000;

    private RowText() {}

    /** A JSON object by column name; bytes become {@code {"hex": …}}, columns missing from the image are left out. */
    static @Nullable String json(TablePlan plan, @Nullable Row row) {
        if (row == null) {
            return null;
        }
        TableSchema table = plan.source();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            if (value != Row.ABSENT) {
                String name = table.columns().get(i).name();
                Object shown = value instanceof byte[] bytes
                        ? Map.of("hex", HexFormat.of().formatHex(bytes))
                        : value;
                values.put(name, plan.masked().source(i) ? MaskedColumns.TEXT : shown);
            }
        }
        return new String(Json.write(values), StandardCharsets.UTF_8);
    }

    /** The key columns with their values, for display. */
    static String key(TablePlan plan, Row row) {
        TableSchema table = plan.source();
        StringJoiner text = new StringJoiner(", ");
        for (int index : table.identity()) {
            text.add(table.columns().get(index).name() + " = "
                    + (plan.masked().source(index) ? MaskedColumns.TEXT : part(row.get(index))));
        }
        String joined = text.toString();
        return joined.length() > LONGEST_TEXT ? joined.substring(0, LONGEST_TEXT) : joined;
    }

    /** The key in the form of {@code retl_buffer.PK_DATA}; empty when it cannot be expressed there. */
    public static String keyData(TableSchema table, Row row) {
        List<Integer> identity = table.identity().stream().sorted().toList();
        List<String> parts = new ArrayList<>();
        for (int index : identity) {
            Object value = row.get(index);
            if (value == null || value == Row.ABSENT || value instanceof byte[]) {
                return "";
            }
            parts.add(part(value));
        }
        String joined = BufferTable.keyData(parts);
        return joined.length() > BufferTable.LONGEST_KEY ? "" : joined;
    }

    private static String part(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value);
    }
}
