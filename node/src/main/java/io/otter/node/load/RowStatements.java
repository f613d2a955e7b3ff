package io.otter.node.load;

import io.otter.database.SqlNames;
import io.otter.node.binlog.Row;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements that write one table's rows with one set of columns; all names are quoted, all values are bound.
 * Constant parts are built once. Immutable.
 */
final class RowStatements {
    /** MySQL 8 warns of VALUES() in ON DUPLICATE KEY UPDATE, which is all that others have. */
    private static final int DEPRECATED = 1287;

    private final TablePlan plan;
    private final List<ColumnMapping> columns;
    /** Columns that an update sets if the key stays the same. */
    private final List<ColumnMapping> others;

    private final String table;
    private final String insertHead;
    private final String insertRow;
    private final String upsertTail;
    /** An update without its LIMIT. */
    private final String updateHead;

    private final RowConditions conditions;
    private final CounterColumns counters;
    private final BatchStatements joined;
    private final AnswerWatch answers;

    /** @param image a row whose absent columns are not written; null for all columns */
    RowStatements(TablePlan plan, @Nullable Row image, AnswerWatch answers) {
        this.plan = plan;
        this.answers = answers;
        conditions = new RowConditions(plan);
        counters = new CounterColumns(plan.counters());
        columns = plan.columns().stream()
                .filter(column -> image == null || image.get(column.source()) != Row.ABSENT)
                .toList();
        others = columns.stream().filter(column -> !plan.key().contains(column)).toList();
        table = SqlNames.quote(plan.target().schema(), plan.target().table());
        StringJoiner names = new StringJoiner(", ", "(", ")");
        StringJoiner marks = new StringJoiner(", ", "(", ")");
        StringJoiner values = new StringJoiner(", ", " ON DUPLICATE KEY UPDATE ", "");
        StringJoiner sets = new StringJoiner(", ");
        for (ColumnMapping column : columns) {
            String name = SqlNames.quote(column.target());
            names.add(name);
            marks.add("?");
            values.add(name + " = VALUES(" + name + ")");
            sets.add(counters.set(column, name));
        }
        insertHead = "INSERT INTO " + table + " " + names + " VALUES ";
        insertRow = marks.toString();
        upsertTail = values.toString();
        updateHead = "UPDATE " + table + " SET " + sets + " WHERE " + conditions.key();
        joined = new BatchStatements(plan, others);
    }

    /** Those for a table that is written at the target, too. */
    CheckedStatements checked() {
        return new CheckedStatements(plan, this, answers);
    }

    RowConditions conditions() {
        return conditions;
    }

    BatchStatements joined() {
        return joined;
    }

    String updateHead() {
        return updateHead;
    }

    List<ColumnMapping> others() {
        return others;
    }

    int bindSet(PreparedStatement statement, Row before, Row after) throws SQLException {
        return counters.bind(statement, columns, before, after);
    }

