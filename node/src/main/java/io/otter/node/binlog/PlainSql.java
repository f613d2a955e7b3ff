package io.otter.node.binlog;

import io.otter.node.sql.SqlComments;

/**
 * Spells a statement as a session without the modes ANSI_QUOTES, NO_BACKSLASH_ESCAPES and REAL_AS_FLOAT would, so that whoever
 * reads or runs it need not know them. It knows quoting and comments, not grammar; REAL is no name anywhere. Used once.
 */
final class PlainSql {
    private static final String REAL = "REAL";

    private final String sql;
    private final boolean ansiQuotes;
    private final boolean noBackslashEscapes;
    private final boolean realAsFloat;
    private final StringBuilder plain;
    private int at;

    private PlainSql(String sql, boolean ansiQuotes, boolean noBackslashEscapes, boolean realAsFloat) {
        this.sql = sql;
        this.ansiQuotes = ansiQuotes;
        this.noBackslashEscapes = noBackslashEscapes;
        this.realAsFloat = realAsFloat;
        plain = new StringBuilder(sql.length() + 16);
    }

    static String of(String sql, QueryStatus status) {
        return of(
                sql,
                status.has(QueryStatus.ANSI_QUOTES),
                status.has(QueryStatus.NO_BACKSLASH_ESCAPES),
                status.has(QueryStatus.REAL_AS_FLOAT));
    }

    static String of(String sql, boolean ansiQuotes, boolean noBackslashEscapes, boolean realAsFloat) {
        return ansiQuotes || noBackslashEscapes || realAsFloat
                ? new PlainSql(sql, ansiQuotes, noBackslashEscapes, realAsFloat).spell()
                : sql;
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
            } else if (realAsFloat && isReal()) {
                plain.append("FLOAT");
                at += REAL.length();
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

    private boolean isReal() {
        return sql.regionMatches(true, at, REAL, 0, REAL.length())
                && !isOfName(at - 1)
                && !isOfName(at + REAL.length())
                && !plain.toString().stripTrailing().endsWith(".");
    }

    private boolean isOfName(int place) {
        char c = place >= 0 && place < sql.length() ? sql.charAt(place) : ' ';
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '@' || c >= '\u0080';
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
