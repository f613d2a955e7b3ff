package io.otter.common.model;

import java.util.List;

/**
 * Which columns of a pair are synced, and under which names.
 *
 * @param groups columns that are sent together: when one of a group changes, the whole group is sent (syncMode FIELD)
 */
public record ColumnView(ColumnPairMode mode, List<ColumnPair> pairs, List<List<String>> groups) {
    /** All columns under their own names. */
    public static final ColumnView ALL = new ColumnView(ColumnPairMode.INCLUDE, List.of(), List.of());

    public ColumnView {
        pairs = List.copyOf(pairs);
        groups = groups.stream().map(List::copyOf).toList();
    }
}
