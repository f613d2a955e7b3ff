package io.otter.common.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The letters U+1C80 to U+1C88, from which RE2/J never gets back to where it began when it ignores case
 * (google/re2j#168). Stateless.
 */
final class EndlessLetters {
    private static final int FIRST = 0x1C80;
    private static final int LAST = 0x1C88;
    private static final String ESCAPED = "\\\\x\\{0*([0-9A-Fa-f]{1,6})}";
    private static final Pattern LETTER = Pattern.compile(ESCAPED + "|[\\x{1C80}-\\x{1C88}]");
    /** Both ends, of which the second may be the first of another; outside of brackets it is none, and hardly ever written. */
    private static final Pattern RANGE =
            Pattern.compile("(?:" + ESCAPED + "|(.))(?=-(?:" + ESCAPED + "|(\\P{ASCII})))", Pattern.DOTALL);

    private EndlessLetters() {}

    /** @throws IllegalArgumentException if an expression has one of them, or a range with them */
    static void check(String expression) {
        Matcher letter = LETTER.matcher(expression);
        while (letter.find()) {
            int code = letter.group(1) == null ? FIRST : Integer.parseInt(letter.group(1), 16);
            refuse(code >= FIRST && code <= LAST);
        }
        Matcher range = RANGE.matcher(expression);
        while (range.find()) {
            refuse(end(range, 1) <= LAST && end(range, 3) >= FIRST);
        }
    }

    private static int end(Matcher range, int escaped) {
        String code = range.group(escaped);
        return code != null
                ? Integer.parseInt(code, 16)
                : range.group(escaped + 1).codePointAt(0);
    }

    private static void refuse(boolean endless) {
        if (endless) {
            throw new IllegalArgumentException(
                    "bad regular expression: it must not have the letters U+1C80 to U+1C88, nor a"
                            + " range with them; end it at \\x{1C7F} and begin another at \\x{1C89}");
        }
    }
}
