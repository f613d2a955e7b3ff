package io.otter.testsupport.workload;

import io.otter.testsupport.database.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Compares tables of two servers exactly: the same columns, the same rows, every value by its bytes. Tables are named
 * {@code schema.table} without quotes; names must not contain a dot.
 */
public final class TableComparer {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final DatabaseServer source;
    private final DatabaseServer target;

    public TableComparer(DatabaseServer source, DatabaseServer target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Waits until all tables are equal.
     *
     * @param what for the failure message
     * @throws AssertionError with the first difference after {@code limit}
     */
    public void awaitEqual(List<String> tables, Duration limit, String what) {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<String> difference = difference(tables);
        while (difference.isPresent()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + ": not equal after " + limit.toSeconds() + " s: " + difference.get());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            difference = difference(tables);
        }
    }

    /** The first difference as text, or empty. */
    public Optional<String> difference(List<String> tables) {
        try (Connection left = source.connect();
                Connection right = target.connect()) {
            for (String table : tables) {
                Optional<String> difference = difference(left, right, table);
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of("cannot compare: " + e.getMessage());
        }
    }

    /** The first difference between two tables of one server as text, or empty. */
    public static Optional<String> difference(DatabaseServer server, String table, String other) {
        try (Connection left = server.connect();
                Connection right = server.connect()) {
            return difference(left, right, table, other);
        } catch (SQLException e) {
            return Optional.of("cannot compare: " + e.getMessage());
        }
    }

    private static Optional<String> difference(Connection left, Connection right, String table) throws SQLException {
        return difference(left, right, table, table);
    }

    private static Optional<String> difference(Connection left, Connection right, String table, String other)
            throws SQLException {
        List<String> columns = columns(left, table);
        List<String> targetColumns = columns(right, other);
        if (!columns.equals(targetColumns)) {
            return Optional.of(table + ": columns " + columns + " at the source, " + targetColumns + " at the target");
        }
        String sql = query(table, columns);
        String otherSql = query(other, columns);
        try (Statement leftStatement = streaming(left);
                Statement rightStatement = streaming(right);
                ResultSet leftRows = leftStatement.executeQuery(sql);
                ResultSet rightRows = rightStatement.executeQuery(otherSql)) {
            int row = 0;
            boolean leftHas = leftRows.next();
            boolean rightHas = rightRows.next();
            while (leftHas && rightHas) {
                row++;
                for (int i = 1; i <= columns.size(); i++) {
                    String leftValue = leftRows.getString(i);
                    String rightValue = rightRows.getString(i);
                    if (leftValue == null ? rightValue != null : !leftValue.equals(rightValue)) {
                        return Optional.of(table + ", row " + row + " in order of the first column, column "
                                + columns.get(i - 1) + ": " + leftValue + " at the source, " + rightValue
                                + " at the target; row begins with " + leftRows.getString(1) + " and "
                                + rightRows.getString(1));
                    }
                }
                leftHas = leftRows.next();
                rightHas = rightRows.next();
            }
            return leftHas == rightHas
                    ? Optional.empty()
                    : Optional.of(
                            table + ": " + (leftHas ? "the target" : "the source") + " has only " + row + " rows");
        }
    }

    /**
     * HEX of every value, numbers and times as text, so that servers of different kinds agree. In an order that they
     * agree on, too: they compare only the beginning of long values.
     */
    private static String query(String table, List<String> columns) {
        List<String> expressions = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        for (String column : columns) {
            String bytes = "CAST(`" + column.replace("`", "``") + "` AS BINARY)";
            expressions.add("HEX(" + bytes + ")");
            hashes.add("COALESCE(SHA2(" + bytes + ", 256), '')");
        }
        return "SELECT " + String.join(", ", expressions) + " FROM " + quoted(table) + " ORDER BY LEFT("
                + expressions.get(0) + ", 100), SHA2(CONCAT_WS(',', " + String.join(", ", hashes) + "), 256)";
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW COLUMNS FROM " + quoted(table))) {
            while (result.next()) {
                columns.add(result.getString(1));
            }
        }
        return columns;
    }

    private static Statement streaming(Connection connection) throws SQLException {
        try (Statement zone = connection.createStatement()) {
            zone.execute("SET SESSION time_zone = '+00:00'");
        }
        return connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    }

    private static String quoted(String table) {
        int dot = table.indexOf('.');
        return "`" + table.substring(0, dot).replace("`", "``") + "`.`"
                + table.substring(dot + 1).replace("`", "``") + "`";
    }
}
