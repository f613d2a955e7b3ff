package io.otter.node.sql;

/** What an ALTER puts into the rows that a table has. */
public enum Filling {
    /** The same on every server. */
    SAME,
    /** Numbers in the order in which the server reads the rows. */
    NUMBERS,
    /** Of the rows that a new key holds for one, that which the server reads first. */
    FIRST,
    /** What only this server would put there: random or unique values, or who is connected to it. */
    OWN
}
