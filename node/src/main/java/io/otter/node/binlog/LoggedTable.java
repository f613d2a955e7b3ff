package io.otter.node.binlog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as the log describes it before rows of it. Servers write the types always, and the rest as {@code
 * binlog_row_metadata} says: FULL everything, MINIMAL the signs, the kinds of geometry and the character sets of text.
 *
 * @param id another one whenever the server has opened the table anew, as it does after each change of it
 * @param primaryKey indexes into {@code columns}; null when the log does not say
 */
public record LoggedTable(
        long id,
        String schema,
        String table,
        List<Column> columns,
        @Nullable List<Integer> primaryKey) {
    private static final String HASH = "DB_ROW_HASH_";

    /**
     * One column; a part that the log does not tell is null.
     *
     * @param type the server's number
     * @param meta the type's length, precision or the like
     * @param unsigned of numbers only
     * @param geometry which kind of geometry, by the number that the standard has for it; 0 for any
     * @param charset of text, ENUM and SET; {@code binary} for bytes
     * @param collation the server's name
     * @param labels of ENUM and SET only
     */
    public record Column(
            int type,
            int meta,
            boolean nullable,
            @Nullable Boolean unsigned,
            @Nullable Integer geometry,
            @Nullable String charset,
            @Nullable String collation,
            @Nullable String name,
            @Nullable List<String> labels) {
        public Column {
            labels = labels == null ? null : List.copyOf(labels);
        }

        private boolean isHash() {
            return type == TableMap.BIGINT && name != null && name.startsWith(HASH);
        }
    }

    public LoggedTable {
        columns = List.copyOf(columns);
        primaryKey = primaryKey == null ? null : List.copyOf(primaryKey);
    }

    /** Whether it has so many columns, all of type BIGINT. */
    public boolean isOfBigints(int count) {
        return columns.size() == count && columns.stream().allMatch(column -> column.type() == TableMap.BIGINT);
    }

    /** Whether the log tells all that decoding needs. */
    public boolean isComplete() {
        return columns.stream().allMatch(column -> column.name() != null);
    }

    /**
     * How many columns at the end are hashes that MariaDB hides in a table with unique keys too long for an index; only a log
     * that is complete tells.
     */
    public int hiddenHashes() {
        int visible = columns.size();
        while (visible > 0 && columns.get(visible - 1).isHash()) {
            visible--;
        }
        return columns.size() - visible;
    }
}
