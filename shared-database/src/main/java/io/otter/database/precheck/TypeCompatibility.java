package io.otter.database.precheck;

import io.otter.database.ColumnMeta;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares column types: whether every value of one column fits into another. Stateless. */
final class TypeCompatibility {
    private static final List<String> INTEGERS = List.of("tinyint", "smallint", "mediumint", "int", "bigint");
    private static final List<String> TEXTS = List.of("tinytext", "text", "mediumtext", "longtext");
    private static final List<String> BLOBS = List.of("tinyblob", "blob", "mediumblob", "longblob");
    private static final Set<String> CHARACTERS = Set.of("char", "varchar");
    private static final Set<String> BYTES = Set.of("binary", "varbinary");
    private static final Pattern LENGTH = Pattern.compile("[a-z]+\\((\\d+)(?:,(\\d+))?\\).*");

    /** Different server names of the same character set. */
    private static final Map<String, String> CHARSET_ALIASES = Map.of("utf8mb3", "utf8");

    private TypeCompatibility() {}

    /** What may not fit; empty when every value does. */
    static Optional<Found> problem(ColumnMeta source, ColumnMeta target) {
        if (!typeFits(source, target)) {
            return Optional.of(Finding.INTO.with(source.columnType(), target.columnType()));
        }
        if (source.nullable() && !target.nullable()) {
            return Optional.of(Finding.INTO.with("NULL", "NOT NULL"));
        }
        String from = charset(source);
        String to = charset(target);
        boolean wider = to.equals("utf8mb4") || to.startsWith("utf16") || to.equals("utf32");
        if (!from.isEmpty() && !to.isEmpty() && !from.equals(to) && !wider && !from.equals("ascii")) {
            return Optional.of(Finding.CHARSET_INTO.with(from, to));
        }
        return Optional.empty();
    }

    private static boolean typeFits(ColumnMeta source, ColumnMeta target) {
        String from = source.dataType();
        String to = target.dataType();
        if (INTEGERS.contains(from) && INTEGERS.contains(to)) {
            int more = INTEGERS.indexOf(to) - INTEGERS.indexOf(from);
            return source.unsigned() == target.unsigned() ? more >= 0 : source.unsigned() && more > 0;
        }
        if (CHARACTERS.contains(from)) {
            return (CHARACTERS.contains(to) && first(target) >= first(source)) || TEXTS.contains(to);
        }
        if (BYTES.contains(from)) {
            return (BYTES.contains(to) && first(target) >= first(source)) || BLOBS.contains(to);
        }
        for (List<String> family : List.of(TEXTS, BLOBS)) {
            if (family.contains(from)) {
                return family.indexOf(to) >= family.indexOf(from);
            }
        }
        if (from.equals("decimal") && to.equals("decimal")) {
            return second(target) >= second(source) && first(target) - second(target) >= first(source) - second(source);
        }
        if (from.equals("enum") || from.equals("set")) {
            return target.columnType().equals(source.columnType()) || CHARACTERS.contains(to) || TEXTS.contains(to);
        }
        if (Set.of("datetime", "timestamp", "time", "bit").contains(from)) {
            boolean sameKind = from.equals(to) || (from.equals("timestamp") && to.equals("datetime"));
            return sameKind && first(target) >= first(source) && source.unsigned() == target.unsigned();
        }
        // MariaDB's JSON is a longtext.
        return from.equals(to)
                || (from.equals("float") && to.equals("double"))
                || (from.equals("json") && to.equals("longtext"));
    }

    private static int first(ColumnMeta column) {
        return part(column, 1);
    }

    private static int second(ColumnMeta column) {
        return part(column, 2);
    }

    private static int part(ColumnMeta column, int group) {
        Matcher length = LENGTH.matcher(column.columnType());
        return length.matches() && length.group(group) != null ? Integer.parseInt(length.group(group)) : 0;
    }

    private static String charset(ColumnMeta column) {
        String charset = column.charset() == null ? "" : column.charset();
        return CHARSET_ALIASES.getOrDefault(charset, charset);
    }
}
