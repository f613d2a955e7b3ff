package io.otter.node.pipeline;

import io.otter.node.binlog.Change;
import java.util.List;

/**
 * A change that media pairs map.
 *
 * @param pairIds of the pairs that map it, at least one but for DDL
 * @param resync whether the row was looked up in the source: it is written whether or not it is at the target
 */
public record SelectedChange(Change change, List<Long> pairIds, boolean resync) {
    public SelectedChange {
        pairIds = List.copyOf(pairIds);
    }
}
