package io.otter.common.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a pair are synced, and under which names.
 *
 * @param groups columns that are sent together: when one of a group changes, the whole group is sent (syncMode FIELD)
 * @param masked columns of the source whose values nobody is shown; they are synced as all others
 */
public record ColumnView(ColumnPairMode mode, List<ColumnPair> pairs, List<List<String>> groups, List<String> masked) {
    /** All columns under their own names. */
    public static final ColumnView ALL = new ColumnView(ColumnPairMode.INCLUDE, List.of(), List.of());

    public ColumnView {
        pairs = List.copyOf(pairs);
        groups = groups.stream().map(List::copyOf).toList();
        masked = orNone(masked);
    }

    public ColumnView(ColumnPairMode mode, List<ColumnPair> pairs, List<List<String>> groups) {
        this(mode, pairs, groups, List.of());
    }

    /** A document of an older manager does not have it. */
    private static List<String> orNone(@Nullable List<String> masked) {
        return masked == null ? List.of() : List.copyOf(masked);
    }
}
