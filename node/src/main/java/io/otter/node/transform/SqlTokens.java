package io.otter.node.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tokens of a statement with their positions. Understands quoting and comments but no grammar, so it works for all
 * servers, including future versions. The content of a version comment is part of the statement, as for the servers.
 */
final class SqlTokens {
    enum Kind {
        WORD,
        /** In backticks or double quotes. */
        QUOTED,
        /** In single quotes. */
        STRING,
        SYMBOL
    }

    /**
     * @param text a word or symbol as written, a quoted name without quotes
     * @param from inclusive index into the statement
     * @param to exclusive
     */
    record Token(Kind kind, String text, int from, int to) {
        boolean is(String keyword) {
            return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(keyword);
        }

        boolean isSymbol(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        boolean isName() {
            return kind == Kind.WORD || kind == Kind.QUOTED;
        }
    }

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private SqlTokens(String sql) {
        this.sql = sql;
    }

    static List<Token> of(String sql) {
        SqlTokens scanner = new SqlTokens(sql);
        while (scanner.at < sql.length()) {
            scanner.next();
        }
        return scanner.tokens;
    }

    private void next() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (sql.startsWith("/*!", at) || sql.startsWith("/*M!", at)) {
            at = sql.indexOf('!', at) + 1;
            while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
                at++;
            }
        } else if (sql.startsWith("/*", at)) {
            at = after("*/", at + 2);
        } else if (sql.startsWith("*/", at)) {
            at += 2; // end of a version comment
        } else if (c == '#' || sql.startsWith("--", at) && (at + 2 == sql.length() || isBlank(sql.charAt(at + 2)))) {
            at = after("\n", at);
        } else if (c == '`' || c == '"' || c == '\'') {
            quoted(c);
        } else if (isNamePart(c)) {
            int from = at;
            while (at < sql.length() && isNamePart(sql.charAt(at))) {
                at++;
            }
            tokens.add(new Token(Kind.WORD, sql.substring(from, at), from, at));
        } else {
            tokens.add(new Token(Kind.SYMBOL, String.valueOf(c), at, at + 1));
            at++;
        }
    }

    private void quoted(char quote) {
        int from = at++;
        StringBuilder text = new StringBuilder();
        while (at < sql.length()) {
            char c = sql.charAt(at++);
            if (c == '\\' && quote != '`' && at < sql.length()) {
                text.append(c).append(sql.charAt(at++));
            } else if (c != quote) {
                text.append(c);
            } else if (at < sql.length() && sql.charAt(at) == quote) {
                text.append(c);
                at++;
            } else {
                break;
            }
        }
        tokens.add(new Token(quote == '\'' ? Kind.STRING : Kind.QUOTED, text.toString(), from, at));
    }

    private int after(String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isISOControl(c);
    }

    private static boolean isNamePart(char c) {
        return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}
