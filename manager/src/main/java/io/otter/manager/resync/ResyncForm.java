package io.otter.manager.resync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for; absent fields are null.
 *
 * @param pairs source medias by name, {@code schema.table} as in the spec; all pairs of the channel if absent
 * @param where condition on the rows of each table
 * @param target what becomes of rows that the target has
 * @param create whether missing target tables are made
 * @param rowsPerSecond limit; none if absent or 0
 * @param parallelism how many tables are read at the same time
 * @param confirm the channel's name, which {@link Filled#EMPTY_FIRST} requires
 */
public record ResyncForm(
        @Nullable List<String> pairs,
        @Nullable String where,
        @Nullable Filled target,
        @Nullable Boolean create,
        @Nullable Long rowsPerSecond,
        @Nullable Integer parallelism,
        @Nullable String confirm) {
    /** What becomes of rows that the target has. */
    public enum Filled {
        /** Those with the same key are overwritten, others stay. */
        UPSERT,
        /** They go first. */
        EMPTY_FIRST,
        /** Then there is no copy. */
        REFUSE
    }
}
