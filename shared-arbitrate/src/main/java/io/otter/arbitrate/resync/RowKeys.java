package io.otter.arbitrate.resync;

import java.util.List;

/**
 * Single rows of a source table.
 *
 * @param keys of the rows, in the form of the node that found them
 */
public record RowKeys(String schema, String table, List<Long> pairIds, List<String> keys) {
    public RowKeys {
        pairIds = List.copyOf(pairIds);
        keys = List.copyOf(keys);
    }
}
