package io.otter.node.binlog;

/**
 * Blanks out comments, which servers treat as white space. The content of a version comment is part of the statement
 * and stays. Understands quoting in {@link PlainSql plain spelling}, not grammar. For a single use.
 */
public final class SqlComments {
    /** A version that no server has reached: a comment for it is never executed. */
    private static final String NEVER = "99999";

    private final String sql;
    private final StringBuilder text;
    private int at;

    private SqlComments(String sql) {
        this.sql = sql;
        text = new StringBuilder(sql);
    }

    /** The text with each comment replaced by as many spaces, so that offsets do not change. */
    public static String blanked(String sql) {
        return new SqlComments(sql).blank();
    }

    private String blank() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\'' || c == '"' || c == '`') {
                at = afterQuoted(c);
            } else if (sql.startsWith("/*", at)) {
                blankTo(isVersionComment() ? afterVersion() : after("*/", at + 2));
            } else if (sql.startsWith("*/", at)) {
                blankTo(at + 2);
            } else if (isLineComment(sql, at)) {
                blankTo(after("\n", at));
            } else {
                at++;
            }
        }
        return text.toString();
    }

    /** Whether a line comment starts here; two hyphens do so only before white space or the end. */
    static boolean isLineComment(String sql, int at) {
        return sql.charAt(at) == '#'
                || sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }

    private boolean isVersionComment() {
        boolean version = sql.startsWith("/*!", at) || sql.startsWith("/*M!", at);
        return version && !sql.startsWith(NEVER, sql.indexOf('!', at) + 1);
    }

    private int afterVersion() {
        int end = sql.indexOf('!', at) + 1;
        while (end < sql.length() && Character.isDigit(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    private int afterQuoted(char quote) {
        int end = at + 1;
        while (end < sql.length() && sql.charAt(end) != quote) {
            end += sql.charAt(end) == '\\' && quote != '`' ? 2 : 1;
        }
        return Math.min(end + 1, sql.length());
    }

    private int after(String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }

    private void blankTo(int end) {
        for (; at < end; at++) {
            text.setCharAt(at, ' ');
        }
    }
}
