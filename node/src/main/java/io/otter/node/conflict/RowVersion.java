package io.otter.node.conflict;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How new a row is: the value of one of its columns, as the server prints it. Only versions of the same column are compared.
 * NULL is older than everything, a number older than a text. Immutable.
 */
public final class RowVersion implements Comparable<RowVersion> {
    /** Of a row without a value, and of one that is not known ever to have been there. */
    public static final RowVersion NONE = new RowVersion(null, null);

    /** Values of TIME may be negative, and have more than 99 hours. */
    private static final Pattern TIME = Pattern.compile("(-?)(\\d{2,3}):(\\d{2}):(\\d{2}(?:\\.\\d+)?)");

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final @Nullable String text;
    private final @Nullable BigDecimal number;

    private RowVersion(@Nullable String text, @Nullable BigDecimal number) {
        this.text = text;
        this.number = number;
    }

    public static RowVersion of(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return NONE;
        }
        Matcher time = TIME.matcher(value);
        if (time.matches()) {
            BigDecimal seconds = new BigDecimal(time.group(4))
                    .add(new BigDecimal(time.group(3)).multiply(BigDecimal.valueOf(60)))
                    .add(new BigDecimal(time.group(2)).multiply(BigDecimal.valueOf(3_600)));
            return new RowVersion(value, time.group(1).isEmpty() ? seconds : seconds.negate());
        }
        try {
            return new RowVersion(value, new BigDecimal(value));
        } catch (NumberFormatException e) {
            return new RowVersion(value, null);
        }
    }

    /** The version of a TIMESTAMP, which is kept in UTC. */
    public static RowVersion at(Instant time) {
        return of(UTC.format(time));
    }

    /** Null for {@link #NONE}. */
    public @Nullable String text() {
        return text;
    }

    @Override
    public int compareTo(RowVersion other) {
        if (text == null || other.text == null) {
            return Boolean.compare(text != null, other.text != null);
        }
        if (number != null && other.number != null) {
            return number.compareTo(other.number);
        }
        return number == null && other.number == null
                ? trimmed(text).compareTo(trimmed(other.text))
                : Boolean.compare(number == null, other.number == null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowVersion version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return text == null
                ? 0
                : number != null
                        ? number.stripTrailingZeros().hashCode()
                        : trimmed(text).hashCode();
    }

    @Override
    public String toString() {
        return String.valueOf(text);
    }

    /** Columns may print times with different numbers of digits. */
    private static String trimmed(String time) {
        if (time.indexOf('.') < 0) {
            return time;
        }
        int end = time.length();
        while (time.charAt(end - 1) == '0') {
            end--;
        }
        return time.substring(0, time.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
