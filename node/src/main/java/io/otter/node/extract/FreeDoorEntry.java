package io.otter.node.extract;

import io.otter.database.control.BufferTable;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code retl.retl_buffer}: which row to resync.
 *
 * @param tableId id of the source media; if not positive, {@code fullName} is used
 * @param fullName {@code schema.table}
 * @param type I, U or D; {@code ?} when the column is empty
 * @param key values of the primary key in column order, including empty ones
 */
record FreeDoorEntry(long id, long tableId, String fullName, char type, List<String> key) {
    static FreeDoorEntry of(TableSchema table, Row row) {
        String type = text(table, row, BufferTable.TYPE).toUpperCase(Locale.ROOT);
        return new FreeDoorEntry(
                number(table, row, BufferTable.ID),
                number(table, row, BufferTable.TABLE_ID),
                text(table, row, BufferTable.FULL_NAME),
                type.isEmpty() ? '?' : type.charAt(0),
                BufferTable.keyParts(text(table, row, BufferTable.PK_DATA)));
    }

    /** For who is told of it but not of the key. */
    FreeDoorEntry withoutKey(String instead) {
        return new FreeDoorEntry(
                id, tableId, fullName, type, key.stream().map(part -> instead).toList());
    }

    /** The same, to be written. */
    BufferTable.Line line() {
        return new BufferTable.Line(tableId, fullName, String.valueOf(type), BufferTable.keyData(key));
    }

    private static String text(TableSchema table, Row row, String column) {
        Object value = value(table, row, column);
        return value == null || value == Row.ABSENT ? "" : value.toString();
    }

    private static long number(TableSchema table, Row row, String column) {
        return value(table, row, column) instanceof Number number ? number.longValue() : 0;
    }

    private static @Nullable Object value(TableSchema table, Row row, String column) {
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equalsIgnoreCase(column)) {
                return row.get(i);
            }
        }
        return null;
    }
}
