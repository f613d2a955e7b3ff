package io.otter.common.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Source media → target media.
 *
 * @param id of table DATA_MEDIA_PAIR
 * @param weight orders tables when a pipeline's order is relaxed; lower goes first, default 5
 * @param filter which changes to send, see {@link io.otter.common.filter.RowFilter}; empty for all
 * @param processor name of a {@link io.otter.common.extend.RowProcessor}; empty for none
 */
public record MediaPair(
        long id, DataMedia source, DataMedia target, int weight, ColumnView columns, String filter, String processor) {
    public static final int DEFAULT_WEIGHT = 5;

    /** Fields missing from a document of an older manager are null. */
    public MediaPair {
        filter = orEmpty(filter);
        processor = orEmpty(processor);
    }

    public MediaPair(long id, DataMedia source, DataMedia target, int weight, ColumnView columns) {
        this(id, source, target, weight, columns, "", "");
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
