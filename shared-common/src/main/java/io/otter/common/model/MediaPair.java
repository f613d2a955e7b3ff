package io.otter.common.model;

/**
 * Source media → target media.
 *
 * @param id of table DATA_MEDIA_PAIR
 * @param weight orders tables when a pipeline's order is relaxed; lower goes first, default 5
 */
public record MediaPair(long id, DataMedia source, DataMedia target, int weight, ColumnView columns) {
    public static final int DEFAULT_WEIGHT = 5;
}
