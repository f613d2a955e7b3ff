package io.otter.node.binlog;

import io.otter.node.sql.SqlComments;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Spells a statement as a session without the modes ANSI_QUOTES, NO_BACKSLASH_ESCAPES and REAL_AS_FLOAT would, so that whoever
 * reads it need not know them. It knows quoting and comments, not grammar; REAL is no name anywhere. Used once.
 *
 * <p>What a MySQL session with NO_BACKSLASH_ESCAPES alters has to run at the target in that mode: the server stores expressions with
 * doubled backslashes, and reads them by the mode of the session that opens the table, also to fill the rows that are there.
 */
public final class PlainSql {
    static final String BACKSLASHES_AS_WRITTEN = "NO_BACKSLASH_ESCAPES";
    private static final String MODES = "sql_mode";
    private static final String REAL = "REAL";

    /** What becomes of a backslash in a string. */
    private enum Backslash {
        KEPT,
        DOUBLED,
        HALVED
    }

    private final String sql;
    private final boolean ansiQuotes;
    private final Backslash backslash;
    private final boolean realAsFloat;
    private final StringBuilder plain;
    private int at;

    private PlainSql(String sql, boolean ansiQuotes, Backslash backslash, boolean realAsFloat) {
        this.sql = sql;
        this.ansiQuotes = ansiQuotes;
        this.backslash = backslash;
        this.realAsFloat = realAsFloat;
        plain = new StringBuilder(sql.length() + 16);
    }

    /** Whether these variables are of a session whose backslashes escape nothing. */
    public static boolean keepsBackslashes(Map<String, String> session) {
        return session.getOrDefault(MODES, "").contains(BACKSLASHES_AS_WRITTEN);
    }

    /** A plain statement as it has to be written in a session with these variables. */
    public static String spelled(String sql, Map<String, String> session) {
        return keepsBackslashes(session) ? new PlainSql(sql, false, Backslash.HALVED, false).spell() : sql;
    }

    /** The variables for a statement that is plain and stays so. */
    public static Map<String, String> plain(Map<String, String> session) {
        Map<String, String> others = new HashMap<>(session);
        others.computeIfPresent(
                MODES,
                (name, modes) -> Arrays.stream(modes.split(","))
                        .filter(mode -> !mode.equals(BACKSLASHES_AS_WRITTEN))
                        .collect(Collectors.joining(",")));
        return others;
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
                ? new PlainSql(sql, ansiQuotes, noBackslashEscapes ? Backslash.DOUBLED : Backslash.KEPT, realAsFloat)
                        .spell()
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
            if (c == '\\') {
                switch (backslash) {
                    case KEPT -> copyTo(at + 1);
                    case DOUBLED -> plain.append(c);
                    case HALVED -> at++;
                }
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
