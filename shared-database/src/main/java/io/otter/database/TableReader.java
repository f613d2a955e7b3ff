package io.otter.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads some tables of one schema with four queries. For a single use. */
final class TableReader {
    private final Connection connection;
    private final String schema;
    private final List<String> tables;
    private final Map<TableName, Parts> parts = new LinkedHashMap<>();

    TableReader(Connection connection, String schema, List<String> tables) {
        this.connection = connection;
        this.schema = schema;
        this.tables = tables;
    }

    /** The tables that exist, including those whose names differ only in case on the server. */
    List<TableMeta> read() throws SQLException {
        query(
                "SELECT TABLE_SCHEMA, TABLE_NAME, ENGINE FROM information_schema.TABLES"
                        + " WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')",
                "TABLE_SCHEMA",
                "TABLE_NAME",
                rows -> parts.put(nameIn(rows), new Parts(String.valueOf(rows.getString("ENGINE")))));
        query(
                "SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE,"
                        + " EXTRA, CHARACTER_SET_NAME, COLLATION_NAME, COLUMN_DEFAULT FROM information_schema.COLUMNS"
                        + " WHERE 1 = 1",
                "TABLE_SCHEMA",
                "TABLE_NAME",
                rows -> partsIn(rows).columns.put(rows.getInt("ORDINAL_POSITION"), column(rows)));
        query(
                "SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, NULLABLE"
                        + " FROM information_schema.STATISTICS WHERE NON_UNIQUE = 0",
                "TABLE_SCHEMA",
                "TABLE_NAME",
                rows -> partsIn(rows)
                        .indexes
                        .computeIfAbsent(rows.getString("INDEX_NAME"), name -> new ArrayList<>())
                        .add(new Parts.IndexPart(
                                rows.getInt("SEQ_IN_INDEX"),
                                rows.getString("COLUMN_NAME"),
                                rows.getString("SUB_PART") != null,
                                "YES".equals(rows.getString("NULLABLE")))));
        query(
                "SELECT K.TABLE_SCHEMA, K.TABLE_NAME, K.CONSTRAINT_NAME, K.ORDINAL_POSITION, K.COLUMN_NAME,"
                        + " K.REFERENCED_TABLE_SCHEMA, K.REFERENCED_TABLE_NAME, K.REFERENCED_COLUMN_NAME,"
                        + " R.UPDATE_RULE, R.DELETE_RULE"
                        + " FROM information_schema.KEY_COLUMN_USAGE K JOIN information_schema.REFERENTIAL_CONSTRAINTS R"
                        + " ON R.CONSTRAINT_SCHEMA = K.CONSTRAINT_SCHEMA AND R.CONSTRAINT_NAME = K.CONSTRAINT_NAME"
                        + " AND R.TABLE_NAME = K.TABLE_NAME WHERE K.REFERENCED_TABLE_NAME IS NOT NULL",
                "K.TABLE_SCHEMA",
                "K.TABLE_NAME",
                rows -> partsIn(rows)
                        .foreignKeys
                        .computeIfAbsent(rows.getString("CONSTRAINT_NAME"), name -> new ArrayList<>())
                        .add(new Parts.ForeignKeyPart(
                                rows.getInt("ORDINAL_POSITION"),
                                rows.getString("COLUMN_NAME"),
                                new TableName(
                                        rows.getString("REFERENCED_TABLE_SCHEMA"),
                                        rows.getString("REFERENCED_TABLE_NAME")),
                                rows.getString("REFERENCED_COLUMN_NAME"),
                                rows.getString("UPDATE_RULE"),
                                rows.getString("DELETE_RULE"))));
        List<TableMeta> metas = new ArrayList<>();
        parts.forEach((name, table) -> metas.add(table.toMeta(name)));
        return metas;
    }

    private void query(String select, String schemaColumn, String tableColumn, RowReader reader) throws SQLException {
        String marks = "?, ".repeat(tables.size() - 1) + "?";
        String sql = select + " AND " + schemaColumn + " = ? AND " + tableColumn + " IN (" + marks + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            for (int i = 0; i < tables.size(); i++) {
                statement.setString(i + 2, tables.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    private Parts partsIn(ResultSet rows) throws SQLException {
        Parts known = parts.get(nameIn(rows));
        return known == null ? new Parts("") : known;
    }

    private static TableName nameIn(ResultSet rows) throws SQLException {
        return new TableName(rows.getString("TABLE_SCHEMA"), rows.getString("TABLE_NAME"));
    }

    private static ColumnMeta column(ResultSet rows) throws SQLException {
        Set<String> extra = new TreeSet<>(List.of(
                String.valueOf(rows.getString("EXTRA")).toUpperCase(Locale.ROOT).split("[\\s,]+")));
        return new ColumnMeta(
                rows.getInt("ORDINAL_POSITION"),
                rows.getString("COLUMN_NAME"),
                rows.getString("DATA_TYPE").toLowerCase(Locale.ROOT),
                rows.getString("COLUMN_TYPE"),
                "YES".equals(rows.getString("IS_NULLABLE")),
                extra.contains("GENERATED") || extra.contains("VIRTUAL") || extra.contains("PERSISTENT"),
                extra.contains("INVISIBLE"),
                extra.contains("AUTO_INCREMENT"),
                extra.contains("UPDATE"),
                rows.getString("CHARACTER_SET_NAME"),
                rows.getString("COLLATION_NAME"),
                rows.getString("COLUMN_DEFAULT"));
    }

    private interface RowReader {
        void read(ResultSet rows) throws SQLException;
    }
}
