package io.otter.node.binlog;

import io.otter.node.binlog.QueryStatus.Item;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Derives from a query event the session variables that affect the meaning of a DDL statement, with names and values
 * that another server accepts. Immutable.
 */
final class SessionVariables {
    private static final long EXPLICIT_DEFAULTS = 1 << 24;
    private static final long NO_FOREIGN_KEY_CHECKS = 1 << 26;
    private static final long NO_UNIQUE_CHECKS = 1 << 27;
    /** By bit. The modes that {@link PlainSql} handles and bits that no version uses are empty. */
    private static final List<String> MODES = List.of(
            "REAL_AS_FLOAT",
            "PIPES_AS_CONCAT",
            "",
            "IGNORE_SPACE",
            "",
            "ONLY_FULL_GROUP_BY",
            "NO_UNSIGNED_SUBTRACTION",
            "NO_DIR_IN_CREATE",
            "POSTGRESQL",
            "ORACLE",
            "MSSQL",
            "DB2",
            "MAXDB",
            "NO_KEY_OPTIONS",
            "NO_TABLE_OPTIONS",
            "NO_FIELD_OPTIONS",
            "MYSQL323",
            "MYSQL40",
            "ANSI",
            "NO_AUTO_VALUE_ON_ZERO",
            "",
            "STRICT_TRANS_TABLES",
            "STRICT_ALL_TABLES",
            "NO_ZERO_IN_DATE",
            "NO_ZERO_DATE",
            "ALLOW_INVALID_DATES",
            "ERROR_FOR_DIVISION_BY_ZERO",
            "TRADITIONAL",
            "NO_AUTO_CREATE_USER",
            "HIGH_NOT_PRECEDENCE",
            "NO_ENGINE_SUBSTITUTION",
            "PAD_CHAR_TO_FULL_LENGTH");
    /** Bits that MySQL and MariaDB use differently. */
    private static final Map<Integer, String> MYSQL_MODES = Map.of(32, "TIME_TRUNCATE_FRACTIONAL");

    private static final Map<Integer, String> MARIADB_MODES = Map.of(
            4,
            "IGNORE_BAD_TABLE_OPTIONS",
            32,
            "EMPTY_STRING_IS_NULL",
            33,
            "SIMULTANEOUS_ASSIGNMENT",
            34,
            "TIME_ROUND_FRACTIONAL");

    private final boolean mariadb;
    private final Collations collations;
    private final String systemZone;
    /** A server's own, since no log tells the session's. */
    private final String engine;

    private SessionVariables(boolean mariadb, Collations collations, int systemMinutes, String engine) {
        this.mariadb = mariadb;
        this.collations = collations;
        this.engine = engine;
        int minutes = Math.abs(systemMinutes);
        systemZone =
                String.format(Locale.ROOT, "%s%02d:%02d", systemMinutes < 0 ? "-" : "+", minutes / 60, minutes % 60);
    }

    /**
     * Queries the source for the names of its collation numbers.
     *
     * @param connection must not be dumping yet
     */
    static SessionVariables of(BinlogConnection connection) throws IOException {
        String minutes = connection.value(
                "SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM'))");
        return new SessionVariables(
                connection.server().mariadb(),
                connection.collations(),
                Integer.parseInt(minutes),
                connection.value("SELECT @@GLOBAL.default_storage_engine"));
    }

    /** Values by name; checks only when they were off. */
    Map<String, String> of(LoggedQuery query) {
        QueryStatus status = query.status();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("timestamp", String.format(Locale.ROOT, "%d.%06d", query.second(), status.of(Item.MICROSECONDS)));
        flags(status.of(Item.FLAGS), variables);
        if (status.has(Item.SQL_MODE)) {
            variables.put("sql_mode", modes(status.of(Item.SQL_MODE)));
        }
        if (!status.timeZone().isEmpty()) {
            variables.put("time_zone", status.timeZone().equals("SYSTEM") ? systemZone : status.timeZone());
        }
        collation("collation_connection", status.collation(Item.COLLATION_CONNECTION), variables);
        collation("collation_server", status.collation(Item.COLLATION_SERVER), variables);
        variables.put("default_collation_for_utf8mb4", collations.utf8mb4());
        collation("default_collation_for_utf8mb4", status.collation(Item.UTF8MB4_COLLATION), variables);
        if (mariadb && status.has(Item.UTF8MB4_COLLATION)) {
            String utf8mb4 = collations.name(status.collation(Item.UTF8MB4_COLLATION));
            variables.put("character_set_collations", utf8mb4 == null ? "" : "utf8mb4=" + utf8mb4);
        }
        boolean explicit =
                mariadb ? (status.of(Item.FLAGS) & EXPLICIT_DEFAULTS) != 0 : status.of(Item.EXPLICIT_DEFAULTS) != 0;
        if (status.has(mariadb ? Item.FLAGS : Item.EXPLICIT_DEFAULTS)) {
            variables.put("explicit_defaults_for_timestamp", explicit ? "ON" : "OFF");
        }
        // Those that are not logged have the value that they are logged without.
        boolean steps = status.has(Item.AUTO_INCREMENT_INCREMENT);
        variables.put(
                "auto_increment_increment", steps ? String.valueOf(status.of(Item.AUTO_INCREMENT_INCREMENT)) : "1");
        variables.put("auto_increment_offset", steps ? String.valueOf(status.of(Item.AUTO_INCREMENT_OFFSET)) : "1");
        if (status.has(Item.LC_TIME_NAMES)) {
            variables.put("lc_time_names", String.valueOf(status.of(Item.LC_TIME_NAMES)));
        }
        variables.put("default_storage_engine", engine);
        // What the source let pass passes here, and no table gets a key that the source's has not.
        variables.put("sql_require_primary_key", "OFF");
        variables.put("sql_generate_invisible_primary_key", "OFF");
        return variables;
    }

    private static void flags(long flags, Map<String, String> variables) {
        if ((flags & NO_FOREIGN_KEY_CHECKS) != 0) {
            variables.put("foreign_key_checks", "OFF");
        }
        if ((flags & NO_UNIQUE_CHECKS) != 0) {
            variables.put("unique_checks", "OFF");
        }
    }

    private void collation(String variable, int number, Map<String, String> variables) {
        String name = collations.name(number);
        if (name != null) {
            variables.put(variable, name);
        }
    }

    private String modes(long bits) {
        List<String> named = new ArrayList<>();
        if ((bits & QueryStatus.NO_BACKSLASH_ESCAPES) != 0 && !mariadb) {
            named.add(PlainSql.BACKSLASHES_AS_WRITTEN);
        }
        for (int i = 0; i < MODES.size(); i++) {
            if ((bits >>> i & 1) != 0 && !MODES.get(i).isEmpty()) {
                named.add(MODES.get(i));
            }
        }
        (mariadb ? MARIADB_MODES : MYSQL_MODES).forEach((bit, name) -> {
            if ((bits >>> bit & 1) != 0) {
                named.add(name);
            }
        });
        return String.join(",", named);
    }
}
