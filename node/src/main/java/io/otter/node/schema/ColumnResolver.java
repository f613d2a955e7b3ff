package io.otter.node.schema;

import io.otter.node.binlog.Column;
import io.otter.node.schema.ServerDefaults.Text;
import io.otter.node.sql.DefinedColumn;
import io.otter.node.sql.DefinedType;
import io.otter.node.sql.TextDefaults;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** Makes of a definition the column that a server makes of it. Stateless. */
final class ColumnResolver {
    private static final int MOST_OF_FLOAT = 24;
    private static final long TINY = 255;
    private static final long SHORT = 65_535;
    private static final long MEDIUM = 16_777_215;
    private static final long LONG = 4_294_967_295L;

    private final ServerDefaults server;

    ColumnResolver(ServerDefaults server) {
        this.server = server;
    }

    /** @param around what the table has */
    Column column(DefinedColumn defined, Text around) {
        DefinedType type = defined.type();
        String name = ColumnTypes.canonical(type.name());
        boolean json = name.equals("json");
        if (json && server.dialect().mariadb()) {
            name = "longtext";
        }
        Text text = new Text("", "");
        if (json) {
            text = new Text("utf8mb4", server.dialect().mariadb() ? "utf8mb4_bin" : "");
        } else if (ColumnTypes.hasCharset(name)) {
            text = server.within(around, defined.text());
            if (defined.binary()
                    && defined.text().collation() == null
                    && !text.charset().equals("binary")) {
                text = new Text(text.charset(), text.charset() + "_bin");
            }
            name = sized(binary(name, text), type.numbers(), server.maxBytes(text.charset()));
        } else {
            name = sized(name, type.numbers(), 1);
        }
        if (name.equals("float") && type.numbers().size() == 1 && type.numbers().get(0) > MOST_OF_FLOAT) {
            name = "double";
        }
        boolean timestamp = name.equals("timestamp") && server.timestampsNotNull();
        boolean nullable = defined.nullable() == null ? !timestamp || defined.generated() : defined.nullable();
        boolean told = json || ColumnTypes.hasCharset(name);
        return new Column(
                defined.name(),
                name,
                written(name, type),
                type.unsigned(),
                nullable && !defined.primary(),
                defined.generated(),
                told && !text.charset().isEmpty() ? text.charset() : null,
                told && !text.collation().isEmpty() ? text.collation() : null,
                type.labels());
    }

    /** The column in the table's new character set. */
    Column converted(Column old, Text to) {
        String charset = old.charset();
        if (charset == null || charset.equals("binary") || !ColumnTypes.hasCharset(old.dataType())) {
            return old;
        }
        String name = binary(old.dataType(), to);
        long characters = most(old.dataType()) / server.maxBytes(charset);
        if (characters > 0) {
            name = sized(
                    name.replaceFirst("^(tiny|medium|long)", ""), List.of(characters), server.maxBytes(to.charset()));
        }
        boolean text = ColumnTypes.hasCharset(name);
        return new Column(
                old.name(),
                name,
                old.columnType().replaceFirst("^" + old.dataType(), name),
                old.unsigned(),
                old.nullable(),
                old.generated(),
                text ? to.charset() : null,
                text && !to.collation().isEmpty() ? to.collation() : null,
                old.labels());
    }

    /** What is left of a type when its characters are bytes. */
    private static String binary(String name, Text text) {
        if (!text.charset().equals("binary")) {
            return name;
        }
        return switch (name) {
            case "char" -> "binary";
            case "varchar" -> "varbinary";
            default -> name.replace("text", "blob");
        };
    }

    /** The type that holds so many characters. */
    private static String sized(String name, List<Long> numbers, int maxBytes) {
        if (numbers.isEmpty() || numbers.get(0) == 0) {
            return name;
        }
        long bytes = Math.min(numbers.get(0), LONG) * maxBytes;
        return switch (name) {
            case "text", "blob" -> prefix(bytes) + name;
            case "varchar" -> bytes > SHORT ? prefix(bytes) + "text" : name;
            case "varbinary" -> bytes > SHORT ? prefix(bytes) + "blob" : name;
            default -> name;
        };
    }

    private static String prefix(long bytes) {
        if (bytes <= TINY) {
            return "tiny";
        }
        return bytes <= SHORT ? "" : bytes <= MEDIUM ? "medium" : "long";
    }

    private static long most(String name) {
        return switch (name) {
            case "tinytext" -> TINY;
            case "text" -> SHORT;
            case "mediumtext" -> MEDIUM;
            case "longtext" -> LONG;
            default -> 0;
        };
    }

    /** As the server would write it. */
    private static String written(String name, DefinedType type) {
        Iterator<Long> numbers = type.numbers().iterator();
        String arguments = switch (name) {
            case "enum", "set" ->
                type.labels().stream()
                        .map(label -> "'" + label.replace("\\", "\\\\").replace("'", "''") + "'")
                        .collect(Collectors.joining(","));
            case "char", "binary", "bit" -> numbers.hasNext() ? numbers.next().toString() : "1";
            case "decimal" ->
                (isEmpty(type.numbers()) ? 10L : numbers.next()) + ","
                        + (type.numbers().size() > 1 ? type.numbers().get(1) : 0L);
            case "tinyint" -> type.name().startsWith("bool") ? "1" : joined(type);
            case "float", "double" -> type.numbers().size() == 2 ? joined(type) : "";
            case "tinytext", "text", "mediumtext", "longtext", "tinyblob", "blob", "mediumblob", "longblob" -> "";
            case "time", "datetime", "timestamp" -> isEmpty(type.numbers()) ? "" : joined(type);
            default -> joined(type);
        };
        return name
                + (arguments.isEmpty() ? "" : "(" + arguments + ")")
                + (type.unsigned() ? " unsigned" : "")
                + (type.zerofill() ? " zerofill" : "");
    }

    /** Whether nothing is said of the size, or 0. */
    private static boolean isEmpty(List<Long> numbers) {
        return numbers.isEmpty() || numbers.get(0) == 0;
    }

    private static String joined(DefinedType type) {
        return type.numbers().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** What stands for a table or a database that says nothing more. */
    Text within(Text around, TextDefaults written) {
        return server.within(around, written);
    }
}
