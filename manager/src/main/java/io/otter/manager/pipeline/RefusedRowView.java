package io.otter.manager.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.manager.deadletter.DeadLetter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A dead letter for display.
 *
 * @param advice message key of the advice for its error code, null for a code of a newer node
 * @param cells its columns before and after the change; empty when the images were truncated
 */
record RefusedRowView(DeadLetter letter, @Nullable String advice, List<Cell> cells) {
    RefusedRowView {
        cells = List.copyOf(cells);
    }

    /** One column; null means SQL NULL, or that there is no such image. */
    record Cell(
            String column,
            @Nullable String before,
            @Nullable String after) {
        public boolean changed() {
            return !Objects.equals(before, after);
        }
    }

    static RefusedRowView of(DeadLetter letter) {
        String advice = Stream.of(ErrorCode.values())
                .filter(code -> code.name().equals(letter.errorCode()))
                .map(code -> "advice." + code)
                .findFirst()
                .orElse(null);
        Set<String> columns = new LinkedHashSet<>(names(letter.before()));
        columns.addAll(names(letter.after()));
        return new RefusedRowView(
                letter,
                advice,
                columns.stream()
                        .map(column -> new Cell(column, text(letter.before(), column), text(letter.after(), column)))
                        .toList());
    }

    private static Set<String> names(@Nullable JsonNode image) {
        return image == null || !image.isObject() ? Set.of() : new LinkedHashSet<>(image.propertyNames());
    }

    private static @Nullable String text(@Nullable JsonNode image, String column) {
        JsonNode value = image == null ? null : image.get(column);
        if (value == null || value.isNull()) {
            return null;
        }
        return value.isString() ? value.asString() : value.toString();
    }
}
