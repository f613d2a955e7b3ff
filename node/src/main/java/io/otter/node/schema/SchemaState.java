package io.otter.node.schema;

import io.otter.database.TableName;
import io.otter.node.binlog.LoggedDdl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The known tables of a source; a table that is not in it is unknown, not necessarily missing. Single-threaded. */
final class SchemaState {
    private static final int WORDS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;

    private final Map<String, TableState> tables = new LinkedHashMap<>();
    private final Map<String, String> collations = new LinkedHashMap<>();

    private final Set<TableName> views = new LinkedHashSet<>();

    /**
     * What a snapshot holds: tables, the default collation of each schema, and views.
     *
     * @param views null in a snapshot of an older version
     */
    record Content(
            List<TableState> tables,
            Map<String, String> collations,
            @Nullable List<TableName> views) {}

    Content content() {
        return new Content(new ArrayList<>(tables.values()), new LinkedHashMap<>(collations), new ArrayList<>(views));
    }

    void clear() {
        tables.clear();
        collations.clear();
        views.clear();
    }

    void load(Content content) {
        content.tables().forEach(this::put);
        collations.putAll(content.collations());
        if (content.views() != null) {
            views.addAll(content.views());
        }
    }

    boolean isView(TableName name) {
        return views.contains(name);
    }

    void putView(TableName view) {
        remove(view.schema(), view.table());
        views.add(view);
    }

    void removeView(TableName view) {
        views.remove(view);
    }

    @Nullable
    TableState find(String schema, String table) {
        return tables.get(key(schema, table));
    }

    void put(TableState table) {
        views.remove(new TableName(table.schema(), table.table()));
        tables.put(key(table.schema(), table.table()), table);
    }

    void remove(String schema, String table) {
        tables.remove(key(schema, table));
    }

    List<String> tablesOf(String schema) {
        return tables.values().stream()
                .filter(table -> table.schema().equals(schema))
                .map(TableState::table)
                .toList();
    }

    void removeSchema(String schema) {
        tables.values().removeIf(table -> table.schema().equalsIgnoreCase(schema));
        views.removeIf(view -> view.schema().equalsIgnoreCase(schema));
    }

    /** Forgets every table that the statement may affect, rather than guessing. */
    void forgetTouched(LoggedDdl ddl) {
        tables.values().removeIf(table -> touches(ddl, table.schema(), table.table()));
    }

    /** Whether the statement may change the table; if unsure, true. */
    static boolean touches(LoggedDdl ddl, String schema, String table) {
        String sql = ddl.sql().toLowerCase(Locale.ROOT);
        boolean schemaNamed = ddl.schema().equalsIgnoreCase(schema) || sql.contains(schema.toLowerCase(Locale.ROOT));
        boolean wholeSchema = sql.matches("(?s).*\\b(database|schema)\\b.*") && schemaNamed;
        return !sql.matches("(?s)\\s*truncate\\b.*") && (wholeSchema || schemaNamed && names(ddl.sql(), table));
    }

    /** Whether the name occurs as a word; backticks in names are doubled in statements. */
    private static boolean names(String sql, String table) {
        String written = Pattern.quote(table.replace("`", "``"));
        return Pattern.compile("(?<![\\w$])" + written + "(?![\\w$])", WORDS)
                .matcher(sql)
                .find();
    }

    void collation(String schema, String collation) {
        collations.put(schema.toLowerCase(Locale.ROOT), collation);
    }

    /** The collation of tables that are created without one; empty if unknown. */
    String collation(String schema) {
        return collations.getOrDefault(schema.toLowerCase(Locale.ROOT), "");
    }

    /** The collation that a table's columns have where nothing is said; of a table that is not known, its database's. */
    String collationOf(String schema, String table) {
        TableState known = find(schema, table);
        return known == null ? collation(schema) : known.collation();
    }

    private static String key(String schema, String table) {
        // Whether or not the server's names are case-sensitive, its log uses one spelling, so names match exactly.
        return schema + "\u0000" + table;
    }
}
