package io.otter.manager.run;

/** Whether a text can be the condition of a query without ending it or beginning something else. Stateless. */
public final class Condition {
    private Condition() {}

    public static boolean isOne(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one == '\'' || one == '"' || one == '`') {
                i = end(text, i);
                if (i < 0) {
                    return false;
                }
            } else if (one == '(') {
                depth++;
            } else if (one == ')') {
                depth--;
                if (depth < 0) {
                    return false;
                }
            } else if (one == ';' || one == '#' || one == '?' || text.startsWith("--", i) || text.startsWith("/*", i)) {
                return false;
            }
        }
        return depth == 0;
    }

    /** Of a quoted text; -1 if it has none. */
    private static int end(String text, int begin) {
        char quote = text.charAt(begin);
        for (int i = begin + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && quote != '`') {
                i++;
            } else if (text.charAt(i) == quote) {
                return i;
            }
        }
        return -1;
    }
}
