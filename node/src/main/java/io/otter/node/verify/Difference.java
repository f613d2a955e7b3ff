package io.otter.node.verify;

import org.jspecify.annotations.Nullable;

/**
 * A row that is not the same on both sides.
 *
 * @param key of the target table, for people
 * @param keyData the key's columns and values in the terms of the source table, to find the row again
 * @param source JSON of the row as the target should have it, by target column; null if there should be none
 * @param target JSON of the row that is there, by target column; null if there is none
 */
public record Difference(
        long pairId,
        String sourceTable,
        String targetTable,
        Kind kind,
        String key,
        String keyData,
        @Nullable String source,
        @Nullable String target) {
    /** How the target differs. */
    public enum Kind {
        MISSING,
        EXTRA,
        DIFFERENT
    }
}
