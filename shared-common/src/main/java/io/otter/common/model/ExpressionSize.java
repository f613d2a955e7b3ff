package io.otter.common.model;

import java.util.ArrayDeque;
import java.util.Deque;

/** How large a regular expression becomes; RE2 takes time in proportion to it, and memory before it says so. Stateless. */
public final class ExpressionSize {
    private static final int LONGEST = 2_000;
    private static final int DEEPEST = 100;
    /** In characters to compare when all repetitions are written out. */
    private static final long LARGEST = 20_000;

    private ExpressionSize() {}

    /**
     * Refuses what would need much memory or a deep stack before it is compiled.
     *
     * @throws IllegalArgumentException saying what is too much
     */
    public static void check(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("bad regular expression: it has more than " + LONGEST + " characters");
        }
        Deque<Long> open = new ArrayDeque<>();
        long size = 0;
        long last = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int next = at + 1;
            if (c == '(') {
                open.push(size);
                size = 0;
                last = 0;
            } else if (c == ')' && !open.isEmpty()) {
                last = Math.max(size, 1);
                size = open.pop() + last;
            } else if (c == '{') {
                next = endOfRepetition(text, at);
                size += last * (times(text.substring(at, next)) - 1);
            } else if ("*+?".indexOf(c) < 0) {
                next = endOfAtom(text, at);
                last = 1;
                size++;
            }
            if (size > LARGEST || open.size() > DEEPEST) {
                throw new IllegalArgumentException("bad regular expression: it repeats or nests too much");
            }
            at = next;
        }
    }

    /** After the closing brace of a repetition; after the brace itself, when that stands for itself. */
    private static int endOfRepetition(String text, int at) {
        int end = text.indexOf('}', at);
        return end > at && text.substring(at + 1, end).matches("\\d{1,9}(,\\d{0,9})?") ? end + 1 : at + 1;
    }

    private static long times(String repetition) {
        long most = 1;
        for (String number : repetition.split("\\D+")) {
            most = Math.max(most, number.isEmpty() ? 1 : Long.parseLong(number));
        }
        return most;
    }

    static int endOfAtom(String text, int at) {
        if (text.charAt(at) == '\\') {
            return Math.min(at + 2, text.length());
        }
        if (text.charAt(at) != '[') {
            return at + 1;
        }
        int end = at + 2 + (text.startsWith("[^", at) ? 1 : 0);
        while (end < text.length() && text.charAt(end) != ']') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }
}
