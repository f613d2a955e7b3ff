package io.otter.testsupport.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** What a server had right after its start, and how to get it back there. */
record InitialState(Set<String> schemas, Set<String> accounts, Map<String, String> settings) {
    private static final String SCHEMAS = "SELECT schema_name, '' FROM information_schema.schemata";
    private static final String ACCOUNTS = "SELECT CONCAT(QUOTE(user), '@', QUOTE(host)), '' FROM mysql.user";
    private static final String SETTINGS = "SHOW GLOBAL VARIABLES";
    private static final String OTHER_CONNECTIONS = "SELECT id, '' FROM information_schema.processlist"
            + " WHERE id <> CONNECTION_ID() AND user NOT IN ('system user', 'event_scheduler')";
    private static final Duration END_OF_CONNECTIONS = Duration.ofSeconds(10);
    private static final int NO_SUCH_CONNECTION = 1094;
    private static final int READ_ONLY_SETTING = 1238;

    static InitialState of(DatabaseServer server) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
            return new InitialState(
                    rows(statement, SCHEMAS).keySet(), rows(statement, ACCOUNTS).keySet(), rows(statement, SETTINGS));
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage(), e);
        }
    }

    /**
     * Ends all other connections and removes all that came since the start: schemas, accounts, changed global settings
     * and the log.
     */
    void restore(DatabaseServer server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = '', lock_wait_timeout = 10");
            endOtherConnections(statement);
            if (!settings.getOrDefault("log_bin", "OFF").equals("OFF")) {
                statement.execute(server.name().equals("mysql-9.7") ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
            }
            restoreSettings(statement);
            statement.execute("SET SESSION sql_log_bin = 0, foreign_key_checks = 0");
            for (String schema : added(statement, SCHEMAS, schemas)) {
                statement.execute("DROP DATABASE `" + schema.replace("`", "``") + "`");
            }
            for (String account : added(statement, ACCOUNTS, accounts)) {
                boolean isRole = server.isMariaDb() && account.endsWith("@''");
                statement.execute(
                        isRole ? "DROP ROLE " + account.substring(0, account.length() - 3) : "DROP USER " + account);
            }
        }
    }

    private static void endOtherConnections(Statement statement) throws SQLException {
        long deadline = System.nanoTime() + END_OF_CONNECTIONS.toNanos();
        Set<String> others = rows(statement, OTHER_CONNECTIONS).keySet();
        while (!others.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new SQLException("connections " + others + " do not end");
            }
            for (String id : others) {
                try {
                    statement.execute("KILL " + id);
                } catch (SQLException e) {
                    if (e.getErrorCode() != NO_SUCH_CONNECTION) {
                        throw e;
                    }
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            others = rows(statement, OTHER_CONNECTIONS).keySet();
        }
    }

    private void restoreSettings(Statement statement) throws SQLException {
        for (Map.Entry<String, String> present : rows(statement, SETTINGS).entrySet()) {
            String initial = settings.get(present.getKey());
            if (initial == null || initial.equals(present.getValue())) {
                continue;
            }
            String literal = initial.matches("-?[0-9]+(\\.[0-9]+)?") ? initial : "'" + initial.replace("'", "''") + "'";
            try {
                statement.execute("SET GLOBAL " + present.getKey() + " = " + literal);
            } catch (SQLException e) {
                if (e.getErrorCode() != READ_ONLY_SETTING) {
                    throw e;
                }
            }
        }
    }

    private static Set<String> added(Statement statement, String query, Set<String> initial) throws SQLException {
        Set<String> added = new HashSet<>(rows(statement, query).keySet());
        added.removeAll(initial);
        return added;
    }

    private static Map<String, String> rows(Statement statement, String query) throws SQLException {
        Map<String, String> rows = new LinkedHashMap<>();
        try (ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                rows.put(result.getString(1), result.getString(2));
            }
        }
        return rows;
    }
}
