package io.otter.node.batch;

import io.otter.node.binlog.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that media pairs map.
 *
 * @param pairIds of the pairs that map it, at least one but for DDL
 * @param resync whether the row was looked up in the source: it is written whether or not it is at the target
 * @param fault for a row of which only the key goes on, to the dead letters
 */
public record SelectedChange(
        Change change,
        List<Long> pairIds,
        boolean resync,
        @Nullable RowFault fault) {
    public SelectedChange {
        pairIds = List.copyOf(pairIds);
    }

    public SelectedChange(Change change, List<Long> pairIds, boolean resync) {
        this(change, pairIds, resync, null);
    }
}
