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
    static boolean fit(TableState known, LoggedTable logged, ServerDefaults server) {
        List<LoggedTable.Column> columns = logged.columns();
        int count = known.columns().size();
        if (count != columns.size()
                && count != columns.size() - logged.hiddenHashes()
                && !(server.dialect().mariadb() && hidesOnlyHashes(known, columns))) {
            return false;
        }
        LoggedSizes sizes = new LoggedSizes(server);
        for (int i = 0; i < count; i++) {
            if (!fit(known.columns().get(i), columns.get(i))
                    || !sizes.fit(known.columns().get(i), columns.get(i))) {
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
                && (known.nullable() == logged.nullable() || logged.name() == null && isOfSession(known))
                && (!isText(known) || sameCollation(logged.collation(), known.collation()))
                && agrees(logged.geometry(), ColumnTypes.geometry(known.dataType()))
                && (logged.charset() == null || !isText(known) || sameCharset(logged.charset(), known.charset()));
    }

    private static boolean agrees(@Nullable Object told, @Nullable Object known) {
        return told == null || told.equals(known);
    }

    /**
     * Whether both tables give rows of the logged one the same values, where the log itself does not tell.
     */
    static boolean sameValues(TableState one, TableState other, LoggedTable logged) {
        int count = other.columns().size();
        boolean same = one.columns().size() == count;
        for (int i = 0; same && i < count && i < logged.columns().size(); i++) {
            Column first = one.columns().get(i);
            Column second = other.columns().get(i);
            LoggedTable.Column told = logged.columns().get(i);
            same = first.name().equalsIgnoreCase(second.name())
                    && first.labels().equals(second.labels())
                    && (told.unsigned() != null || first.unsigned() == second.unsigned())
                    && (told.charset() != null
                            || !isText(second)
                            || first.charset() != null && sameCharset(first.charset(), second.charset()));
        }
        return same;
    }

    /** Whether a TIMESTAMP may be null where nothing is said is up to a variable that the log does not have. */
    private static boolean isOfSession(Column column) {
        return column.dataType().equals("timestamp");
    }

    private static boolean sameCollation(@Nullable String told, @Nullable String known) {
        return told == null
                || known == null
                || told.replaceFirst("^utf8mb3_", "utf8_").equals(known.replaceFirst("^utf8mb3_", "utf8_"));
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
