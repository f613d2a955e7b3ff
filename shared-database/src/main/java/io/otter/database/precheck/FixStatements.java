package io.otter.database.precheck;

import io.otter.database.ColumnMeta;
import io.otter.database.SqlNames;
import io.otter.database.TableName;
import io.otter.database.control.ControlScript;
import io.otter.database.control.ControlTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** DDL for fixes. Stateless. */
final class FixStatements {
    private FixStatements() {}

    /** A table that nodes do not create at a source. */
    static String create(ControlTable table) {
        ControlScript script = new ControlScript();
        return script.createSchema() + ";\n" + script.create(table) + ";";
    }

    /** A column as the source has it, without its default, which servers spell differently. */
    static String column(ColumnMeta column, String name, boolean nullable) {
        StringBuilder text = new StringBuilder(SqlNames.quote(name)).append(' ').append(column.columnType());
        if (column.charset() != null && !column.dataType().equals("json")) {
            text.append(" CHARACTER SET ").append(column.charset());
        }
        // A TIMESTAMP without NULL is NOT NULL on older servers.
        return text.append(nullable ? " NULL" : " NOT NULL").toString();
    }

    /** The type, character set and collation of another column. */
    static String likeColumn(TableName table, ColumnMeta source, ColumnMeta target) {
        String collation = source.collation() == null || source.dataType().equals("json")
                ? ""
                : " CHARACTER SET " + source.charset() + " COLLATE " + source.collation();
        return "ALTER TABLE " + table.quoted() + " MODIFY " + SqlNames.quote(target.name()) + " " + source.columnType()
                + collation + (target.nullable() ? " NULL" : " NOT NULL") + ";";
    }

    static String addColumn(TableName table, ColumnMeta column, String name) {
        return "ALTER TABLE " + table.quoted() + " ADD COLUMN " + column(column, name, column.nullable()) + ";";
    }

    static String createTable(MappedTable table) {
        Map<ColumnMeta, String> columns = table.columns();
        List<String> lines = new ArrayList<>();
        columns.forEach((column, name) -> lines.add(
                "  " + column(column, name, column.nullable()) + (column.autoIncrement() ? " AUTO_INCREMENT" : "")));
        List<String> key = table.source().identity().stream()
                .flatMap(keyColumn -> columns.entrySet().stream()
                        .filter(entry -> entry.getKey().name().equals(keyColumn))
                        .map(entry -> SqlNames.quote(entry.getValue())))
                .toList();
        if (!key.isEmpty()) {
            lines.add("  PRIMARY KEY (" + String.join(", ", key) + ")");
        }
        return "CREATE DATABASE IF NOT EXISTS " + SqlNames.quote(table.target().schema()) + ";\nCREATE TABLE "
                + table.target().quoted() + " (\n" + String.join(",\n", lines) + "\n) ENGINE=InnoDB;";
    }
}
