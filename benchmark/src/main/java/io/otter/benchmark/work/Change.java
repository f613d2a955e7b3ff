package io.otter.benchmark.work;

/**
 * One change of a row of {@code bench.sbtest<table>}.
 *
 * @param table from 1
 * @param version tells the contents of one row apart: the number of the change that wrote it
 */
public record Change(Kind kind, int table, long id, long version) {
    /** What happens to the row. */
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /** The row as the change leaves it. */
    public Content content() {
        return Content.of(table, id, version);
    }
}
