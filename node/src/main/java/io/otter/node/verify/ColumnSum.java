package io.otter.node.verify;

import io.otter.database.SqlNames;
import io.otter.node.binlog.Column;
import java.util.Optional;
import java.util.Set;

/**
 * What both servers make of a column's values, the same bytes for both only if the values are equal. It may differ for equal
 * ones, too: then the rows are read. Immutable.
 *
 * @param source arguments of a CONCAT_WS at the source
 * @param target likewise
 */
record ColumnSum(String source, String target) {
    private static final Set<String> INTEGERS = Set.of("tinyint", "smallint", "mediumint", "int", "bigint");
    /** Columns of the same definition print alike. */
    private static final Set<String> PRINTED = Set.of("decimal", "date", "time", "datetime", "timestamp");

    private static final Set<String> NUMBERED = Set.of("enum", "set", "bit", "year");
    private static final Set<String> TEXTS = Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext");
    private static final Set<String> OPEN_TEXTS = Set.of("json", "uuid", "inet4", "inet6");
    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob");

    /** Empty if nothing exact is known of columns of these types. */
    static Optional<ColumnSum> of(Column source, Column target) {
        String type = source.dataType();
        boolean same = type.equals(target.dataType());
        boolean defined = same && source.columnType().equalsIgnoreCase(target.columnType());
        if (INTEGERS.contains(type) && INTEGERS.contains(target.dataType())) {
            return Optional.of(new ColumnSum(plain(integer(source)), plain(integer(target))));
        } else if (PRINTED.contains(type) && defined) {
            return Optional.of(new ColumnSum(plain(name(source)), plain(name(target))));
        } else if ((type.equals("float") || type.equals("double")) && defined) {
            return Optional.of(new ColumnSum(plain(name(source) + " + 0e0"), plain(name(target) + " + 0e0")));
        } else if (NUMBERED.contains(type) && defined) {
            return Optional.of(new ColumnSum(plain(number(source)), plain(number(target))));
        } else if (TEXTS.contains(type) && TEXTS.contains(target.dataType())) {
            boolean padded = type.equals("char") || target.dataType().equals("char");
            return Optional.of(new ColumnSum(sized(text(source, padded)), sized(text(target, padded))));
        } else if (OPEN_TEXTS.contains(type) && same) {
            return Optional.of(new ColumnSum(sized(text(source, false)), sized(text(target, false))));
        } else if (BYTES.contains(type) && BYTES.contains(target.dataType())) {
            boolean padded = type.equals("binary") || target.dataType().equals("binary");
            return Optional.of(new ColumnSum(sized(bytes(source, padded)), sized(bytes(target, padded))));
        }
        return Optional.empty();
    }

    /** Of values whose text has no comma. */
    private static String plain(String value) {
        return "IFNULL(" + value + ", 'N')";
    }

    private static String sized(String bytes) {
        return "IFNULL(LENGTH(" + bytes + "), 'N'), IFNULL(" + bytes + ", '')";
    }

    private static String integer(Column column) {
        return column.columnType().contains("zerofill") ? name(column) + " + 0" : name(column);
    }

    private static String number(Column column) {
        return "CAST(" + name(column) + " AS UNSIGNED)";
    }

    private static String text(Column column, boolean padded) {
        String text = padded ? "TRIM(TRAILING ' ' FROM " + name(column) + ")" : name(column);
        return "CAST(CONVERT(" + text + " USING utf8mb4) AS BINARY)";
    }

    private static String bytes(Column column, boolean padded) {
        return padded ? "TRIM(TRAILING 0x00 FROM " + name(column) + ")" : name(column);
    }

    private static String name(Column column) {
        return SqlNames.quote(column.name());
    }
}
