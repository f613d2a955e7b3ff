package io.otter.database.precheck;

import io.otter.database.ServerInfo;
import io.otter.database.SqlNames;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What the checks need to know about a server and its user, read once.
 *
 * @param title what messages call the server
 * @param account the user as in GRANT
 */
record ServerFacts(
        Connection connection,
        Found title,
        ServerInfo server,
        String account,
        Grants grants,
        Map<String, String> variables) {

    static ServerFacts read(Connection connection, Found title) throws SQLException {
        ServerInfo server = ServerInfo.of(connection);
        Map<String, String> variables = new HashMap<>();
        for (Map<String, String> row : rows(
                connection,
                "SHOW GLOBAL VARIABLES WHERE Variable_name LIKE 'binlog%' OR Variable_name LIKE 'log\\_%'"
                        + " OR Variable_name LIKE 'server\\_%' OR Variable_name IN ('gtid_mode', 'gtid_purged',"
                        + " 'max_allowed_packet', 'read_only', 'super_read_only', 'hostname', 'port', 'datadir')")) {
            String name = Objects.requireNonNull(row.get("variable_name"), "a variable without a name");
            variables.put(name.toLowerCase(Locale.ROOT), row.getOrDefault("value", ""));
        }
        return new ServerFacts(connection, title, server, account(connection), Grants.of(connection), variables);
    }

    /** A global variable; the default if this server does not have it. */
    String variable(String name, String defaultValue) {
        return variables.getOrDefault(name, defaultValue);
    }

    boolean isOn(String name) {
        String value = variable(name, "OFF");
        return value.equalsIgnoreCase("ON") || value.equals("1");
    }

    /** Equal for two connections if and only if they lead to the same server. */
    String identity() {
        return variables.containsKey("server_uuid")
                ? variable("server_uuid", "")
                : variable("hostname", "") + ":" + variable("port", "") + ":" + variable("datadir", "");
    }

    /** The statement that sets a global variable, persistently if the server supports it. */
    String set(String variable, String value) {
        boolean persist = !server.isMariaDb() && server.atLeast(8, 0);
        return "SET " + (persist ? "PERSIST " : "GLOBAL ") + variable + " = " + value + ";";
    }

    String grant(String privileges, String object) {
        return "GRANT " + privileges + " ON " + object + " TO " + account + ";";
    }

    List<Map<String, String>> rows(String sql) throws SQLException {
        return rows(connection, sql);
    }

    /** Rows keyed by lower-case column label; NULLs are left out. */
    private static List<Map<String, String>> rows(Connection connection, String sql) throws SQLException {
        List<Map<String, String>> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String value = rows.getString(i);
                    if (value != null) {
                        row.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), value);
                    }
                }
                all.add(row);
            }
        }
        return all;
    }

    private static String account(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT CURRENT_USER()")) {
            rows.next();
            String account = rows.getString(1);
            int at = account.lastIndexOf('@');
            String user = account.substring(0, at);
            return (user.isEmpty() ? "''" : SqlNames.quote(user)) + "@" + SqlNames.quote(account.substring(at + 1));
        }
    }
}
