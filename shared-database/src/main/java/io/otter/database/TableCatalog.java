package io.otter.database;

import io.otter.common.model.NamePattern;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads table definitions from information_schema; shows only tables that the user may see. Stateless, thread-safe. */
public final class TableCatalog {
    private static final Set<String> SYSTEM_SCHEMAS =
            Set.of("information_schema", "performance_schema", "mysql", "sys");
    private static final int TABLES_PER_QUERY = 200;

    /** One table; empty if there is none of this name. */
    public Optional<TableMeta> find(Connection connection, String schema, String table) throws SQLException {
        TableName name = new TableName(schema, table);
        return Optional.ofNullable(load(connection, List.of(name)).get(name));
    }

    /**
     * Reads many tables with few queries.
     *
     * @return by requested name, in the order of the request; tables that do not exist are left out
     */
    public Map<TableName, TableMeta> load(Connection connection, Collection<TableName> names) throws SQLException {
        boolean ignoreCase = ignoresCase(connection);
        Map<String, List<String>> tablesBySchema = new LinkedHashMap<>();
        new LinkedHashSet<>(names)
                .forEach(name -> tablesBySchema
                        .computeIfAbsent(name.schema(), schema -> new ArrayList<>())
                        .add(name.table()));
        Map<TableName, TableMeta> found = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> entry : tablesBySchema.entrySet()) {
            List<String> tables = entry.getValue();
            for (int from = 0; from < tables.size(); from += TABLES_PER_QUERY) {
                List<String> some = tables.subList(from, Math.min(tables.size(), from + TABLES_PER_QUERY));
                new TableReader(connection, entry.getKey(), some).read().forEach(meta -> found.put(meta.name(), meta));
            }
        }
        Map<TableName, TableMeta> result = new LinkedHashMap<>();
        for (TableName name : names) {
            TableMeta exact = found.get(name);
            Optional<TableMeta> match = exact != null || !ignoreCase
                    ? Optional.ofNullable(exact)
                    : found.values().stream()
                            .filter(meta -> sameIgnoringCase(meta.name(), name))
                            .findFirst();
            match.ifPresent(meta -> result.put(name, meta));
        }
        return result;
    }

    /** The tables with foreign keys that refer to a table, among them itself. */
    public List<TableMeta> referring(Connection connection, TableName parent) throws SQLException {
        Set<TableName> children = new LinkedHashSet<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT TABLE_SCHEMA, TABLE_NAME"
                + " FROM information_schema.KEY_COLUMN_USAGE"
                + " WHERE REFERENCED_TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME = ?"
                + " ORDER BY TABLE_SCHEMA, TABLE_NAME")) {
            statement.setString(1, parent.schema());
            statement.setString(2, parent.table());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    children.add(new TableName(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return children.isEmpty()
                ? List.of()
                : List.copyOf(load(connection, children).values());
    }

    /**
     * The base tables whose names match, sorted, without system schemas. If a plain pattern equals a name exactly, only
     * that table matches, even if others differ only in case.
     */
    public List<TableName> list(Connection connection, NamePattern schema, NamePattern table) throws SQLException {
        List<TableName> names = new ArrayList<>();
        for (String schemaName : matching(schemas(connection), schema)) {
            matching(tables(connection, schemaName), table)
                    .forEach(tableName -> names.add(new TableName(schemaName, tableName)));
        }
        return names;
    }

    private static List<String> matching(List<String> names, NamePattern pattern) {
        if (pattern instanceof NamePattern.Plain && names.contains(pattern.text())) {
            return List.of(pattern.text());
        }
        return names.stream().filter(pattern::matches).sorted().toList();
    }

    private static List<String> schemas(Connection connection) throws SQLException {
        return strings(connection, "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA").stream()
                .filter(name -> !SYSTEM_SCHEMAS.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static List<String> tables(Connection connection, String schema) throws SQLException {
        Map<String, String> schemaByTable = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT TABLE_SCHEMA, TABLE_NAME"
                + " FROM information_schema.TABLES"
                + " WHERE TABLE_SCHEMA = ? AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')")) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    // information_schema ignores case on some servers.
                    if (rows.getString(1).equals(schema)) {
                        schemaByTable.put(rows.getString(2), schema);
                    }
                }
            }
        }
        return List.copyOf(schemaByTable.keySet());
    }

    private static boolean ignoresCase(Connection connection) throws SQLException {
        return !strings(connection, "SELECT @@lower_case_table_names").equals(List.of("0"));
    }

    private static boolean sameIgnoringCase(TableName one, TableName other) {
        return one.schema().equalsIgnoreCase(other.schema()) && one.table().equalsIgnoreCase(other.table());
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }
}
