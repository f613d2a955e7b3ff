package io.otter.node.pipeline;

/** Rows applied, by what happened to them at the source. */
public record RowCounts(long inserts, long updates, long deletes) {
    public static final RowCounts NONE = new RowCounts(0, 0, 0);

    public RowCounts plus(RowCounts other) {
        return new RowCounts(inserts + other.inserts, updates + other.updates, deletes + other.deletes);
    }

    public long rows() {
        return inserts + updates + deletes;
    }
}
