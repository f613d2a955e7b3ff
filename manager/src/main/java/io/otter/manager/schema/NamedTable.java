package io.otter.manager.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table with names. alibaba/otter's columns store characters of up to three bytes; emoji in names need four.
 *
 * @param column whose character set shows whether the table was converted
 * @param key with text columns, empty when there is none
 */
record NamedTable(String name, String column, String key, boolean unique, List<String> keyTexts, List<String> keyRest) {
    static final List<NamedTable> ALL = List.of(
            new NamedTable("CHANNEL", "NAME", "CHANNELUNIQUE", true, List.of("NAME"), List.of()),
            new NamedTable("PIPELINE", "NAME", "PIPELINEUNIQUE", true, List.of("NAME"), List.of("CHANNEL_ID")),
            new NamedTable("CANAL", "NAME", "CANALUNIQUE", true, List.of("NAME"), List.of()),
            new NamedTable("DATA_MEDIA_SOURCE", "NAME", "DATAMEDIASOURCEUNIQUE", true, List.of("NAME"), List.of()),
            new NamedTable("NODE", "NAME", "NODEUNIQUE", true, List.of("NAME", "IP"), List.of()),
            new NamedTable("AUTOKEEPER_CLUSTER", "CLUSTER_NAME", "", false, List.of(), List.of()),
            new NamedTable("DATA_MEDIA_PAIR", "FILTER", "", false, List.of(), List.of()),
            new NamedTable("ALARM_RULE", "DESCRIPTION", "", false, List.of(), List.of()),
            new NamedTable("SYSTEM_PARAMETER", "VALUE", "", false, List.of(), List.of()),
            new NamedTable("LOG_RECORD", "MESSAGE", "logRecord_pipelineId", false, List.of("PIPELINE_ID"), List.of()));

    private static final Logger log = LoggerFactory.getLogger(NamedTable.class);

    /** Unlike the general collation of MySQL 5.6, it distinguishes emoji. */
    private static final String COLLATION = "utf8mb4_unicode_520_ci";

    private static final int KEY_TOO_LONG = 1071;
    private static final int INDEX_COLUMN_TOO_LONG = 1709;
    private static final int DUPLICATE = 1062;

    /** The longest text prefix that MySQL 5.6 can index: 767 bytes at four per character. */
    private static final int SHORT = 191;

    /**
     * Converts the table unless that is done. If two names would then become equal, the table stays unchanged, and the
     * database refuses names with emoji.
     */
    void takeAllCharacters(Connection connection) throws SQLException {
        if (acceptsAllCharacters(connection)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            // Zero dates as defaults are rejected by a strict server when it rebuilds the table.
            statement.execute("SET SESSION sql_mode = 'STRICT_TRANS_TABLES'");
            boolean hasKey = hasKey(connection);
            try {
                statement.executeUpdate(sql(hasKey, ""));
            } catch (SQLException e) {
                if (e.getErrorCode() != KEY_TOO_LONG && e.getErrorCode() != INDEX_COLUMN_TOO_LONG) {
                    throw e;
                }
                statement.executeUpdate(sql(hasKey, "(" + SHORT + ")"));
            }
            log.info("table {} of the manager's database now accepts all characters", name);
        } catch (SQLException e) {
            if (e.getErrorCode() != DUPLICATE) {
                throw e;
            }
            log.warn(
                    "table {} of the manager's database cannot take names with emoji: two of its names would be the same"
                            + " ({}). Rename one and start the manager again.",
                    name,
                    e.getMessage());
        }
    }

    private String sql(boolean hasKey, String prefix) {
        List<String> parts = new ArrayList<>();
        if (hasKey) {
            String columns = Stream.concat(
                            keyTexts.stream().map(text -> "`" + text + "`" + prefix),
                            keyRest.stream().map(rest -> "`" + rest + "`"))
                    .collect(Collectors.joining(", "));
            parts.add("DROP INDEX `" + key + "`");
            parts.add("ADD " + (unique ? "UNIQUE " : "") + "KEY `" + key + "` (" + columns + ")");
        }
        parts.add("CONVERT TO CHARACTER SET utf8mb4 COLLATE " + COLLATION);
        return String.format(Locale.ROOT, "ALTER TABLE `%s` %s", name, String.join(", ", parts));
    }

    private boolean acceptsAllCharacters(Connection connection) throws SQLException {
        return exists(
                connection,
                "SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?"
                        + " AND COLUMN_NAME = ? AND CHARACTER_SET_NAME = 'utf8mb4'",
                column);
    }

    private boolean hasKey(Connection connection) throws SQLException {
        return exists(
                connection,
                "SELECT 1 FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?"
                        + " AND INDEX_NAME = ?",
                key);
    }

    private boolean exists(Connection connection, String sql, String what) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setString(2, what);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }
}
