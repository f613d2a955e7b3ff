package io.otter.manager.sync;

import io.otter.common.model.ConflictPolicy;

/**
 * How a pair of a two-way sync decides about rows that both sides changed.
 *
 * @param home the source or target whose rows stay, with {@link ConflictPolicy#HOME}; else empty
 * @param column whose greater value tells the newer row, with {@link ConflictPolicy#NEWEST}; else empty
 */
public record PairConflicts(ConflictPolicy policy, String home, String column) {
    public static final PairConflicts STOP = new PairConflicts(ConflictPolicy.STOP, "", "");
}
