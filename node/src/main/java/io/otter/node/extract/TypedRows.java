package io.otter.node.extract;

import io.otter.database.ColumnMeta;
import io.otter.database.SqlNames;
import io.otter.database.TableMeta;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows of a query with values of the types that {@link Row} lists. Stateless. */
public final class TypedRows {
    private static final Set<String> DECODED = Set.of("utf8", "utf8mb3", "utf8mb4", "ascii", "binary");

    private TypedRows() {}

    /** The select list of a table; the session is one for look-ups. */
    public static String columns(TableSchema table) {
        return table.columns().stream().map(TypedRows::expression).collect(Collectors.joining(", "));
    }

    /** The present row of a result that begins with {@link #columns}. */
    public static Row row(ResultSet result, TableSchema table) throws SQLException {
        @Nullable Object[] row = new Object[table.columns().size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = value(result, i + 1, table.columns().get(i));
        }
        return new Row(row);
    }

    /** Types that the driver or the server would round, reformat or decode otherwise are read as numbers or text. */
    private static String expression(Column column) {
        String name = SqlNames.quote(column.name());
        String text = isDecoded(column.charset()) ? name : "CONVERT(" + name + " USING utf8mb4)";
        return switch (column.dataType()) {
            case "float" -> name + " + 0e0";
            case "bit" -> name + " + 0";
            // With its number, since the error value prints like an empty label.
            case "enum" -> "CONCAT(" + name + " + 0, ':', " + text + ")";
            case "date", "time", "datetime", "timestamp", "uuid", "inet4", "inet6" -> "CAST(" + name + " AS CHAR)";
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "set" -> text;
            default -> name;
        };
    }

    /** Whether drivers decode it as the server does; MySQL's takes armscii8 for latin1, and loses some bytes of latin1. */
    private static boolean isDecoded(@Nullable String charset) {
        return charset == null || charset.isEmpty() || DECODED.contains(charset);
    }

    private static @Nullable Object value(ResultSet result, int index, Column column) throws SQLException {
        Object value = switch (column.dataType()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year", "bit" -> integer(result.getString(index));
            case "enum" -> label(result.getString(index));
            case "decimal" -> result.getBigDecimal(index);
            case "float" -> (float) result.getDouble(index);
            case "double" -> result.getDouble(index);
            case "char",
                    "varchar",
                    "tinytext",
                    "text",
                    "mediumtext",
                    "longtext",
                    "json",
                    "set",
                    "date",
                    "time",
                    "datetime",
                    "timestamp",
                    "uuid",
                    "inet4",
                    "inet6" -> result.getString(index);
            default -> result.getBytes(index);
        };
        return result.wasNull() ? null : value;
    }

    private static @Nullable Object label(@Nullable String numbered) {
        if (numbered == null) {
            return null;
        }
        return numbered.startsWith("0:") ? Row.ENUM_ERROR : numbered.substring(numbered.indexOf(':') + 1);
    }

    private static @Nullable Object integer(@Nullable String text) {
        if (text == null) {
            return null;
        }
        BigInteger number = new BigInteger(text);
        return number.bitLength() < 64 ? (Object) number.longValueExact() : number;
    }

    /** What the catalog says of a table; empty when it read two definitions of it. */
    public static Optional<TableSchema> schema(TableMeta meta) {
        List<Column> columns = new ArrayList<>();
        for (ColumnMeta column : meta.columns()) {
            columns.add(new Column(
                    column.name(),
                    column.dataType(),
                    column.columnType(),
                    column.unsigned(),
                    column.nullable(),
                    column.generated(),
                    column.charset(),
                    column.collation(),
                    List.of()));
        }
        List<String> names = columns.stream().map(Column::name).toList();
        List<Integer> key = meta.identity().stream().map(names::indexOf).toList();
        if (key.contains(-1)) {
            return Optional.empty();
        }
        return Optional.of(new TableSchema(meta.schema(), meta.table(), columns, key, List.of()));
    }
}
