package io.otter.manager.text;

import java.util.regex.Pattern;

/** Text of others as one line: without what ends a line, commands a terminal or turns the direction of writing. Stateless. */
public final class OneLine {
    private static final Pattern UNWANTED = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]+");

    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private OneLine() {}

    /** Whether all of it is seen, so that it looks like no other name. */
    public static boolean shows(String name) {
        return !UNSEEN.matcher(name).find();
    }

    public static String of(String text) {
        return UNWANTED.matcher(text).replaceAll(" ");
    }
}
