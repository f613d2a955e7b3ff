package org.apache.commons.lang;

import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.StringTokenizer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Null is no text. */
public final class StringUtils {
    private StringUtils() {}

    public static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    public static boolean isNotEmpty(@Nullable String text) {
        return !isEmpty(text);
    }

    /** Both null are equal. */
    public static boolean endsWithIgnoreCase(@Nullable String text, @Nullable String end) {
        return text == null || end == null
                ? text == end
                : text.regionMatches(true, text.length() - end.length(), end, 0, end.length());
    }

    /** At each of these characters, without empty parts; null of null. */
    public static String @Nullable [] split(@Nullable String text, String separators) {
        return text == null
                ? null
                : Collections.list(new StringTokenizer(text, separators)).toArray(String[]::new);
    }

    /** Null of null; nulls among the parts are empty. */
    public static @Nullable String join(@Nullable Object @Nullable [] parts, String separator) {
        return parts == null
                ? null
                : Arrays.stream(parts).map(part -> Objects.toString(part, "")).collect(Collectors.joining(separator));
    }
}
