package io.otter.node.schema;

import io.otter.database.TableName;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.LiveSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Reads current table definitions from information_schema. Stateless. */
final class LiveTables {
    private static final String USER_SCHEMAS =
            "table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')";

    private LiveTables() {}

    /** Puts the wanted tables, and all views and sequences, into the state. */
    static void read(LiveSource live, BiPredicate<String, String> wanted, SchemaState into) throws IOException {
        for (List<@Nullable String> row :
                live.query("SELECT schema_name, default_collation_name FROM information_schema.schemata")) {
            into.collation(text(row.get(0)), text(row.get(1)));
        }
        read(live, USER_SCHEMAS, wanted).forEach(into::put);
        for (List<@Nullable String> row :
                live.query("SELECT table_schema, table_name FROM information_schema.views WHERE " + USER_SCHEMAS
                        + " UNION ALL SELECT table_schema, table_name FROM information_schema.tables"
                        + " WHERE table_type = 'SEQUENCE' AND " + USER_SCHEMAS)) {
            into.putView(new TableName(text(row.get(0)), text(row.get(1))));
        }
    }

    /** One table; null when it does not exist (any more). */
    static @Nullable TableState read(LiveSource live, String schema, String table) throws IOException {
        List<TableState> found =
                read(live, "table_schema = " + literal(schema) + " AND table_name = " + literal(table), (s, t) -> true);
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<TableState> read(LiveSource live, String where, BiPredicate<String, String> wanted)
            throws IOException {
        Map<List<String>, List<Column>> columns = new LinkedHashMap<>();
        for (List<@Nullable String> row : live.query("SELECT table_schema, table_name, column_name, data_type,"
                + " column_type, is_nullable, extra, character_set_name, collation_name"
                + " FROM information_schema.columns WHERE " + where
                + " ORDER BY table_schema, table_name, ordinal_position")) {
            List<String> name = List.of(text(row.get(0)), text(row.get(1)));
            if (wanted.test(name.get(0), name.get(1))) {
                columns.computeIfAbsent(name, n -> new ArrayList<>()).add(column(row));
            }
        }
        Map<List<String>, Map<String, List<String>>> keys = new LinkedHashMap<>();
        for (List<@Nullable String> row : live.query("SELECT table_schema, table_name, index_name, column_name"
                + " FROM information_schema.statistics WHERE non_unique = 0 AND " + where
                + " ORDER BY table_schema, table_name, index_name, seq_in_index")) {
            keys.computeIfAbsent(List.of(text(row.get(0)), text(row.get(1))), n -> new LinkedHashMap<>())
                    .computeIfAbsent(text(row.get(2)), n -> new ArrayList<>())
                    .add(text(row.get(3)));
        }
        Map<List<String>, String> collations = new LinkedHashMap<>();
        for (List<@Nullable String> row : live.query(
                "SELECT table_schema, table_name, table_collation FROM information_schema.tables WHERE " + where)) {
            collations.put(List.of(text(row.get(0)), text(row.get(1))), text(row.get(2)));
        }
        List<TableState> tables = new ArrayList<>();
        columns.forEach((name, list) -> {
            Map<String, List<String>> unique = keys.getOrDefault(name, new LinkedHashMap<>());
            List<String> primary = unique.getOrDefault("PRIMARY", List.of());
            unique.remove("PRIMARY");
            String collation = collations.getOrDefault(name, "");
            tables.add(new TableState(
                    name.get(0), name.get(1), list, primary, unique, ColumnTypes.charsetOf(collation), collation));
        });
        return tables;
    }

    private static Column column(List<@Nullable String> row) {
        String type = text(row.get(4));
        String extra = text(row.get(6)).toUpperCase(Locale.ROOT);
        String dataType = ColumnTypes.canonical(text(row.get(3)));
        boolean labelled = dataType.equals("enum") || dataType.equals("set");
        String none = labelled ? "binary" : null; // labels have a set, and some servers do not tell that it is this one
        return new Column(
                text(row.get(2)),
                dataType,
                type,
                type.toLowerCase(Locale.ROOT).contains("unsigned"),
                "YES".equals(row.get(5)),
                extra.contains("VIRTUAL") || extra.contains("STORED GENERATED") || extra.contains("PERSISTENT"),
                dataType.equals("json") ? "utf8mb4" : row.get(7) == null ? none : row.get(7),
                row.get(8) == null ? none : row.get(8),
                labelled ? ColumnTypes.labels(type) : List.of());
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
