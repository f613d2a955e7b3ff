package io.otter.node.schema;

import io.otter.common.json.Json;
import io.otter.common.position.BinlogPosition;
import io.otter.database.TableName;
import io.otter.node.binlog.LoggedDdl;
import io.otter.node.binlog.TableDefinition;
import io.otter.node.sql.DatabaseStatement;
import io.otter.node.sql.ParsedStatement;
import io.otter.node.sql.SqlStatement;
import io.otter.node.sql.TableMention;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The known tables of a source; a table that is not in it is unknown, not necessarily missing. Single-threaded. */
final class SchemaState {
    private final Map<String, TableState> tables = new LinkedHashMap<>();
    private final Map<String, String> collations = new LinkedHashMap<>();

    private final Set<TableName> views = new LinkedHashSet<>();

    /** What has changed since {@link #changes}; without a table, the schema itself. */
    private final Set<TableName> changed = new LinkedHashSet<>();

    /** What one name stands for: a schema, a view or a table. */
    private record Definition(
            @Nullable String collation,
            boolean view,
            @Nullable TableState table) {}

    /** All of it, for people: tables, the default collation of each schema, and views. */
    record Content(List<TableState> tables, Map<String, String> collations, List<TableName> views) {}

    Content content() {
        return new Content(new ArrayList<>(tables.values()), new LinkedHashMap<>(collations), new ArrayList<>(views));
    }

    void clear() {
        tables.clear();
        collations.clear();
        views.clear();
        changed.clear();
    }

    /**
     * Takes over what was told by {@link #changes} or {@link #all}.
     *
     * @throws RuntimeException if it was not
     */
    void load(TableDefinition told) {
        TableName name = new TableName(told.schema(), told.table());
        Definition definition = told.json().isEmpty()
                ? new Definition(null, false, null)
                : Json.read(told.json().getBytes(StandardCharsets.UTF_8), Definition.class);
        TableState table = definition.table();
        if (told.table().isEmpty()) {
            collation(told.schema(), definition.collation() == null ? "" : definition.collation());
        } else if (definition.view()) {
            putView(name);
        } else if (table == null) {
            remove(name.schema(), name.table());
            removeView(name);
        } else if (table.isOf(name)) {
            put(table);
        } else {
            throw new IllegalArgumentException("the definition kept of " + name + " is that of another table");
        }
        changed.clear();
    }

    /** What has changed since the last call, for {@link #load}. */
    List<TableDefinition> changes(BinlogPosition at) {
        List<TableDefinition> told =
                changed.stream().map(name -> told(name, at)).toList();
        changed.clear();
        return told;
    }

    /** Everything, for {@link #load}. */
    List<TableDefinition> all(BinlogPosition at) {
        changed.clear();
        List<TableDefinition> told = new ArrayList<>();
        collations.keySet().forEach(schema -> told.add(told(new TableName(schema, ""), at)));
        views.forEach(view -> told.add(told(view, at)));
        tables.values().forEach(table -> told.add(told(new TableName(table.schema(), table.table()), at)));
        return told;
    }

    private TableDefinition told(TableName name, BinlogPosition at) {
        TableState table = find(name.schema(), name.table());
        String collation = name.table().isEmpty() ? collation(name.schema()) : "";
        Definition definition = new Definition(collation.isEmpty() ? null : collation, isView(name), table);
        boolean nothing = table == null && collation.isEmpty() && !isView(name);
        String json = nothing ? "" : new String(Json.write(definition), StandardCharsets.UTF_8);
        return new TableDefinition(name.schema(), name.table(), json, at);
    }

    boolean isView(TableName name) {
        return views.contains(name);
    }

    void putView(TableName view) {
        remove(view.schema(), view.table());
        if (views.add(view)) {
            changed.add(view);
        }
    }

    void removeView(TableName view) {
        if (views.remove(view)) {
            changed.add(view);
        }
    }

    @Nullable
    TableState find(String schema, String table) {
        return tables.get(key(schema, table));
    }

    void put(TableState table) {
        TableName name = new TableName(table.schema(), table.table());
        removeView(name);
        if (!table.equals(tables.put(key(table.schema(), table.table()), table))) {
            changed.add(name);
        }
    }

    void remove(String schema, String table) {
        if (tables.remove(key(schema, table)) != null) {
            changed.add(new TableName(schema, table));
        }
    }

    List<String> tablesOf(String schema) {
        return tables.values().stream()
                .filter(table -> table.schema().equals(schema))
                .map(TableState::table)
                .toList();
    }

    void removeSchema(String schema) {
        removeTables(table -> table.schema().equalsIgnoreCase(schema));
        List.copyOf(views).stream()
                .filter(view -> view.schema().equalsIgnoreCase(schema))
                .forEach(this::removeView);
    }

    /** Forgets every table that the statement may affect, rather than guessing. */
    void forgetTouched(LoggedDdl ddl) {
        removeTables(table -> touches(ddl, table.schema(), table.table()));
    }

    private void removeTables(Predicate<TableState> which) {
        List.copyOf(tables.values()).stream().filter(which).forEach(table -> remove(table.schema(), table.table()));
    }

    /** Whether the statement may change the table; if unsure, true. */
    static boolean touches(LoggedDdl ddl, String schema, String table) {
        ParsedStatement read = ddl.parsed();
        if (read == null) {
            return true;
        }
        return switch (read.kind()) {
            case TRUNCATE_TABLE -> false;
            case CREATE_TABLE -> !isConditional(read.statement()) && mentions(read, schema, table);
            case DATABASE ->
                DatabaseStatement.of(read.statement())
                        .map(one -> one.verb() != DatabaseStatement.Verb.ALTER
                                && one.schema().equalsIgnoreCase(schema))
                        .orElse(true);
            default -> mentions(read, schema, table);
        };
    }

    /** What is there already it leaves as it is; else there are no rows before it. */
    private static boolean isConditional(SqlStatement statement) {
        return statement instanceof SqlStatement.CreateTable create && create.ifNotExists()
                || statement instanceof SqlStatement.CreateTableLike like && like.ifNotExists();
    }

    private static boolean mentions(ParsedStatement read, String schema, String table) {
        return read.mentions().stream().anyMatch(mention -> touches(mention, read, schema, table));
    }

    /** What a refused statement does to a table that it names is not known. */
    private static boolean touches(TableMention mention, ParsedStatement read, String schema, String table) {
        return (mention.role() != TableMention.Role.REFERENCE || !read.problem().isEmpty())
                && mention.table().schema().equalsIgnoreCase(schema)
                && mention.table().table().equalsIgnoreCase(table);
    }

    void collation(String schema, String collation) {
        String name = schema.toLowerCase(Locale.ROOT);
        if (!collation.equals(collations.put(name, collation))) {
            changed.add(new TableName(name, ""));
        }
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
