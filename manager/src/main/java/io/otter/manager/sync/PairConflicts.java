package io.otter.manager.sync;

import io.otter.common.model.ConflictPolicy;
import java.util.List;

/**
 * How a pair of a two-way sync decides about rows that both sides changed.
 *
 * @param home the source or target whose rows stay, with {@link ConflictPolicy#HOME}; else empty
 * @param column whose greater value tells the newer row, with {@link ConflictPolicy#NEWEST}; else empty
 * @param additive columns of the source of which the changes of both sides add up
 */
public record PairConflicts(ConflictPolicy policy, String home, String column, List<String> additive) {
    public static final PairConflicts STOP = new PairConflicts(ConflictPolicy.STOP, "", "");

    public PairConflicts {
        additive = List.copyOf(additive);
    }

    /** Without additive columns. */
    public PairConflicts(ConflictPolicy policy, String home, String column) {
        this(policy, home, column, List.of());
    }
}
