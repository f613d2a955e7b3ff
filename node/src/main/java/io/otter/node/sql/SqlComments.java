package io.otter.node.sql;

/**
 * Tells comments from statement as the server does that runs it: the content of a version comment is part of the statement if the
 * server has that version. Understands quoting of a session without ANSI_QUOTES and NO_BACKSLASH_ESCAPES, not grammar. Used once.
 */
public final class SqlComments {
    /** MariaDB takes these versions for those of MySQL, which are not its own. */
    private static final int FIRST_FOREIGN = 50_700;

    private static final int LAST_FOREIGN = 99_999;
    private static final int SHORTEST_VERSION = 5;
    private static final int LONGEST_VERSION = 6;

    private final String sql;
    private final SqlDialect dialect;
    private final boolean all;
    private final StringBuilder text;
    private boolean inVersionComment;
    private int at;

    private SqlComments(String sql, SqlDialect dialect, boolean all) {
        this.sql = sql;
        this.dialect = dialect;
        this.all = all;
        text = new StringBuilder(sql);
    }

    /** The text with each comment replaced by as many spaces, so that offsets do not change. */
    public static String blanked(String sql, SqlDialect dialect) {
        return new SqlComments(sql, dialect, true).blank();
    }

    /** The text for a server of another version: what this one runs of version comments is no comment in it. */
    public static String unwrapped(String sql, SqlDialect dialect) {
        return sql.contains("/*!") || sql.contains("/*M!") ? new SqlComments(sql, dialect, false).blank() : sql;
    }

    private String blank() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\'' || c == '"' || c == '`') {
                at = afterQuoted(c);
            } else if (sql.startsWith("/*", at)) {
                comment();
            } else if (inVersionComment && sql.startsWith("*/", at)) {
                inVersionComment = false;
                blankTo(at + 2);
            } else if (isLineComment(sql, at)) {
                pass(after("\n", at));
            } else {
                at++;
            }
        }
        return text.toString();
    }

    /** Whether a line comment starts here; two hyphens do so only before white space or the end. */
    public static boolean isLineComment(String sql, int at) {
        return sql.charAt(at) == '#'
                || sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }

    private void comment() {
        boolean own = dialect.mariadb() && sql.startsWith("/*M!", at);
        if (!own && !sql.startsWith("/*!", at)) {
            pass(after("*/", at + 2));
            return;
        }
        int begin = sql.indexOf('!', at) + 1;
        int end = begin;
        while (end < sql.length() && end - begin < LONGEST_VERSION && isDigit(sql.charAt(end))) {
            end++;
        }
        if (end - begin < SHORTEST_VERSION) {
            end = begin; // what looks like a short number is content
        }
        if (end > begin && !isRun(Integer.parseInt(sql.substring(begin, end)), own)) {
            pass(afterNested(end));
            return;
        }
        inVersionComment = true;
        blankTo(end);
    }

    private boolean isRun(int version, boolean own) {
        boolean foreign = dialect.mariadb() && !own && version >= FIRST_FOREIGN && version <= LAST_FOREIGN;
        return version <= dialect.version() && !foreign;
    }

    /** Comments in a version comment do not end it. */
    private int afterNested(int from) {
        int end = from;
        while (end < sql.length() && !sql.startsWith("*/", end)) {
            end = sql.startsWith("/*", end) ? after("*/", end + 2) : end + 1;
        }
        return Math.min(end + 2, sql.length());
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
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

    private void pass(int end) {
        if (all) {
            blankTo(end);
        } else {
            at = end;
        }
    }

    private void blankTo(int end) {
        for (; at < end; at++) {
            text.setCharAt(at, ' ');
        }
    }
}
