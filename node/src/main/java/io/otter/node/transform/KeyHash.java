package io.otter.node.transform;

import io.otter.database.ColumnMeta;
import io.otter.node.binlog.Row;
import java.math.BigInteger;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Hashes the values of one key such that rows which are equal for the target have equal hashes. Rows that differ may
 * also collide, which costs nothing but parallelism. So case, accents, trailing spaces and characters that some
 * collation ignores are ignored for all but binary collations, and all values of types with unknown comparison count as
 * equal. Immutable.
 */
final class KeyHash {
    /** No key value: a NULL in a unique key conflicts with nothing. */
    static final long NONE = 0;

    private static final char SUPPLEMENTARY = '\uFFFD';

    private final long seed;
    private final int[] columns;
    private final Comparison[] comparisons;
    private final boolean known;

    /**
     * @param seed distinguishes the key from others
     * @param columns indexes into the row
     * @param types the target's columns, in the same order
     */
    KeyHash(long seed, int[] columns, List<ColumnMeta> types) {
        this(seed, columns, types.stream().map(Comparison::of).toArray(Comparison[]::new), true);
    }

    private KeyHash(long seed, int[] columns, Comparison[] comparisons, boolean known) {
        this.seed = seed;
        this.columns = columns;
        this.comparisons = comparisons;
        this.known = known;
    }

    /** For a key that cannot be computed from a row, such as a prefix or an expression: any two rows may conflict. */
    static KeyHash unknown(long seed) {
        return new KeyHash(seed, new int[0], new Comparison[0], false);
    }

    /** Whether values of columns may be equal for a target: never wrong if they differ. */
    static boolean mayBeEqual(List<ColumnMeta> types, List<Object> some, List<Object> others) {
        for (int i = 0; i < types.size(); i++) {
            Comparison comparison = Comparison.of(types.get(i));
            if (comparison.hash(some.get(i)) != comparison.hash(others.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether an update may change the key's value, even to one that is equal for the target. */
    boolean changes(Row before, Row after) {
        if (!known) {
            return true;
        }
        for (int column : columns) {
            Object value = after.get(column);
            if (value != Row.ABSENT && !Rows.sameValue(before.get(column), value)) {
                return true;
            }
        }
        return false;
    }

    boolean isInteger() {
        return known && Arrays.stream(comparisons).allMatch(comparison -> comparison == Comparison.INTEGER);
    }

    /** @param whole supplies columns that are absent from {@code row}; may be null */
    long of(Row row, @Nullable Row whole) {
        long hash = seed;
        for (int i = 0; i < columns.length; i++) {
            Object value = row.get(columns[i]);
            if (value == Row.ABSENT && whole != null) {
                value = whole.get(columns[i]);
            }
            if (value == null) {
                return NONE;
            }
            hash = mix(hash * 31 + comparisons[i].hash(value));
        }
        return hash == NONE ? 1 : hash;
    }

    /** MurmurHash3's finalizer. */
    static long mix(long value) {
        long hash = value;
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    private enum Comparison {
        INTEGER,
        REAL,
        TEXT,
        BINARY_TEXT,
        BYTES,
        TIME,
        UNKNOWN;

        static Comparison of(ColumnMeta type) {
            return switch (type.dataType()) {
                case "tinyint", "smallint", "mediumint", "int", "integer", "bigint", "year" -> INTEGER;
                case "decimal", "numeric", "float", "double", "real" -> REAL;
                case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set" ->
                    String.valueOf(type.collation()).endsWith("_bin") ? BINARY_TEXT : TEXT;
                case "binary",
                        "varbinary",
                        "tinyblob",
                        "blob",
                        "mediumblob",
                        "longblob",
                        "bit",
                        "uuid",
                        "inet4",
                        "inet6" -> BYTES;
                case "date", "time", "datetime", "timestamp" -> TIME;
                default -> UNKNOWN;
            };
        }

        long hash(Object value) {
            return switch (this) {
                case INTEGER -> integer(value);
                case REAL -> value instanceof Number number ? Double.doubleToLongBits(number.doubleValue() + 0.0) : 0;
                case TEXT -> text(value);
                case BINARY_TEXT -> value instanceof String text ? characters(text, end(text, ' ')) : 0;
                case BYTES -> value instanceof byte[] bytes ? bytes(bytes) : 0;
                case TIME -> value instanceof String text ? time(text) : 0;
                case UNKNOWN -> 0;
            };
        }

        private static long integer(Object value) {
            if (value instanceof Long number) {
                return mix(number);
            }
            return value instanceof BigInteger big ? mix(big.longValue()) : 0;
        }

        private static long text(Object value) {
            if (!(value instanceof String text)) {
                return value instanceof Long number
                        ? characters(number.toString(), number.toString().length())
                        : 0;
            }
            int end = end(text, ' ');
            long hash = 0;
            for (int i = 0; i < end; i++) {
                char character = text.charAt(i);
                if (character < ' ' || character > '~') {
                    String folded = folded(text);
                    return characters(folded, end(folded, ' '));
                }
                hash = hash * 31 + (character >= 'A' && character <= 'Z' ? character + 32 : character);
            }
            return hash;
        }

        /** Without case, accents and ignorables; to utf8mb4_general_ci all supplementary characters are equal. */
        private static String folded(String text) {
            String plain = Normalizer.normalize(text, Normalizer.Form.NFKD)
                    .toUpperCase(Locale.ROOT)
                    .toLowerCase(Locale.ROOT);
            StringBuilder kept = new StringBuilder(plain.length());
            for (int i = 0; i < plain.length(); i++) {
                char character = plain.charAt(i);
                int type = Character.getType(character);
                if (Character.isHighSurrogate(character)) {
                    kept.append(SUPPLEMENTARY);
                } else if (type != Character.NON_SPACING_MARK
                        && type != Character.CONTROL
                        && type != Character.FORMAT
                        && !Character.isLowSurrogate(character)) {
                    kept.append(character);
                }
            }
            return kept.toString();
        }

        private static long time(String text) {
            int end = text.length();
            if (text.indexOf('.') >= 0) {
                end = end(text, '0');
                end = text.charAt(end - 1) == '.' ? end - 1 : end;
            }
            return characters(text, end);
        }

        private static int end(String text, char padding) {
            int end = text.length();
            while (end > 0 && text.charAt(end - 1) == padding) {
                end--;
            }
            return end;
        }

        private static long characters(String text, int end) {
            long hash = 0;
            for (int i = 0; i < end; i++) {
                hash = hash * 31 + text.charAt(i);
            }
            return hash;
        }

        private static long bytes(byte[] bytes) {
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] == 0) {
                end--;
            }
            long hash = 0;
            for (int i = 0; i < end; i++) {
                hash = hash * 31 + bytes[i];
            }
            return hash;
        }
    }
}
