package io.otter.node.pipeline;

import io.otter.node.batch.RowCounts;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.RowChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts rows read from the log by media pair, whether or not they are applied. One thread at a time. */
final class SeenRows {
    /** Counts of inserts, updates and deletes, updated in place because rows of several pairs often alternate. */
    private final Map<Long, long[]> byPair = new HashMap<>();

    void count(List<SelectedChange> changes) {
        for (SelectedChange change : changes) {
            if (change.change() instanceof RowChange row) {
                for (Long pair : change.pairIds()) {
                    byPair.computeIfAbsent(pair, id -> new long[3])[row.kind().ordinal()]++;
                }
            }
        }
    }

    Map<Long, RowCounts> byPair() {
        return byPair.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, pair -> {
            long[] counts = pair.getValue();
            return new RowCounts(counts[0], counts[1], counts[2]);
        }));
    }
}
