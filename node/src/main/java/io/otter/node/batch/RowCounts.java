package io.otter.node.batch;

import io.otter.node.binlog.RowKind;

/** Row counts by the kind of change at the source. */
public record RowCounts(long inserts, long updates, long deletes) {
    public static final RowCounts NONE = new RowCounts(0, 0, 0);

    /** Counts of a single kind. */
    public static RowCounts of(RowKind kind, long rows) {
        return switch (kind) {
            case INSERT -> new RowCounts(rows, 0, 0);
            case UPDATE -> new RowCounts(0, rows, 0);
            case DELETE -> new RowCounts(0, 0, rows);
        };
    }

    public RowCounts plus(RowCounts other) {
        return new RowCounts(inserts + other.inserts, updates + other.updates, deletes + other.deletes);
    }

    public long rows() {
        return inserts + updates + deletes;
    }
}
