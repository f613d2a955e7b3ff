package io.otter.node.sql;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Leaves out the values of a statement, and the lists of them, which are most of the text of a long one: the grammar's lexer takes
 * some microseconds for each. Used once, on a text without comments.
 */
final class Literals {
    private static final Set<String> WORDS = Set.of("NULL", "DEFAULT", "TRUE", "FALSE");

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final String sql;
    private final StringBuilder text;
    private int at;
    /** Where the last list began that has had nothing but values so far; -1 if there is none. */
    private int list = -1;

    private boolean listOfName;
    /** Whether the last thing before the present place may be a name; a list after it may be what a function is called with. */
    private boolean afterName;

    private Literals(String sql) {
        this.sql = sql;
        text = new StringBuilder(sql);
    }

    static String leftOut(String sql) {
        return BLANKS.matcher(new Literals(sql).blank()).replaceAll(" ");
    }

    private String blank() {
        int comma = -1;
        while (at < sql.length()) {
            int begin = at;
            char c = sql.charAt(at++);
            if (Character.isWhitespace(c)) {
                continue;
            }
            boolean named = afterName;
            afterName = c == '`' || isOfWord(c);
            if (c == '\'' || c == '"') {
                quoted(c);
                blank(begin, at);
            } else if (c == '`') {
                quoted(c);
                list = -1;
                comma = -1;
            } else if (isOfWord(c)) {
                while (at < sql.length() && isOfWord(sql.charAt(at))) {
                    at++;
                }
                if (isValue(begin)) {
                    blank(begin, at);
                } else {
                    list = -1;
                    comma = -1;
                }
            } else if (c == '(') {
                list = begin;
                listOfName = named;
            } else if (c == ')' && list >= 0) {
                blank(listOfName ? list + 1 : list, listOfName ? begin : at);
                list = -1;
            } else if (c == ',') {
                if (list < 0 && comma >= 0) {
                    blank(begin, at);
                }
                comma = begin;
            } else if (c == '.' || c == ')' || c == '@') {
                list = -1;
                comma = -1;
            }
        }
        return text.toString();
    }

    private boolean isValue(int begin) {
        char first = sql.charAt(begin);
        boolean introduces = at < sql.length() && sql.charAt(at) == '\'' && (first == '_' || at - begin == 1);
        boolean afterDot = begin > 0 && sql.charAt(begin - 1) == '.';
        String word = sql.substring(begin, at);
        boolean number = word.chars().allMatch(c -> c >= '0' && c <= '9');
        return !afterDot && (introduces || number || WORDS.contains(word.toUpperCase(Locale.ROOT)));
    }

    private void quoted(char quote) {
        while (at < sql.length() && sql.charAt(at) != quote) {
            at += sql.charAt(at) == '\\' && quote != '`' ? 2 : 1;
        }
        at = Math.min(at + 1, sql.length());
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }

    private void blank(int from, int to) {
        for (int i = from; i < to; i++) {
            text.setCharAt(i, ' ');
        }
    }
}
