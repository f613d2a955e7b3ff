package io.otter.manager.sync;

import io.otter.common.model.ColumnView;
import io.otter.manager.datasource.Media;

/**
 * A configured source media → target media.
 *
 * @param id of table DATA_MEDIA_PAIR, 0 for a new one
 * @param filter empty for none
 * @param processor empty for none
 */
public record Pair(
        long id,
        Media from,
        Media to,
        int weight,
        ColumnView columns,
        String filter,
        String processor,
        PairConflicts conflicts) {
    public Pair(long id, Media from, Media to, int weight, ColumnView columns, String filter, String processor) {
        this(id, from, to, weight, columns, filter, processor, PairConflicts.STOP);
    }

    /** Whether its source or target is the media of this id. */
    public boolean uses(long media) {
        return from.id() == media || to.id() == media;
    }

    /** A copy with other medias. */
    public Pair with(Media otherFrom, Media otherTo) {
        return new Pair(id, otherFrom, otherTo, weight, columns, filter, processor, conflicts);
    }
}
