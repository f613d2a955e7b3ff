package io.otter.node.sql;

import io.otter.database.TableName;

/**
 * A table or view that a statement names.
 *
 * @param table as the server that ran the statement spells it, with the default schema filled in
 * @param from inclusive index into the statement
 * @param to exclusive
 * @param qualified whether the text includes the schema
 */
public record TableMention(TableName table, Role role, int from, int to, boolean qualified) {
    /** The same where the text before it has become longer. */
    public TableMention movedBy(int characters) {
        return new TableMention(table, role, from + characters, to + characters, qualified);
    }

    /** The role of the table in the statement. */
    public enum Role {
        /** It is created, changed or dropped, or renamed if {@link #TO} follows; or its rows are written. */
        SUBJECT,
        /** The new name of the preceding {@link #SUBJECT}. */
        TO,
        /** It is only referred to: REFERENCES, LIKE, and what is read. */
        REFERENCE,
        /** Rows are exchanged between it and the subject without being logged. */
        EXCHANGE
    }
}
