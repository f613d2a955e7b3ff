package io.otter.node.sql;

/** A text that the grammar does not hold. The message says what it did not expect, and where. */
public final class SqlRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    SqlRefusedException(String what) {
        super(what);
    }

    static String at(int line, int column, String what) {
        return "line " + line + ", column " + column + ": " + what;
    }
}
