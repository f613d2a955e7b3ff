package io.otter.manager.wizard;

import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.ServerInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Tests a server step by step, so that an operator sees which step fails. Changes nothing there. Thread-safe. */
@Component
public final class ServerProbe {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final DatabaseConnector connector;

    ServerProbe(DatabaseConnector connector) {
        this.connector = connector;
    }

    /**
     * One step.
     *
     * @param key message key of the step
     * @param mandatory whether the set-up cannot continue without it
     * @param found the response of the server or the network
     * @param fixSql statements that fix it, empty when none can
     */
    public record Step(String key, boolean passed, boolean mandatory, String found, String fixSql) {
        public boolean blocks() {
            return !passed && mandatory;
        }
    }

    /**
     * The steps in order; those that depend on a failed step are missing.
     *
     * @param reading whether its log is to be read
     */
    public List<Step> test(DataMediaSource server, boolean reading) {
        List<Step> steps = new ArrayList<>();
        InetAddress address;
        try {
            address = InetAddress.getByName(server.host());
            steps.add(passed("probe.resolve", address.getHostAddress()));
        } catch (IOException e) {
            steps.add(failed("probe.resolve", server.host() + ": " + e.getMessage(), ""));
            return steps;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, server.port()), TIMEOUT_MILLIS);
            steps.add(passed("probe.connect", server.host() + ":" + server.port()));
        } catch (IOException e) {
            steps.add(failed("probe.connect", server.host() + ":" + server.port() + ": " + e.getMessage(), ""));
            return steps;
        }
        try (Connection connection = connector.open(server, Purpose.PROBE)) {
            steps.add(passed("probe.login", server.username()));
            steps.add(passed("probe.version", ServerInfo.of(connection).toString()));
            if (reading) {
                testLog(connection, steps);
            }
        } catch (OtterException e) {
            steps.add(failed("probe.login", String.valueOf(e.getMessage()), ""));
        } catch (SQLException e) {
            steps.add(failed("probe.version", String.valueOf(e.getMessage()), ""));
        }
        return steps;
    }

    private static void testLog(Connection connection, List<Step> steps) throws SQLException {
        boolean on = variable(connection, "log_bin").equalsIgnoreCase("ON");
        steps.add(
                on
                        ? passed("probe.binlog", "log_bin=ON")
                        : failed("probe.binlog", "log_bin=OFF", "-- in my.cnf, then restart:\n-- log_bin = binlog"));
        String format = variable(connection, "binlog_format");
        steps.add(
                format.isEmpty() || format.equalsIgnoreCase("ROW")
                        ? passed("probe.format", "binlog_format=ROW")
                        : failed("probe.format", "binlog_format=" + format, "SET GLOBAL binlog_format = 'ROW';"));
        String image = variable(connection, "binlog_row_image");
        steps.add(
                image.isEmpty() || image.equalsIgnoreCase("FULL")
                        ? passed("probe.image", "binlog_row_image=FULL")
                        : failed("probe.image", "binlog_row_image=" + image, "SET GLOBAL binlog_row_image = 'FULL';"));
        String grants = String.join("\n", strings(connection, "SHOW GRANTS", 1)).toUpperCase(Locale.ROOT);
        boolean may = grants.contains("REPLICATION SLAVE") || grants.contains("ALL PRIVILEGES ON *.*");
        String account = strings(connection, "SELECT CURRENT_USER()", 1).get(0);
        String quoted = "'" + account.replace("'", "''").replaceFirst("@(?=[^@]*$)", "'@'") + "'";
        steps.add(
                may
                        ? passed("probe.replication", account)
                        : failed(
                                "probe.replication",
                                account,
                                "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + quoted + ";"));
    }

    private static String variable(Connection connection, String name) throws SQLException {
        List<String> values = strings(connection, "SHOW GLOBAL VARIABLES LIKE '" + name + "'", 2);
        return values.isEmpty() ? "" : values.get(0);
    }

    private static List<String> strings(Connection connection, String sql, int column) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                strings.add(rows.getString(column));
            }
        }
        return strings;
    }

    private static Step passed(String key, String found) {
        return new Step(key, true, true, found, "");
    }

    private static Step failed(String key, String found, String fixSql) {
        return new Step(key, false, true, found, fixSql);
    }
}
