package io.otter.node.verify;

import io.otter.database.SqlNames;
import io.otter.node.binlog.Column;
import java.util.Optional;
import java.util.Set;

/**
 * What both servers make of a column's values, the same bytes for both only if the values are equal. It may differ for equal
 * ones, too: then the rows are read. Immutable.
 *
 * @param source arguments of a CONCAT_WS with {@link #SEPARATOR} at the source
 * @param target likewise
 */
record ColumnSum(String source, String target) {
    /** A byte that no text in UTF-8 has; cast, as servers would take a literal for text. */
    static final String SEPARATOR = "CAST(0xFF AS BINARY)";
    /** No text, either. */
    private static final String NULL = "CAST(0xFE AS BINARY)";

    private static final Set<String> INTEGERS = Set.of("tinyint", "smallint", "mediumint", "int", "bigint");
    /** Columns of the same definition print alike. */
    private static final Set<String> PRINTED = Set.of("decimal", "date", "time", "datetime", "timestamp");

    private static final Set<String> NUMBERED = Set.of("enum", "set", "bit", "year");
    private static final Set<String> TEXTS = Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext");
    private static final Set<String> OPEN_TEXTS = Set.of("json", "uuid", "inet4", "inet6");
    /** Whose bytes are those of utf8mb4. */
    private static final Set<String> UTF8 = Set.of("utf8mb4", "utf8mb3", "utf8", "ascii");

    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob");

    /** Empty if nothing exact is known of columns of these types. */
    static Optional<ColumnSum> of(Column source, Column target) {
        String type = source.dataType();
        boolean same = type.equals(target.dataType());
        boolean defined = same && source.columnType().equalsIgnoreCase(target.columnType());
        if (INTEGERS.contains(type) && INTEGERS.contains(target.dataType())) {
            return Optional.of(new ColumnSum(text(source, integer(source)), text(target, integer(target))));
        } else if (PRINTED.contains(type) && defined) {
            return Optional.of(new ColumnSum(text(source, name(source)), text(target, name(target))));
        } else if ((type.equals("float") || type.equals("double")) && defined) {
            return Optional.of(
                    new ColumnSum(text(source, name(source) + " + 0e0"), text(target, name(target) + " + 0e0")));
        } else if (NUMBERED.contains(type) && defined) {
            return Optional.of(new ColumnSum(text(source, number(source)), text(target, number(target))));
        } else if (TEXTS.contains(type) && TEXTS.contains(target.dataType())) {
            // What a CHAR is read as ends without blanks.
            boolean padded = type.equals("char") || target.dataType().equals("char");
            return Optional.of(new ColumnSum(
                    text(source, unicode(source, padded && !type.equals("char"))),
                    text(target, unicode(target, padded && !target.dataType().equals("char")))));
        } else if (OPEN_TEXTS.contains(type) && same) {
            return Optional.of(
                    new ColumnSum(text(source, unicode(source, false)), text(target, unicode(target, false))));
        } else if (BYTES.contains(type) && BYTES.contains(target.dataType())) {
            boolean padded =
                    !defined && (type.equals("binary") || target.dataType().equals("binary"));
            return Optional.of(new ColumnSum(sized(source, padded), sized(target, padded)));
        }
        return Optional.empty();
    }

    private static String text(Column column, String value) {
        return column.nullable() ? "IFNULL(" + value + ", " + NULL + ")" : value;
    }

    private static String sized(Column column, boolean padded) {
        String bytes = padded ? "TRIM(TRAILING 0x00 FROM " + name(column) + ")" : name(column);
        return text(column, "LENGTH(" + bytes + ")") + ", IFNULL(" + bytes + ", '')";
    }

    private static String integer(Column column) {
        return column.columnType().contains("zerofill") ? name(column) + " + 0" : name(column);
    }

    private static String number(Column column) {
        return "CAST(" + name(column) + " AS UNSIGNED)";
    }

    private static String unicode(Column column, boolean padded) {
        String text = padded ? "TRIM(TRAILING ' ' FROM " + name(column) + ")" : name(column);
        return column.charset() != null && UTF8.contains(column.charset())
                ? text
                : "CONVERT(" + text + " USING utf8mb4)";
    }

    private static String name(Column column) {
        return SqlNames.quote(column.name());
    }
}
