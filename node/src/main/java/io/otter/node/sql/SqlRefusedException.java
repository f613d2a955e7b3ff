package io.otter.node.sql;

/** A text that the grammar does not hold. The message says what it did not expect, and where. */
public final class SqlRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    SqlRefusedException(int line, int column, String what) {
        super("line " + line + ", column " + column + ": " + what);
    }
}
