package org.apache.commons.lang.math;

import org.jspecify.annotations.Nullable;

/** What is no number is 0. */
public final class NumberUtils {
    private NumberUtils() {}

    public static long toLong(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