    /**
     * The key of an existing target row that the target considers equal to this row's key although the text differs.
     * Checks only columns whose collation differs from the source's; with the same collation it is the same row.
     */
    Optional<String> otherKey(Connection connection, Row row) throws SQLException {
        List<ColumnMapping> texts =
                plan.key().stream().filter(conditions::isExact).toList();
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        String names = plan.key().stream()
                .map(column -> SqlNames.quote(column.target()))
                .collect(Collectors.joining(", "));
        String equal = plan.key().stream().map(RowConditions::equal).collect(Collectors.joining(" AND "));
        String same = texts.stream().map(conditions::same).collect(Collectors.joining(" AND "));
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT " + names + " FROM " + table + " WHERE " + equal + " AND NOT (" + same + ")")) {
            RowConditions.bind(statement, RowConditions.bind(statement, 1, plan.key(), row), texts, row);
            try (ResultSet found = statement.executeQuery()) {
                answers.answered();
                if (!found.next()) {
                    return Optional.empty();
                }
                StringJoiner text = new StringJoiner(", ", "(", ")");
                for (int i = 0; i < plan.key().size(); i++) {
                    text.add(plan.key().get(i).target() + " = " + Values.text(found.getString(i + 1)));
                }
                return Optional.of(text.toString());
            }
        }
    }

    /** Whether a row may be found by the key of another one. */
    boolean mayMeetOthers() {
        return plan.key().stream().anyMatch(conditions::isExact);
    }

    /** Inserts rows with one statement. @param upsert whether to overwrite rows with the same key */
    void insert(Connection connection, List<TargetChange> rows, boolean upsert) throws SQLException {
        StringBuilder sql =
                new StringBuilder(insertHead.length() + rows.size() * (insertRow.length() + 2) + 64).append(insertHead);
        repeat(sql, insertRow, ", ", rows.size());
        if (upsert) {
            sql.append(upsertTail);
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            int index = 1;
            for (TargetChange row : rows) {
                index = RowConditions.bind(statement, index, columns, Objects.requireNonNull(row.after()));
            }
            answers.executed(statement);
            requireWhole(statement, plan.enumErrors(rows.get(0).after()));
        }
    }

    /** @return number of rows found by the key of {@code before} */
    int update(Connection connection, Row before, Row after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(updateHead + conditions.limit())) {
            conditions.bindKey(statement, bindSet(statement, before, after), before);
            int found = answers.executed(statement);
            requireWhole(statement, plan.enumErrors(after));
            return found;
        }
    }

    /** Whether {@link #updateMany} may be used. */
    boolean joinable() {
        return counters.columns().isEmpty() && joined.finds() && joined.carries();
    }

    /**
     * Updates rows that keep their keys with one statement, by joining a derived table of new values on the key. Not ON
     * DUPLICATE KEY UPDATE, which would overwrite a different row on a conflict with another unique key.
     *
     * @return number of rows found
     */
    int updateMany(Connection connection, List<TargetChange> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(joined.update(rows.size()))) {
            int index = 1;
            for (TargetChange row : rows) {
                index = conditions.bindKey(statement, index, row.known());
                index = RowConditions.bind(statement, index, others, Objects.requireNonNull(row.after()));
            }
            return answers.executed(statement);
        }
    }

    /** Updates the same columns of many rows, one statement each. @return number of rows found */
    int updateEach(Connection connection, List<TargetChange> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(updateHead + conditions.limit())) {
            int found = 0;
            for (TargetChange row : rows) {
                int index = bindSet(statement, row.known(), Objects.requireNonNull(row.after()));
                conditions.bindKey(statement, index, row.known());
                found += answers.executed(statement);
            }
            return found;
        }
    }

    /** @return number of rows found by their keys; without a key, rows are deleted one by one */
    int delete(Connection connection, List<TargetChange> rows) throws SQLException {
        if (plan.keyless()) {
            int found = 0;
            for (TargetChange row : rows) {
                found += delete(
                        connection,
                        "DELETE FROM " + table + " WHERE " + conditions.key() + conditions.limit(),
                        List.of(row));
            }
            return found;
        }
        return delete(
                connection,
                rows.size() > 1 && joined.finds() ? joined.delete(rows.size()) : deleteListed(rows.size()),
                rows);
    }

    private int delete(Connection connection, String sql, List<TargetChange> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (TargetChange row : rows) {
                index = conditions.bindKey(statement, index, row.known());
            }
            return answers.executed(statement);
        }
    }

    private String deleteListed(int rows) {
        StringBuilder sql = new StringBuilder("DELETE FROM ").append(table).append(" WHERE ");
        if (plan.key().size() == 1 && !mayMeetOthers()) {
            sql.append(SqlNames.quote(plan.key().get(0).target())).append(" IN (");
            repeat(sql, "?", ", ", rows);
            sql.append(')');
        } else {
            // (a, b) IN (...) would scan the whole index on older servers.
            repeat(sql, "(" + conditions.key() + ")", " OR ", rows);
        }
        return sql.toString();
    }

    /**
     * A session that accepts error values of an ENUM is not strict, so it also truncates silently. Each error value
     * causes one warning, beside those about words of the statement.
     *
     * @param errors number of error values written; rows that have any are written one by one
     */
    static void requireWhole(PreparedStatement statement, int errors) throws SQLException {
        if (errors == 0) {
            return;
        }
        int expected = errors;
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            if (warning.getErrorCode() != DEPRECATED && expected-- == 0) {
                throw new SQLException(warning.getMessage(), warning.getSQLState(), warning.getErrorCode());
            }
        }
    }

    private static void repeat(StringBuilder sql, String text, String between, int times) {
        for (int i = 0; i < times; i++) {
            if (i > 0) {
                sql.append(between);
            }
            sql.append(text);
        }
    }
}
