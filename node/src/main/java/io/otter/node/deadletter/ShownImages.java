package io.otter.node.deadletter;

import io.otter.common.json.Json;
import io.otter.node.binlog.Row;
import io.otter.node.load.PresentRows;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.MaskedColumns;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The images of a refused row and what the target has in its place, as an operator sees them: cut to a size that any page
 * and any network bears, and without the columns that a pair withholds from the target. Stateless.
 */
final class ShownImages {
    /** Of one image; the more columns, the shorter are their values. */
    private static final int LONGEST_IMAGE = 60_000;

    private static final int SHORTEST_VALUE = 24;

    private ShownImages() {}

    /** As JSON, for {@code retl_refused_row}. */
    static String json(TargetChange change, PresentRows present) {
        TablePlan plan = change.plan();
        int longest = longest(
                Math.max(plan.source().columns().size(), plan.target().columns().size()));
        Map<String, String> columns = new LinkedHashMap<>();
        Set<ColumnMapping> shown = new LinkedHashSet<>(plan.key());
        shown.addAll(plan.columns());
        shown.forEach(column ->
                columns.put(plan.source().columns().get(column.source()).name(), column.target()));
        Map<String, @Nullable Object> images = new LinkedHashMap<>();
        images.put("columns", columns);
        images.put("before", image(plan, shown, change.before(), longest));
        images.put("after", image(plan, shown, change.after(), longest));
        images.put("present", present.row() == null ? null : shown(plan, present.row(), longest));
        images.put(
                "others",
                present.others().stream()
                        .map(other -> shown(plan, other, longest))
                        .toList());
        return new String(Json.write(images), StandardCharsets.UTF_8);
    }

    private static int longest(int columns) {
        return Math.max(SHORTEST_VALUE, Math.min(PresentRows.LONGEST_VALUE, LONGEST_IMAGE / Math.max(1, columns)));
    }

    private static @Nullable Map<String, @Nullable Object> image(
            TablePlan plan, Set<ColumnMapping> columns, @Nullable Row row, int longest) {
        if (row == null) {
            return null;
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (ColumnMapping column : columns) {
            Object value = row.get(column.source());
            if (value != Row.ABSENT) {
                values.put(
                        plan.source().columns().get(column.source()).name(),
                        plan.masked().source(column.source()) ? MaskedColumns.TEXT : shown(value, longest));
            }
        }
        return values;
    }

    private static Map<String, @Nullable Object> shown(TablePlan plan, Map<String, @Nullable Object> row, int longest) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        row.forEach((column, value) ->
                values.put(column, plan.masked().target(column) ? MaskedColumns.TEXT : shown(value, longest)));
        return values;
    }

    private static @Nullable Object shown(@Nullable Object value, int longest) {
        if (value instanceof String text && text.length() > longest) {
            return text.substring(0, end(text, longest)) + "…";
        }
        if (value instanceof byte[] bytes) {
            return hex(bytes, longest);
        }
        return value instanceof ByteBuffer buffer ? hex(buffer.array(), longest) : value;
    }

    /** Not between the halves of one character. */
    private static int end(String text, int longest) {
        return Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    }

    private static Map<String, String> hex(byte[] bytes, int longest) {
        int shown = Math.min(bytes.length, longest / 2);
        return Map.of("hex", HexFormat.of().formatHex(bytes, 0, shown) + (shown < bytes.length ? "…" : ""));
    }
}
