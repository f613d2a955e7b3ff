package io.otter.node.snapshot;

import io.otter.database.KeyOrder;
import io.otter.database.SqlNames;
import io.otter.database.TableName;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import io.otter.node.extract.SourceTable;
import io.otter.node.extract.TypedRows;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A source table as it is now, to be read in the order of its key.
 *
 * @param schema with the columns of the key as primary key
 * @param version changes with every ALTER
 * @param index of the key
 */
public record CopySource(TableSchema schema, SourceTable.Version version, String index) {
    public TableName name() {
        return new TableName(schema.schema(), schema.table());
    }

    /** The query of a chunk; what it binds is {@link #bound} of both places. @param to the last key; null for none */
    String query(@Nullable Place from, @Nullable Place to, String where, int limit) {
        return select(from, to, where) + " LIMIT " + limit;
    }

    /** The query of the key of the row with this number after a place; binds likewise. */
    String last(@Nullable Place from, @Nullable Place to, String where, long number) {
        return select(from, to, where) + " LIMIT " + (number - 1) + ", 1";
    }

    /** The table as if it had its key only. */
    CopySource keyOnly() {
        List<Integer> all = IntStream.range(0, key().size()).boxed().toList();
        return new CopySource(new TableSchema(schema.schema(), schema.table(), key(), all, List.of()), version, index);
    }

    /** The query of how many rows a range has and what they add up to; binds likewise. @param digest of a row */
    String sum(String digest, @Nullable Place from, @Nullable Place to, String where) {
        return "SELECT COUNT(*), COALESCE(SUM(" + digest + "), 0)" + rows(from, to, where);
    }

    private String select(@Nullable Place from, @Nullable Place to, String where) {
        StringJoiner columns = new StringJoiner(", ");
        columns.add(TypedRows.columns(schema));
        key().stream().filter(CopySource::sortsByNumber).forEach(column -> columns.add(compared(column)));
        StringJoiner order = new StringJoiner(", ");
        key().forEach(column -> order.add(SqlNames.quote(column.name())));
        return "SELECT " + columns + rows(from, to, where) + " ORDER BY " + order;
    }

    private String rows(@Nullable Place from, @Nullable Place to, String where) {
        StringJoiner conditions = new StringJoiner(" AND ");
        if (from != null) {
            conditions.add(KeyOrder.after(sorted()));
        }
        if (to != null) {
            conditions.add(KeyOrder.upTo(sorted()));
        }
        if (!where.isEmpty()) {
            conditions.add("(" + where + ")");
        }
        return " FROM " + name().quoted() + " FORCE INDEX (" + SqlNames.quote(index) + ")"
                + (conditions.length() == 0 ? "" : " WHERE " + conditions);
    }

    /** The query of rows by the values of some columns. */
    String find(List<Integer> columns, int rows) {
        StringJoiner one = new StringJoiner(" AND ", "(", ")");
        columns.forEach(
                index -> one.add(SqlNames.quote(schema.columns().get(index).name()) + " = ?"));
        return "SELECT " + TypedRows.columns(schema) + " FROM " + name().quoted() + " WHERE "
                + String.join(" OR ", Collections.nCopies(rows, one.toString()));
    }

    /** What the query of a place binds, in order. */
    static List<Object> bound(Place from) {
        return KeyOrder.bound(from.bound());
    }

    /** The columns of the key, in key order. */
    public List<Column> key() {
        return schema.primaryKey().stream()
                .map(index -> schema.columns().get(index))
                .toList();
    }

    /** Labels sort by their numbers, but compare as text. */
    static boolean sortsByNumber(Column column) {
        return "enum".equals(column.dataType()) || "set".equals(column.dataType());
    }

    private List<String> sorted() {
        return key().stream().map(CopySource::compared).toList();
    }

    private static String compared(Column column) {
        String name = SqlNames.quote(column.name());
        return sortsByNumber(column) ? name + " + 0" : name;
    }
}
