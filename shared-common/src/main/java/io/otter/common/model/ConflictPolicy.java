package io.otter.common.model;

/** What becomes of a row that both sides of a two-way pair have changed. */
public enum ConflictPolicy {
    /** Both directions stop at it. */
    STOP,
    /** The row of the home site. */
    HOME,
    /** The row with the greater value of a column; a deleted row counts as its last version, or as of when it was deleted. */
    NEWEST,
    /** Whatever arrives last at a side, so that the two may end different. */
    SOURCE
}
