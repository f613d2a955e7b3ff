package io.otter.node.schema;

import io.otter.node.binlog.Column;
import io.otter.node.binlog.LoggedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Type names, and the type numbers that each may have in the log. */
final class ColumnTypes {
    /** At four bytes each, in a row of 65535 bytes. */
    private static final int MAX_CHARACTERS = 16_383;

    /** By the numbers that the standard gives them. */
    private static final List<String> GEOMETRIES = List.of(
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection");

    private static final Pattern LENGTH = Pattern.compile("\\((\\d{1,18})\\)");

    private ColumnTypes() {}

    /** The canonical name of a type, in lower case. */
    static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "bool" -> "tinyint";
            case "geomcollection" -> "geometrycollection";
            default -> lower;
        };
    }

    static boolean hasCharset(String dataType) {
        return switch (dataType) {
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set" -> true;
            default -> false;
        };
    }

    static boolean compatible(Column column, int type) {
        return switch (column.dataType()) {
            case "tinyint" -> type == 1;
            case "smallint" -> type == 2;
            case "mediumint" -> type == 9;
            case "int" -> type == 3;
            case "bigint" -> type == 8;
            case "float" -> type == 4 || type == 5;
            case "double" -> type == 5;
            case "decimal" -> type == 246;
            case "date" -> type == 10 || type == 14;
            case "time" -> type == 11 || type == 19;
            case "datetime" -> type == 12 || type == 18;
            case "timestamp" -> type == 7 || type == 17;
            case "year" -> type == 13;
            case "bit" -> type == 16;
            case "char", "binary" -> type == 254;
            case "varchar", "varbinary" ->
                type == 15 || type == 253 || type == 141 || isBlob(type) && isTooLong(column);
            case "tinytext", "text", "mediumtext", "longtext", "tinyblob", "blob", "mediumblob", "longblob" ->
                isBlob(type);
            case "json" -> type == 245 || type == 252;
            case "enum" -> type == 247;
            case "set" -> type == 248;
            case "vector" -> type == 242 || type == 15 || type == 252;
            default -> true;
        };
    }

    /** The type as the log has it: bytes and text are told apart by the character set alone. */
    static String ofLog(LoggedTable.Column column) {
        boolean binary = "binary".equals(column.charset());
        return switch (column.type()) {
            case 1 -> "tinyint";
            case 2 -> "smallint";
            case 9 -> "mediumint";
            case 3 -> "int";
            case 8 -> "bigint";
            case 4 -> "float";
            case 5 -> "double";
            case 246 -> "decimal";
            case 10, 14 -> "date";
            case 11, 19 -> "time";
            case 12, 18 -> "datetime";
            case 7, 17 -> "timestamp";
            case 13 -> "year";
            case 16 -> "bit";
            case 254 -> binary ? "binary" : "char";
            case 15, 253, 141 -> binary ? "varbinary" : "varchar";
            case 249, 250, 251, 252, 140 -> blob(column.meta()) + (binary ? "blob" : "text");
            case 245 -> "json";
            case 247 -> "enum";
            case 248 -> "set";
            case 242 -> "vector";
            case 255 -> GEOMETRIES.get(column.geometry() == null ? 0 : column.geometry());
            default ->
                throw new IllegalArgumentException(
                        "column " + column.name() + " has the unknown type " + column.type());
        };
    }

    private static String blob(int lengthBytes) {
        return switch (lengthBytes) {
            case 1 -> "tiny";
            case 3 -> "medium";
            case 4 -> "long";
            default -> "";
        };
    }

    private static boolean isBlob(int type) {
        return type >= 249 && type <= 252 || type == 140;
    }

    /** Whether a session without strict mode may have created a TEXT or BLOB instead, as no row holds so many bytes. */
    private static boolean isTooLong(Column column) {
        Matcher length = LENGTH.matcher(column.columnType());
        return length.find() && Long.parseLong(length.group(1)) > MAX_CHARACTERS;
    }

    /** The number of a kind of geometry; null for other types. */
    static @Nullable Integer geometry(String dataType) {
        int number = GEOMETRIES.indexOf(dataType);
        return number < 0 ? null : number;
    }

    static String charsetOf(String collation) {
        int end = collation.indexOf('_');
        return end < 0 ? collation : collation.substring(0, end);
    }

    /** The labels of {@code enum('a','b')} as in information_schema: quotes are doubled, some characters escaped. */
    static List<String> labels(String columnType) {
        List<String> labels = new ArrayList<>();
        int at = columnType.indexOf('\'');
        while (at >= 0) {
            StringBuilder label = new StringBuilder();
            at++;
            while (at < columnType.length()) {
                char c = columnType.charAt(at);
                if (c == '\'') {
                    if (at + 1 >= columnType.length() || columnType.charAt(at + 1) != '\'') {
                        break;
                    }
                    at++;
                }
                if (c == '\\' && at + 1 < columnType.length()) {
                    at++;
                    c = unescaped(columnType.charAt(at));
                }
                label.append(c);
                at++;
            }
            labels.add(label.toString());
            at = columnType.indexOf('\'', at + 1);
        }
        return labels;
    }

    private static char unescaped(char escape) {
        return switch (escape) {
            case '0' -> '\0';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> escape;
        };
    }
}
