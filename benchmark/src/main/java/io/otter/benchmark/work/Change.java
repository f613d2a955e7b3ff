package io.otter.benchmark.work;

/**
 * A change of a row in {@code bench.sbtest<table>}.
 *
 * @param table from 1
 * @param version distinguishes contents of the same row: the number of the change that wrote it
 */
public record Change(Kind kind, int table, long id, long version) {
    /** What happens to the row. */
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /** The row after the change. */
    public Content content() {
        return Content.of(table, id, version);
    }
}
