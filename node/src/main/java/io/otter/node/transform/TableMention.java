package io.otter.node.transform;

import io.otter.database.TableName;

/**
 * A table's name in a DDL statement.
 *
 * @param table with the default schema filled in
 * @param from inclusive index into the statement
 * @param to exclusive
 * @param qualified whether the text names the schema, too
 */
public record TableMention(TableName table, Role role, int from, int to, boolean qualified) {
    /** What the statement does to the table. */
    public enum Role {
        /** Makes, changes or removes it, or moves it away when {@link #TO} follows. */
        SUBJECT,
        /** Moves the {@link #SUBJECT} before it to this name. */
        TO,
        /** Only refers to it: REFERENCES, LIKE. */
        REFERENCE,
        /** Moves rows between it and the subject without anything in the log that says which. */
        EXCHANGE
    }
}
