package io.otter.node.verify;

import io.otter.common.json.Json;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Compares values of a source column with those of the target column that it maps to: a value is equal if the target holds
 * what it makes of the source's value when it is written there. Immutable.
 */
final class ColumnComparison {
    private static final Set<String> INTEGERS =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "year", "bit");
    private static final Set<String> REALS = Set.of("float", "double");
    private static final Set<String> TIMES = Set.of("date", "time", "datetime", "timestamp");
    private static final Set<String> TEXTS = Set.of(
            "char",
            "varchar",
            "tinytext",
            "text",
            "mediumtext",
            "longtext",
            "json",
            "enum",
            "set",
            "uuid",
            "inet4",
            "inet6");
    private static final Pattern SIZE = Pattern.compile("\\(\\d+,\\s*(\\d+)\\)");
    private static final Pattern FRACTION = Pattern.compile("\\((\\d)\\)");
    private static final String MIDNIGHT = " 00:00:00";

    private final Column source;
    private final Column target;
    /** Digits after the point of the target's numbers; -1 for any. */
    private final int scale;

    private final boolean json;
    private final boolean padded;
    private final boolean shorterTime;

    ColumnComparison(Column source, Column target) {
        this.source = source;
        this.target = target;
        scale = scale(target);
        json = source.dataType().equals("json") || target.dataType().equals("json");
        padded = source.dataType().equals("binary") || target.dataType().equals("binary");
        shorterTime = TIMES.contains(target.dataType()) && digits(target) < digits(source);
    }

    /** Whether the target holds what the source's value becomes there. */
    boolean equal(@Nullable Object ofSource, @Nullable Object ofTarget) {
        if (ofSource == null || ofTarget == null) {
            return ofSource == ofTarget;
        }
        Object wanted = ofSource(ofSource);
        Object found = ofTarget(ofTarget);
        // MySQL rounds a time that has fewer digits at the target, MariaDB cuts it.
        return wanted.equals(found)
                || shorterTime
                        && wanted instanceof String time
                        && found instanceof String shorter
                        && FractionOfSecond.isNext(time, shorter, digits(target));
    }

    /** A form in which values that are equal at the target are equal; for a collation, only those with the same characters. */
    Object ofSource(Object value) {
        return form(value, true);
    }

    /** Likewise for what the target holds. */
    Object ofTarget(Object value) {
        return form(value, false);
    }

    private Object form(Object value, boolean isSource) {
        Column own = isSource ? source : target;
        if (value.equals(Row.ENUM_ERROR) && own.dataType().equals("enum")) {
            return source.dataType().equals(target.dataType()) ? value : "";
        }
        if (json) {
            return document(value);
        }
        String type = target.dataType();
        if (INTEGERS.contains(type) || type.equals("decimal")) {
            return number(value, isSource);
        } else if (REALS.contains(type)) {
            return real(value);
        } else if (TIMES.contains(type)) {
            return time(text(value), isSource);
        } else if (TEXTS.contains(type)) {
            return shortened(text(value), isSource);
        }
        return bytes(value);
    }

    private Object number(Object value, boolean isSource) {
        BigDecimal number = decimal(value);
        if (number == null) {
            return text(value);
        }
        if (isSource && scale >= 0 && number.scale() > scale) {
            number = number.setScale(scale, RoundingMode.HALF_UP);
        }
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    private Object real(Object value) {
        BigDecimal number = decimal(value);
        if (number == null) {
            return text(value);
        }
        if (scale >= 0) {
            number = number.setScale(scale, RoundingMode.HALF_UP);
        }
        double real = target.dataType().equals("float") ? number.floatValue() : number.doubleValue();
        return real == 0 ? 0.0 : real; // -0 is 0
    }

    /** Null for a text that is none. */
    private static @Nullable BigDecimal decimal(Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        } else if (value instanceof BigInteger number) {
            return new BigDecimal(number);
        } else if (value instanceof Float || value instanceof Double) {
            return new BigDecimal(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            return BigDecimal.valueOf(number.longValue());
        }
        try {
            return new BigDecimal(text(value).strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private String time(String text, boolean isSource) {
        String time = text;
        boolean dated =
                source.dataType().equals("datetime") || source.dataType().equals("timestamp");
        if (isSource && dated && target.dataType().equals("date") && time.length() > 10) {
            time = time.substring(0, 10);
        } else if (isSource && dated && target.dataType().equals("time") && time.length() > 11) {
            time = time.substring(11);
        }
        if (time.indexOf('.') >= 0) {
            int end = time.length();
            while (time.charAt(end - 1) == '0') {
                end--;
            }
            time = time.substring(0, time.charAt(end - 1) == '.' ? end - 1 : end);
        }
        return time.endsWith(MIDNIGHT) ? time.substring(0, time.length() - MIDNIGHT.length()) : time;
    }

    private String shortened(String text, boolean isSource) {
        if (target.dataType().equals("char") || isSource && source.dataType().equals("char")) {
            return stripped(text);
        } else if (target.dataType().equals("set") && source.dataType().equals("set")) {
            String[] labels = text.split(",");
            Arrays.sort(labels);
            return String.join(",", labels);
        } else if (source.dataType().equals("uuid") || target.dataType().equals("uuid")) {
            return text.toLowerCase(Locale.ROOT);
        }
        return text;
    }

    /** Blanks only; other white space is kept. */
    private static String stripped(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    private ByteBuffer bytes(Object value) {
        byte[] bytes = value instanceof byte[] raw ? raw : text(value).getBytes(StandardCharsets.UTF_8);
        int length = bytes.length;
        while (padded && length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /** Neither blanks nor the order of keys matter, nor how a number is written. */
    private static Object document(Object value) {
        String text = text(value);
        try {
            return Objects.requireNonNullElse(
                    JsonForm.of(Json.MAPPER.readTree(text.getBytes(StandardCharsets.UTF_8))), text);
        } catch (JacksonException e) {
            return text;
        }
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (value instanceof Float || value instanceof Double) {
            return Double.toString(((Number) value).doubleValue());
        }
        return value.toString();
    }

    private static int scale(Column column) {
        if (INTEGERS.contains(column.dataType())) {
            return 0;
        }
        Matcher size = SIZE.matcher(column.columnType());
        return size.find() ? Integer.parseInt(size.group(1)) : column.dataType().equals("decimal") ? 0 : -1;
    }

    private static int digits(Column column) {
        Matcher fraction = FRACTION.matcher(column.columnType());
        if (List.of("datetime", "timestamp", "time").contains(column.dataType())) {
            return fraction.find() ? Integer.parseInt(fraction.group(1)) : 0;
        }
        return TIMES.contains(column.dataType()) ? 0 : 6;
    }
}
