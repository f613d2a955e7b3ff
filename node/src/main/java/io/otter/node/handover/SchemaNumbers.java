package io.otter.node.handover;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Fields;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.TableSchema;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the table schemas on a stream in order of first use, so that each is sent once and is one instance at the
 * receiver. Both sides start over after {@link #MAX}, since every DDL creates a new schema. Not thread-safe.
 */
final class SchemaNumbers {
    static final int MAX = 4_096;
    private static final int NEW = -1;

    private final Map<TableSchema, Integer> written = new IdentityHashMap<>();
    private final List<TableSchema> read = new ArrayList<>();

    void write(TableSchema schema, ByteBuf out) {
        Integer number = written.get(schema);
        if (number != null) {
            out.writeInt(number);
            return;
        }
        if (written.size() == MAX) {
            written.clear();
        }
        written.put(schema, written.size());
        out.writeInt(NEW);
        Fields.writeText(out, schema.schema());
        Fields.writeText(out, schema.table());
        out.writeInt(schema.columns().size());
        schema.columns().forEach(column -> writeColumn(column, out));
        writeIndexes(schema.primaryKey(), out);
        out.writeInt(schema.uniqueKeys().size());
        schema.uniqueKeys().forEach(key -> writeIndexes(key, out));
    }

    TableSchema read(ByteBuf in) {
        int number = in.readInt();
        if (number != NEW) {
            return read.get(number);
        }
        if (read.size() == MAX) {
            read.clear();
        }
        String schema = Fields.readText(in);
        String table = Fields.readText(in);
        List<Column> columns = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            columns.add(readColumn(in));
        }
        List<Integer> primaryKey = readIndexes(in);
        List<List<Integer>> uniqueKeys = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            uniqueKeys.add(readIndexes(in));
        }
        TableSchema known = new TableSchema(schema, table, columns, primaryKey, uniqueKeys);
        read.add(known);
        return known;
    }

    private static void writeColumn(Column column, ByteBuf out) {
        Fields.writeText(out, column.name());
        Fields.writeText(out, column.dataType());
        Fields.writeText(out, column.columnType());
        out.writeBoolean(column.unsigned());
        out.writeBoolean(column.nullable());
        out.writeBoolean(column.generated());
        Fields.writeOptionalText(out, column.charset());
        Fields.writeOptionalText(out, column.collation());
        out.writeInt(column.labels().size());
        column.labels().forEach(label -> Fields.writeText(out, label));
    }

    private static Column readColumn(ByteBuf in) {
        String name = Fields.readText(in);
        String dataType = Fields.readText(in);
        String columnType = Fields.readText(in);
        boolean unsigned = in.readBoolean();
        boolean nullable = in.readBoolean();
        boolean generated = in.readBoolean();
        String charset = Fields.readOptionalText(in);
        String collation = Fields.readOptionalText(in);
        List<String> labels = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            labels.add(Fields.readText(in));
        }
        return new Column(name, dataType, columnType, unsigned, nullable, generated, charset, collation, labels);
    }

    private static void writeIndexes(List<Integer> indexes, ByteBuf out) {
        out.writeInt(indexes.size());
        indexes.forEach(out::writeInt);
    }

    private static List<Integer> readIndexes(ByteBuf in) {
        List<Integer> indexes = new ArrayList<>();
        for (int left = Fields.readCount(in); left > 0; left--) {
            indexes.add(in.readInt());
        }
        return indexes;
    }
}
