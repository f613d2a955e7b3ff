package io.otter.manager.pipeline;

import io.otter.manager.refusedrow.StoppedRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The row at which a pipeline stands, for display.
 *
 * @param cells its columns; empty for those who may not see rows
 */
record StoppedRowView(StoppedRow row, List<Cell> cells) {
    /** The API has more. */
    private static final int LONGEST_VALUE = 300;

    StoppedRowView {
        cells = List.copyOf(cells);
    }

    /**
     * One column. A value is null when there is no such row, or it leaves the column out.
     *
     * @param source name there; empty for a column that only the target has
     * @param target likewise
     */
    record Cell(
            String source,
            String target,
            @Nullable String before,
            @Nullable String after,
            @Nullable String present,
            List<String> others) {
        Cell {
            others = List.copyOf(others);
        }

        public String name() {
            if (source.isEmpty() || target.isEmpty() || source.equalsIgnoreCase(target)) {
                return source.isEmpty() ? target : source;
            }
            return source + " → " + target;
        }

        public boolean changed() {
            return before != null && after != null && !Objects.equals(before, after);
        }
    }

    static StoppedRowView of(StoppedRow row) {
        return new StoppedRowView(row, cells(row.row()));
    }

    /** Column by column; none for those who may not see rows. */
    static List<Cell> cells(StoppedRow.@Nullable Data data) {
        if (data == null) {
            return List.of();
        }
        Map<String, String> sources = new LinkedHashMap<>();
        data.columns().forEach((source, target) -> sources.put(target, source));
        List<Cell> cells = new ArrayList<>();
        sources.forEach((target, source) -> cells.add(cell(source, target, data)));
        JsonNode known = data.present() == null && !data.others().isEmpty()
                ? data.others().get(0)
                : data.present();
        if (known != null) {
            known.propertyNames().stream()
                    .filter(target -> sources.keySet().stream().noneMatch(target::equalsIgnoreCase))
                    .forEach(target -> cells.add(cell("", target, data)));
        }
        return cells;
    }

    private static Cell cell(String source, String target, StoppedRow.Data data) {
        return new Cell(
                source,
                target,
                text(data.before(), source),
                text(data.after(), source),
                text(data.present(), target),
                data.others().stream()
                        .map(other -> Objects.requireNonNullElse(text(other, target), ""))
                        .toList());
    }

    private static @Nullable String text(@Nullable JsonNode image, String column) {
        JsonNode value = image == null ? null : image.get(column);
        if (value == null) {
            return null;
        }
        if (value.isNull()) {
            return "NULL";
        }
        String text = value.isObject() && value.has("hex")
                ? "0x" + value.path("hex").asString()
                : value.isString() ? value.asString() : value.toString();
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
    }
}
