package io.otter.node.binlog;

/**
 * Rewrites a statement for a session without ANSI_QUOTES and NO_BACKSLASH_ESCAPES, so that its readers need not know
 * the mode. Understands quoting and comments, not grammar. For a single use.
 */
final class PlainSql {
    private final String sql;
    private final boolean ansiQuotes;
    private final boolean noBackslashEscapes;
    private final StringBuilder plain;
    private int at;

    private PlainSql(String sql, QueryStatus status) {
        this.sql = sql;
        ansiQuotes = status.has(QueryStatus.ANSI_QUOTES);
        noBackslashEscapes = status.has(QueryStatus.NO_BACKSLASH_ESCAPES);
        plain = new StringBuilder(sql.length() + 16);
    }

    static String of(String sql, QueryStatus status) {
        boolean same = !status.has(QueryStatus.ANSI_QUOTES | QueryStatus.NO_BACKSLASH_ESCAPES);
        return same ? sql : new PlainSql(sql, status).spell();
    }

    private String spell() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '"' && ansiQuotes) {
                identifier();
            } else if (c == '\'' || c == '"') {
                string(c);
            } else if (c == '`') {
                copyTo(after("`", at + 1));
            } else if (isComment()) {
                copyTo(after("*/", at + 2));
            } else if (SqlComments.isLineComment(sql, at)) {
                copyTo(after("\n", at));
            } else {
                copyTo(at + 1);
            }
        }
        return plain.toString();
    }

    /** The content of a version comment is part of the statement. */
    private boolean isComment() {
        return sql.startsWith("/*", at) && !sql.startsWith("/*!", at) && !sql.startsWith("/*M!", at);
    }

    private void identifier() {
        plain.append('`');
        at++;
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '"') {
                if (at == sql.length() || sql.charAt(at) != '"') {
                    break;
                }
                at++;
            }
            plain.append(c == '`' ? "``" : String.valueOf(c));
        }
        plain.append('`');
    }

    /** A doubled quote inside is treated as two adjacent strings, which copies the same text. */
    private void string(char quote) {
        copyTo(at + 1);
        boolean open = true;
        while (open && at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '\\' && noBackslashEscapes) {
                plain.append(c);
            } else if (c == '\\') {
                copyTo(at + 1);
            }
            open = c != quote;
            copyTo(at + 1);
        }
    }

    private void copyTo(int end) {
        plain.append(sql, at, Math.min(end, sql.length()));
        at = Math.min(end, sql.length());
    }

    private int after(String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }
}
