package io.otter.node.sql;

/**
 * A place in a statement that leaves a character set open.
 *
 * @param from inclusive index into the statement
 * @param to exclusive; the same where nothing is to be replaced
 */
public record OpenText(int from, int to, Form form) {
    /** What makes it explicit there. */
    public enum Form {
        /** {@code CHARACTER SET … COLLATE …}. */
        CLAUSE,
        /** {@code CHARACTER SET …}. */
        CHARSET_CLAUSE,
        /** The name of a character set, and {@code COLLATE …}. */
        NAME
    }
}
