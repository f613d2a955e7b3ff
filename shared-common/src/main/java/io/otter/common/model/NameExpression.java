package io.otter.common.model;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression over names that somebody typed. It takes time in proportion to the name whatever it says (RE2), so that
 * none can hang a manager or node; hence it knows look-arounds only at its beginning, as in {@code (?!tmp_).*}, and no back
 * references. Ignores case. Thread-safe.
 */
final class NameExpression {
    private final Pattern whole;
    private final Pattern ahead;
    private final boolean negative;
    private final boolean looksAhead;

    private NameExpression(Pattern whole, Pattern ahead, boolean looksAhead, boolean negative) {
        this.whole = whole;
        this.ahead = ahead;
        this.looksAhead = looksAhead;
        this.negative = negative;
    }

    /** @throws IllegalArgumentException saying what is wrong */
    static NameExpression parse(String text) {
        String anchored = text.startsWith("^") ? text.substring(1) : text;
        ExpressionSize.check(text);
        EndlessLetters.check(text);
        if (!anchored.startsWith("(?!") && !anchored.startsWith("(?=")) {
            Pattern whole = compile(text);
            return new NameExpression(whole, whole, false, false);
        }
        int end = endOfGroup(anchored);
        if (hasAlternatives(anchored.substring(end + 1))) {
            throw new IllegalArgumentException(
                    "bad regular expression: alternatives after a look-ahead have to be in parentheses");
        }
        return new NameExpression(
                compile(anchored.substring(end + 1)),
                compile(anchored.substring(3, end)),
                true,
                anchored.charAt(2) == '!');
    }

    /** Whether the entire name fits. */
    boolean matches(String name) {
        return (!looksAhead || ahead.matcher(name).lookingAt() != negative) && whole.matches(name);
    }

    private static Pattern compile(String text) {
        if (text.contains("&&")) {
            throw new IllegalArgumentException("bad regular expression: && within [] is not known");
        }
        try {
            return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "bad regular expression: " + e.getDescription() + " at "
                            + e.getPattern().replaceFirst("^\\(\\?i\\)", ""),
                    e);
        }
    }

    private static boolean hasAlternatives(String text) {
        int depth = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '|' && depth == 0) {
                return true;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            at = c == '(' || c == ')' ? at + 1 : ExpressionSize.endOfAtom(text, at);
        }
        return false;
    }

    /** Where the group ends that the text begins with. */
    private static int endOfGroup(String text) {
        int depth = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
            at = c == '(' || c == ')' ? at + 1 : ExpressionSize.endOfAtom(text, at);
        }
        throw new IllegalArgumentException("bad regular expression: missing closing )");
    }
}
