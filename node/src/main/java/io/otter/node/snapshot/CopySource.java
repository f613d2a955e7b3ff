package io.otter.node.snapshot;

import io.otter.database.SqlNames;
import io.otter.database.TableName;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import io.otter.node.extract.SourceTable;
import io.otter.node.extract.TypedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A source table as it is now, to be read in the order of its key.
 *
 * @param schema with the columns of the key as primary key
 * @param version changes with every ALTER
 * @param index of the key
 */
record CopySource(TableSchema schema, SourceTable.Version version, String index) {
    TableName name() {
        return new TableName(schema.schema(), schema.table());
    }

    /** The query of a chunk; what it binds is {@link #bound}. */
    String query(@Nullable Place from, String where, int limit) {
        StringJoiner columns = new StringJoiner(", ");
        columns.add(TypedRows.columns(schema));
        key().stream().filter(CopySource::sortsByNumber).forEach(column -> columns.add(compared(column)));
        StringJoiner conditions = new StringJoiner(" AND ");
        if (from != null) {
            conditions.add(after());
        }
        if (!where.isEmpty()) {
            conditions.add("(" + where + ")");
        }
        StringJoiner order = new StringJoiner(", ");
        key().forEach(column -> order.add(SqlNames.quote(column.name())));
        return "SELECT " + columns + " FROM " + name().quoted() + " FORCE INDEX (" + SqlNames.quote(index) + ")"
                + (conditions.length() == 0 ? "" : " WHERE " + conditions) + " ORDER BY " + order + " LIMIT " + limit;
    }

    /** What the query of a place binds, in order. */
    static List<Object> bound(Place from) {
        List<Object> values = from.bound();
        List<Object> bound = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            bound.addAll(values.subList(0, i + 1));
        }
        return bound;
    }

    /** The columns of the key, in key order. */
    List<Column> key() {
        return schema.primaryKey().stream()
                .map(index -> schema.columns().get(index))
                .toList();
    }

    /** Labels sort by their numbers, but compare as text. */
    static boolean sortsByNumber(Column column) {
        return "enum".equals(column.dataType()) || "set".equals(column.dataType());
    }

    /** Not with a row constructor, for which servers read the whole index. */
    private String after() {
        List<Column> key = key();
        StringJoiner alternatives = new StringJoiner(" OR ", "(", ")");
        for (int i = 0; i < key.size(); i++) {
            StringJoiner one = new StringJoiner(" AND ", "(", ")");
            key.subList(0, i).forEach(column -> one.add(compared(column) + " = ?"));
            one.add(compared(key.get(i)) + " > ?");
            alternatives.add(one.toString());
        }
        return alternatives.toString();
    }

    private static String compared(Column column) {
        String name = SqlNames.quote(column.name());
        return sortsByNumber(column) ? name + " + 0" : name;
    }
}
