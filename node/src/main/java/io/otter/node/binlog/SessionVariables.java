package io.otter.node.binlog;

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
    /** By bit. The two modes that {@link PlainSql} handles and bits that no version uses are empty. */
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

    private SessionVariables(boolean mariadb, Collations collations, int systemMinutes) {
        this.mariadb = mariadb;
        this.collations = collations;
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
        return new SessionVariables(connection.server().mariadb(), connection.collations(), Integer.parseInt(minutes));
    }

    /** Values by name; only what the event records, and foreign_key_checks only when OFF. */
    Map<String, String> of(QueryStatus status) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (status.flags() != -1 && (status.flags() & NO_FOREIGN_KEY_CHECKS) != 0) {
            variables.put("foreign_key_checks", "OFF");
        }
        if (status.modes() != -1) {
            variables.put("sql_mode", modes(status.modes()));
        }
        if (!status.timeZone().isEmpty()) {
            variables.put("time_zone", status.timeZone().equals("SYSTEM") ? systemZone : status.timeZone());
        }
        String collation = collations.name(status.collation());
        if (collation != null) {
            variables.put("collation_connection", collation);
        }
        String utf8mb4 = collations.name(status.utf8mb4Collation());
        variables.put("default_collation_for_utf8mb4", utf8mb4 == null ? collations.utf8mb4() : utf8mb4);
        if (mariadb && status.utf8mb4Collation() != -1) {
            variables.put("character_set_collations", utf8mb4 == null ? "" : "utf8mb4=" + utf8mb4);
        }
        Boolean explicit = mariadb && status.flags() != -1
                ? Boolean.valueOf((status.flags() & EXPLICIT_DEFAULTS) != 0)
                : status.explicitDefaults();
        if (explicit != null) {
            variables.put("explicit_defaults_for_timestamp", explicit ? "ON" : "OFF");
        }
        return variables;
    }

    private String modes(long bits) {
        List<String> named = new ArrayList<>();
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
