package io.otter.node.schema;

import io.otter.node.binlog.Column;
import io.otter.node.binlog.LoggedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds what the log tells of a table against what is known of it. Stateless. */
final class LoggedColumns {
    private static final int BIGINT = 8;

    private LoggedColumns() {}

    /** Whether rows of the logged table are rows of the known one, as far as the log tells. */
    static boolean fit(TableState known, LoggedTable logged, boolean mariadb) {
        List<LoggedTable.Column> columns = logged.columns();
        int count = known.columns().size();
        if (count != columns.size()
                && count != columns.size() - logged.hiddenHashes()
                && !(mariadb && hidesOnlyHashes(known, columns))) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!fit(known.columns().get(i), columns.get(i))) {
                return false;
            }
        }
        List<Integer> key = logged.primaryKey();
        return key == null
                || key.equals(known.toSchema().primaryKey())
                || key.stream().anyMatch(index -> index >= count);
    }

    private static boolean fit(Column known, LoggedTable.Column logged) {
        return ColumnTypes.compatible(known, logged.type())
                && agrees(logged.name(), known.name())
                && agrees(logged.unsigned(), known.unsigned())
                && agrees(logged.labels(), known.labels())
                && (logged.name() == null || known.nullable() == logged.nullable())
                && (logged.name() == null || !isText(known) || agrees(logged.collation(), known.collation()))
                && (logged.charset() == null || !isText(known) || sameCharset(logged.charset(), known.charset()));
    }

    private static boolean agrees(@Nullable Object told, @Nullable Object known) {
        return told == null || told.equals(known);
    }

    /** Of other types (JSON, addresses of MariaDB) a server may tell the set in which it keeps them. */
    private static boolean isText(Column column) {
        return ColumnTypes.hasCharset(column.dataType());
    }

    private static boolean sameCharset(String told, @Nullable String known) {
        return known != null && unaliased(told).equals(unaliased(known));
    }

    private static String unaliased(String charset) {
        return charset.equals("utf8mb3") ? "utf8" : charset;
    }

    /** MariaDB logs a BIGINT at the end of a row for each unique key that is too long for an index. */
    private static boolean hidesOnlyHashes(TableState known, List<LoggedTable.Column> columns) {
        int count = known.columns().size();
        int hidden = columns.size() - count;
        return hidden > 0
                && hidden <= known.uniqueKeys().size()
                && columns.subList(count, columns.size()).stream().allMatch(column -> column.type() == BIGINT);
    }

    /** The table that the log tells of completely; of its unique keys the log knows the primary one only. */
    static TableState table(LoggedTable logged) {
        List<Column> columns = new ArrayList<>();
        int count = logged.columns().size() - logged.hiddenHashes();
        for (LoggedTable.Column column : logged.columns().subList(0, count)) {
            columns.add(column(String.valueOf(column.name()), column));
        }
        List<Integer> key = logged.primaryKey() == null ? List.of() : logged.primaryKey();
        if (key.stream().anyMatch(index -> index >= count)) {
            key = List.of(); // a table without a primary key is told to have the first unique one, here that of a hash
        }
        return new TableState(
                logged.schema(),
                logged.table(),
                columns,
                key.stream().map(index -> columns.get(index).name()).toList(),
                Map.of(),
                "",
                "");
    }

    private static Column column(String name, LoggedTable.Column logged) {
        String dataType = ColumnTypes.ofLog(logged);
        boolean unsigned = Boolean.TRUE.equals(logged.unsigned());
        boolean text = ColumnTypes.hasCharset(dataType);
        String charset = dataType.equals("json") ? "utf8mb4" : text ? logged.charset() : null;
        return new Column(
                name,
                dataType,
                unsigned ? dataType + " unsigned" : dataType,
                unsigned,
                logged.nullable(),
                false,
                charset,
                text ? logged.collation() : null,
                logged.labels() == null ? List.of() : logged.labels());
    }
}
