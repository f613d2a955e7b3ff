package io.otter.node.load;

import io.otter.node.batch.RowCounts;
import io.otter.node.binlog.RowKind;
import java.util.HashMap;
import java.util.Map;

/** Counts what a unit does while it is applied; discarded when the unit is rolled back. One thread at a time. */
final class Applied {
    private final Map<Long, RowCounts> byPair = new HashMap<>();
    private long repaired;
    private long missingDeletes;
    private long conflicts;

    void count(long pairId, RowKind kind, long rows) {
        byPair.merge(pairId, RowCounts.of(kind, rows), RowCounts::plus);
    }

    void add(Applied other) {
        other.byPair.forEach((pair, counts) -> byPair.merge(pair, counts, RowCounts::plus));
        repaired += other.repaired;
        missingDeletes += other.missingDeletes;
        conflicts += other.conflicts;
    }

    void repaired() {
        repaired++;
    }

    void missingDeletes(long rows) {
        missingDeletes += rows;
    }

    void conflict() {
        conflicts++;
    }

    long conflicts() {
        return conflicts;
    }

    Map<Long, RowCounts> byPair() {
        return byPair;
    }

    long repairedRows() {
        return repaired;
    }

    long missingDeletes() {
        return missingDeletes;
    }
}
