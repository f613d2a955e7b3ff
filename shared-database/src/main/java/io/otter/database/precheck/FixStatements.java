package io.otter.database.precheck;

import io.otter.database.ColumnMeta;
import io.otter.database.SqlNames;
import io.otter.database.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** DDL for fixes. Stateless. */
final class FixStatements {
    static final String RETL_BUFFER = """
            CREATE DATABASE IF NOT EXISTS `retl`;
            CREATE TABLE IF NOT EXISTS `retl`.`retl_buffer` (
              ID bigint NOT NULL AUTO_INCREMENT,
              TABLE_ID int NOT NULL,
              FULL_NAME varchar(512),
              TYPE char(1) NOT NULL,
              PK_DATA varchar(256) NOT NULL,
              GMT_CREATE timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
              GMT_MODIFIED timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
              PRIMARY KEY (ID)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8;""";

    private FixStatements() {}

    /** A column definition like the source's, without its default, which servers spell differently. */
    static String column(ColumnMeta column, String name, boolean nullable) {
        StringBuilder text = new StringBuilder(SqlNames.quote(name)).append(' ').append(column.columnType());
        if (column.charset() != null && !column.dataType().equals("json")) {
            text.append(" CHARACTER SET ").append(column.charset());
        }
        // A TIMESTAMP without NULL is NOT NULL on older servers.
        return text.append(nullable ? " NULL" : " NOT NULL").toString();
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
