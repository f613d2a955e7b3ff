package io.otter.node.batch;

import io.otter.node.binlog.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that media pairs map.
 *
 * @param pairIds the pairs that map it; never empty for a row change of a mapped table
 * @param resync whether the row was looked up in the source: it is then written whether or not the target has it
 * @param settles whether it is not a change, but what the source has after a conflict about the row
 * @param fault set for a row of which only the key is passed on, to become a dead letter
 */
public record SelectedChange(
        Change change,
        List<Long> pairIds,
        boolean resync,
        boolean settles,
        @Nullable RowFault fault) {
    public SelectedChange {
        pairIds = List.copyOf(pairIds);
    }

    public SelectedChange(Change change, List<Long> pairIds, boolean resync) {
        this(change, pairIds, resync, null);
    }

    public SelectedChange(Change change, List<Long> pairIds, boolean resync, @Nullable RowFault fault) {
        this(change, pairIds, resync, false, fault);
    }

    /** What the source has after a conflict: an insert, or a delete of which perhaps only the key is known. */
    public static SelectedChange settling(Change row, List<Long> pairIds) {
        return new SelectedChange(row, pairIds, false, true, null);
    }
}
