package io.otter.manager.wizard;

import io.otter.database.ColumnMeta;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one chosen table and its target, matched by name.
 *
 * @param index of the table among the chosen ones
 * @param missing whether the target table does not exist yet
 * @param pattern whether it stands for several tables, whose columns are matched when rows arrive
 */
record ColumnMatch(int index, TableName from, TableName to, boolean missing, boolean pattern, List<Line> lines) {
    /**
     * @param target of the same name, null when the target has none
     * @param why message key of a warning, null when there is none
     */
    record Line(
            String name,
            String type,
            boolean key,
            @Nullable String target,
            @Nullable String targetType,
            List<String> choices,
            @Nullable String why) {}

    static ColumnMatch of(
            int index, TableName from, TableName to, @Nullable TableMeta source, @Nullable TableMeta target) {
        if (source == null || target == null) {
            return new ColumnMatch(index, from, to, source != null, source == null, List.of());
        }
        List<String> choices = target.columns().stream()
                .filter(column -> !column.generated())
                .map(ColumnMeta::name)
                .toList();
        return new ColumnMatch(
                index,
                from,
                to,
                false,
                false,
                source.columns().stream()
                        .map(column -> line(
                                source, column, target.column(column.name()).orElse(null), choices))
                        .toList());
    }

    private static Line line(TableMeta source, ColumnMeta column, @Nullable ColumnMeta target, List<String> choices) {
        String why = target == null
                ? "columns.none"
                : !bare(target.columnType()).equals(bare(column.columnType()))
                        ? "columns.type"
                        : column.nullable() && !target.nullable() ? "columns.null" : null;
        return new Line(
                column.name(),
                column.columnType(),
                source.identity().contains(column.name()),
                target == null || target.generated() ? null : target.name(),
                target == null ? null : target.columnType(),
                choices,
                why);
    }

    /** Without the display width of integers, which newer servers omit. */
    private static String bare(String type) {
        return type.toLowerCase(Locale.ROOT).replaceFirst("(int)\\(\\d+\\)", "$1");
    }

    /** Whether it needs attention. */
    public boolean warns() {
        return missing || lines.stream().anyMatch(line -> line.why() != null);
    }

    /** The choices by source column; empty if they are all columns under their own names. */
    static Map<String, String> chosen(List<Line> lines, Map<String, String> choices) {
        Map<String, String> chosen = new LinkedHashMap<>();
        for (Line line : lines) {
            String target = choices.getOrDefault(line.name(), line.target() == null ? "" : line.target());
            if (!target.isEmpty()) {
                chosen.put(line.name(), target);
            }
        }
        boolean all = chosen.size() == lines.size()
                && chosen.entrySet().stream().allMatch(entry -> entry.getKey().equals(entry.getValue()));
        return all ? Map.of() : chosen;
    }
}
