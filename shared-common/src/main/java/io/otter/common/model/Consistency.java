package io.otter.common.model;

/** Where the values of a changed row come from. */
public enum Consistency {
    /** The binlog's own image of the row. */
    BASE,
    /** The current row in the source, looked up by primary key. */
    MEDIA
}
