package io.otter.manager.backup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The rows of what is configured, and of who may log in; not what was measured or told since. Thread-safe. */
@Component
final class BackupTables {
    private static final List<String> CONFIGURED =
            List.of("NODE", "DATA_MEDIA_SOURCE", "CANAL", "CHANNEL", "DATA_MATRIX");

    private static final List<String> ALL = List.of(
            "AUTOKEEPER_CLUSTER",
            "NODE",
            "DATA_MATRIX",
            "DATA_MEDIA_SOURCE",
            "DATA_MEDIA",
            "CANAL",
            "CHANNEL",
            "PIPELINE",
            "PIPELINE_NODE_RELATION",
            "DATA_MEDIA_PAIR",
            "COLUMN_PAIR",
            "COLUMN_PAIR_GROUP",
            "COPIED_PAIR",
            "CHANNEL_STATE",
            "NODE_DRAIN",
            "SITE",
            "ALARM_RULE",
            "SYSTEM_PARAMETER",
            "USER",
            "API_TOKEN");

    private final JdbcTemplate database;

    BackupTables(JdbcTemplate database) {
        this.database = database;
    }

    /** By table, each row as the texts of its columns. */
    Map<String, List<Map<String, @Nullable String>>> read() {
        Map<String, List<Map<String, @Nullable String>>> tables = new LinkedHashMap<>();
        for (String table : ALL) {
            List<String> columns = columns(table);
            String texts = columns.stream()
                    .map(column -> "CAST(`" + column + "` AS CHAR) AS `" + column + "`")
                    .collect(Collectors.joining(", "));
            tables.put(table, database.query("SELECT " + texts + " FROM `" + table + "` ORDER BY 1", (row, number) -> {
                Map<String, @Nullable String> values = new LinkedHashMap<>();
                for (String column : columns) {
                    values.put(column, row.getString(column));
                }
                return values;
            }));
        }
        return tables;
    }

    /** What is configured already, by table. */
    Map<String, Long> configured() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String table : CONFIGURED) {
            Long count = database.queryForObject("SELECT COUNT(*) FROM `" + table + "`", Long.class);
            if (count != null && count > 0) {
                counts.put(table, count);
            }
        }
        return counts;
    }

    /** The tables and columns of a backup that this version does not have. */
    Set<String> unknown(Map<String, List<Map<String, @Nullable String>>> tables) {
        Set<String> unknown = new TreeSet<>();
        tables.forEach((table, rows) -> {
            if (ALL.contains(table)) {
                Set<String> named = new TreeSet<>();
                rows.forEach(row -> named.addAll(row.keySet()));
                columns(table).forEach(named::remove);
                named.forEach(column -> unknown.add(table + "." + column));
            } else {
                unknown.add(table);
            }
        });
        return unknown;
    }

    /** Replaces all rows. All of it in one transaction, after {@link #unknown} was found to be empty. */
    void write(Map<String, List<Map<String, @Nullable String>>> tables) {
        for (String table : ALL) {
            database.update("DELETE FROM `" + table + "`");
            for (Map<String, @Nullable String> row : tables.getOrDefault(table, List.of())) {
                List<String> columns = new ArrayList<>(row.keySet());
                database.update(
                        "INSERT INTO `" + table + "` ("
                                + columns.stream()
                                        .map(column -> "`" + column + "`")
                                        .collect(Collectors.joining(", "))
                                + ") VALUES ("
                                + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")",
                        columns.stream().map(row::get).toArray());
            }
        }
    }

    private List<String> columns(String table) {
        return database.queryForList(
                "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?"
                        + " ORDER BY ORDINAL_POSITION",
                String.class,
                table);
    }
}
