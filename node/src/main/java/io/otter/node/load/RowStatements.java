package io.otter.node.load;

import io.otter.database.SqlNames;
import io.otter.node.binlog.Row;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;

/** The statements that write rows of one table. Stateless; every name is quoted, every value is bound. */
final class RowStatements {
    private RowStatements() {}

    /** Many rows in one INSERT. @param upsert whether a row of the same key is overwritten */
    static void insert(Connection connection, TablePlan plan, List<Row> rows, boolean upsert) throws SQLException {
        List<ColumnMapping> columns = present(plan, rows.get(0));
        StringJoiner names = new StringJoiner(", ", "(", ")");
        StringJoiner marks = new StringJoiner(", ", "(", ")");
        for (ColumnMapping column : columns) {
            names.add(SqlNames.quote(column.target()));
            marks.add("?");
        }
        StringBuilder sql = new StringBuilder("INSERT INTO ")
                .append(table(plan))
                .append(' ')
                .append(names)
                .append(" VALUES ")
                .append(String.join(", ", Collections.nCopies(rows.size(), marks.toString())));
        if (upsert) {
            StringJoiner updates = new StringJoiner(", ", " ON DUPLICATE KEY UPDATE ", "");
            for (ColumnMapping column : columns) {
                String name = SqlNames.quote(column.target());
                updates.add(name + " = VALUES(" + name + ")");
            }
            sql.append(updates);
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            int index = 1;
            for (Row row : rows) {
                for (ColumnMapping column : columns) {
                    Values.bind(statement, index++, row.get(column.source()));
                }
            }
            statement.executeUpdate();
        }
    }

    /** @return rows found by the key of {@code before} */
    static int update(Connection connection, TablePlan plan, Row before, Row after) throws SQLException {
        List<ColumnMapping> columns = present(plan, after);
        StringJoiner sets = new StringJoiner(", ");
        columns.forEach(column -> sets.add(SqlNames.quote(column.target()) + " = ?"));
        String sql = "UPDATE " + table(plan) + " SET " + sets + " WHERE " + condition(plan);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (ColumnMapping column : columns) {
                Values.bind(statement, index++, after.get(column.source()));
            }
            bindKey(statement, index, plan, before);
            return statement.executeUpdate();
        }
    }

    /** Many updates of the same columns in one JDBC batch. @return rows found for each */
    static int[] updates(Connection connection, TablePlan plan, List<Row> before, List<Row> after) throws SQLException {
        List<ColumnMapping> columns = present(plan, after.get(0));
        StringJoiner sets = new StringJoiner(", ");
        columns.forEach(column -> sets.add(SqlNames.quote(column.target()) + " = ?"));
        String sql = "UPDATE " + table(plan) + " SET " + sets + " WHERE " + condition(plan);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < after.size(); i++) {
                int index = 1;
                for (ColumnMapping column : columns) {
                    Values.bind(statement, index++, after.get(i).get(column.source()));
                }
                bindKey(statement, index, plan, before.get(i));
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** @return rows found by the keys */
    static int delete(Connection connection, TablePlan plan, List<Row> rows) throws SQLException {
        StringBuilder sql =
                new StringBuilder("DELETE FROM ").append(table(plan)).append(" WHERE ");
        if (plan.key().size() == 1) {
            sql.append(SqlNames.quote(plan.key().get(0).target()))
                    .append(" IN (")
                    .append(String.join(", ", Collections.nCopies(rows.size(), "?")))
                    .append(')');
        } else {
            // (a, b) IN (...) would scan the whole index on older servers.
            sql.append(String.join(" OR ", Collections.nCopies(rows.size(), "(" + condition(plan) + ")")));
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            int index = 1;
            for (Row row : rows) {
                index = bindKey(statement, index, plan, row);
            }
            return statement.executeUpdate();
        }
    }

    /** The key's columns and values, for messages. */
    static String keyText(TablePlan plan, Row row) {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        plan.key().forEach(column -> text.add(column.target() + " = " + Values.text(row.get(column.source()))));
        return text.toString();
    }

    /** The written columns that the image carries. */
    private static List<ColumnMapping> present(TablePlan plan, Row row) {
        for (ColumnMapping column : plan.columns()) {
            if (row.get(column.source()) == Row.ABSENT) {
                return plan.columns().stream()
                        .filter(one -> row.get(one.source()) != Row.ABSENT)
                        .toList();
            }
        }
        return plan.columns();
    }

    private static String table(TablePlan plan) {
        return SqlNames.quote(plan.target().schema(), plan.target().table());
    }

    private static String condition(TablePlan plan) {
        StringJoiner condition = new StringJoiner(" AND ");
        plan.key().forEach(column -> condition.add(SqlNames.quote(column.target()) + " = ?"));
        return condition.toString();
    }

    private static int bindKey(PreparedStatement statement, int index, TablePlan plan, Row row) throws SQLException {
        int next = index;
        for (ColumnMapping column : plan.key()) {
            Values.bind(statement, next++, row.get(column.source()));
        }
        return next;
    }
}
