package io.otter.database;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a column keeps only a part of another's values, without an error, so that several become one. Stateless. */
public final class Rounding {
    private static final List<String> INTEGERS = List.of("tinyint", "smallint", "mediumint", "int", "bigint");
    private static final List<String> TIMES = List.of("time", "date", "datetime", "timestamp");
    private static final List<String> BYTES = List.of("varbinary", "tinyblob", "blob", "mediumblob", "longblob");
    private static final Pattern TYPE = Pattern.compile("([a-z0-9]+)(?:\\((\\d+)(?:,(\\d+))?\\))?.*", Pattern.DOTALL);
    /** A FLOAT has 24 bits, a DOUBLE 53. */
    private static final List<String> FIT_FLOAT = List.of("tinyint", "smallint", "float");

    private static final List<String> FIT_DOUBLE =
            List.of("tinyint", "smallint", "mediumint", "int", "float", "double");

    private Rounding() {}

    private record Type(String name, int length, int scale) {
        static Type of(String columnType) {
            Matcher type = TYPE.matcher(columnType.toLowerCase(Locale.ROOT));
            if (!type.matches()) {
                return new Type(columnType, 0, 0);
            }
            return new Type(type.group(1), number(type.group(2)), number(type.group(3)));
        }

        private static int number(@Nullable String digits) {
            return digits == null ? 0 : Integer.parseInt(digits);
        }

        boolean isReal() {
            return name.equals("float") || name.equals("double");
        }
    }

    /** @param from e.g. {@code datetime(6)}, {@code decimal(10,4)} */
    public static boolean happens(String from, String to) {
        Type source = Type.of(from);
        Type target = Type.of(to);
        if (TIMES.contains(source.name) && TIMES.contains(target.name)) {
            boolean loses = !source.name.equals(target.name)
                    && (target.name.equals("date") || target.name.equals("time"))
                    && !source.name.equals("date");
            return loses || target.length < source.length;
        }
        if (target.name.equals("binary")) {
            return BYTES.contains(source.name);
        }
        boolean number = INTEGERS.contains(source.name) || source.name.equals("decimal") || source.isReal();
        if (!number) {
            return false;
        }
        if (target.isReal() && target.scale == 0) {
            return !(target.name.equals("float") ? FIT_FLOAT : FIT_DOUBLE).contains(source.name);
        }
        boolean fixed = target.isReal() || target.name.equals("decimal") || INTEGERS.contains(target.name);
        boolean told = source.scale > 0 || source.name.equals(target.name); // a log may leave out the sizes
        return fixed && (source.isReal() && !told || target.scale < source.scale);
    }
}
