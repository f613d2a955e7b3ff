package io.otter.node.load;

import io.otter.database.SqlNames;
import io.otter.database.UniqueKey;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.conflict.RowVersion;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The statements for a table that is written at the target, too: they write rows that are as the source had them, and tell
 * what others are. Immutable.
 */
final class CheckedStatements {
    /** Servers take 65,535 at most. */
    private static final int MOST_PLACEHOLDERS = 50_000;

    private final TablePlan plan;
    private final RowStatements plain;
    private final RowConditions conditions;
    private final BatchStatements joined;
    private final AnswerWatch answers;
    private final String table;
    /** That the row is as the source had it. */
    private final String unchanged;
    /** That it has the same in additive columns, too. */
    private final String counted;

    CheckedStatements(TablePlan plan, RowStatements plain, AnswerWatch answers) {
        this.plan = plan;
        this.plain = plain;
        this.answers = answers;
        conditions = plain.conditions();
        joined = plain.joined();
        table = SqlNames.quote(plan.target().schema(), plan.target().table());
        unchanged = conditions.andSame(plan.compared());
        counted = conditions.andSame(plan.counters());
    }

    /** Those that ask for nothing but the key. */
    RowStatements plain() {
        return plain;
    }

    /** Whether an image has all that tells whether the target's row is like it. */
    static boolean isComparable(TablePlan plan, Row image) {
        return plan.isChecked()
                && Stream.concat(plan.compared().stream(), plan.counters().stream())
                        .allMatch(column -> image.get(column.source()) != Row.ABSENT);
    }

    /** Updates rows one by one as far as they are as they were at the source. @return their number */
    int updateUnchanged(Connection connection, List<TargetChange> rows) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(plain.updateHead() + unchanged + conditions.limit())) {
            int found = 0;
            for (TargetChange row : rows) {
                int index = plain.bindSet(statement, row.known(), Objects.requireNonNull(row.after()));
                conditions.bindWhole(statement, index, row.known());
                found += answers.executed(statement);
                RowStatements.requireWhole(statement, plan.enumErrors(row.after()));
            }
            return found;
        }
    }

    /** Deletes a row if it is as it was at the source, with all that was added to it. */
    boolean deleteUnchanged(Connection connection, Row before) throws SQLException {
        String sql = "DELETE FROM " + table + " WHERE " + conditions.key() + unchanged + counted + conditions.limit();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            RowConditions.bind(statement, conditions.bindWhole(statement, 1, before), plan.counters(), before);
            return answers.executed(statement) > 0;
        }
    }

    /** Likewise, and with the same in additive columns. */
    boolean hasWhole(Connection connection, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT 1 FROM " + table + " WHERE " + conditions.key() + unchanged + counted + " FOR UPDATE")) {
            RowConditions.bind(statement, conditions.bindWhole(statement, 1, row), plan.counters(), row);
            return isAny(statement);
        }
    }

    /**
     * Whether all rows are here as the other side has told: none that it has not got, and each other one with the same in all
     * columns. If not, which is not known.
     *
     * @param run of one kind
     */
    boolean areSettled(Connection connection, List<TargetChange> run) throws SQLException {
        boolean gone = run.get(0).after() == null;
        int each = plan.key().size() * 2
                + (gone ? 0 : plan.compared().size() + plan.counters().size());
        if (run.size() * each > MOST_PLACEHOLDERS
                || plan.keyless()
                || !gone
                        && (RowWriter.repeats(run) || !run.stream().allMatch(one -> isComparable(plan, one.known())))) {
            return false;
        }
        String one = "(" + conditions.key() + (gone ? "" : unchanged + counted) + ")";
        String sql = "SELECT 1 FROM " + table + " WHERE " + String.join(" OR ", Collections.nCopies(run.size(), one))
                + (gone ? " LIMIT 1" : "") + " FOR UPDATE";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            for (TargetChange change : run) {
                Row row = change.known();
                index = gone
                        ? conditions.bindKey(statement, index, row)
                        : RowConditions.bind(
                                statement, conditions.bindWhole(statement, index, row), plan.counters(), row);
            }
            int found = 0;
            try (ResultSet rows = statement.executeQuery()) {
                answers.answered();
                while (rows.next()) {
                    found++;
                }
            }
            return found == (gone ? 0 : run.size());
        }
    }

    /** Adds what a change has added, if the row is there: an insert has added all. */
    void add(Connection connection, TargetChange change) throws SQLException {
        Row after = change.after();
        if (after != null && !plan.counters().isEmpty()) {
            count(connection, change.before(), after, change.known());
        }
    }

    /** Replaces what a row has in additive columns, if it is there. */
    void setCounters(Connection connection, Row row) throws SQLException {
        if (!plan.counters().isEmpty()) {
            count(connection, row, row, row);
        }
    }

    private void count(Connection connection, @Nullable Row before, Row after, Row key) throws SQLException {
        List<ColumnMapping> present = plan.counters().stream()
                .filter(column -> after.get(column.source()) != Row.ABSENT)
                .toList();
        if (present.isEmpty()) {
            return;
        }
        String sets = present.stream()
                .map(column -> CounterColumns.add(SqlNames.quote(column.target())))
                .collect(Collectors.joining(", "));
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE " + table + " SET " + sets + " WHERE " + conditions.key())) {
            int index = 1;
            for (ColumnMapping column : present) {
                Object old = before == null ? (Object) 0L : before == after ? null : before.get(column.source());
                index = CounterColumns.bind(statement, index, old, after.get(column.source()));
            }
            conditions.bindKey(statement, index, key);
            answers.executed(statement);
        }
    }

    /** Whether {@link #updateManyUnchanged} may be used for so many rows. */
    boolean updatesManyUnchanged(int rows) {
        return plan.counters().isEmpty()
                && plain.joinable()
                && joined.compares()
                && fits(rows, plain.others().size());
    }

    /** Whether {@link #deleteManyUnchanged} may be used for so many rows. */
    boolean deletesManyUnchanged(int rows) {
        return plan.counters().isEmpty() && joined.finds() && joined.compares() && fits(rows, 0);
    }

    private boolean fits(int rows, int set) {
        return rows * (plan.key().size() + set + plan.compared().size()) <= MOST_PLACEHOLDERS;
    }

    /**
     * Updates rows that keep their keys with one statement, as far as they are as they were at the source.
     *
     * @return number of rows found; which, is not known
     */
    int updateManyUnchanged(Connection connection, List<TargetChange> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(joined.updateUnchanged(rows.size()))) {
            int index = 1;
            for (TargetChange row : rows) {
                index = conditions.bindKey(statement, index, row.known());
                index = RowConditions.bind(statement, index, plain.others(), Objects.requireNonNull(row.after()));
                index = RowConditions.bind(statement, index, plan.compared(), row.known());
            }
            return answers.executed(statement);
        }
    }

    /** Likewise deletes. */
    int deleteManyUnchanged(Connection connection, List<TargetChange> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(joined.deleteUnchanged(rows.size()))) {
            int index = 1;
            for (TargetChange row : rows) {
                index = conditions.bindKey(statement, index, row.known());
                index = RowConditions.bind(statement, index, plan.compared(), row.known());
            }
            return answers.executed(statement);
        }
    }

    /** Whether the target has a row with this key. */
    boolean hasKey(Connection connection, Row row) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM " + table + " WHERE " + conditions.key() + " FOR UPDATE")) {
            conditions.bindKey(statement, 1, row);
            return isAny(statement);
        }
    }

    /** Whether the target has exactly this row. */
    boolean has(Connection connection, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT 1 FROM " + table + " WHERE " + conditions.key() + unchanged + " FOR UPDATE")) {
            conditions.bindWhole(statement, 1, row);
            return isAny(statement);
        }
    }

    /** What a column of the target's row with this key has, as text; empty if there is no such row. */
    Optional<RowVersion> version(Connection connection, Row row, ColumnMapping column) throws SQLException {
        String sql = "SELECT CAST(" + SqlNames.quote(column.target()) + " AS CHAR) FROM " + table + " WHERE "
                + conditions.key() + " FOR UPDATE";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            conditions.bindKey(statement, 1, row);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.of(RowVersion.of(found.getString(1))) : Optional.empty();
            }
        }
    }

    /** The keys of rows that have a row's values of a unique key, but are others. */
    List<Row> others(Connection connection, UniqueKey unique, Row row) throws SQLException {
        List<ColumnMapping> mapped = unique.columns().stream()
                .flatMap(name -> written(name).or(() -> generated(name)).stream())
                .filter(column -> row.get(column.source()) != null && row.get(column.source()) != Row.ABSENT)
                .toList();
        if (mapped.size() < unique.columns().size()) {
            return List.of();
        }
        String key = plan.key().stream()
                .map(column -> SqlNames.quote(column.target()))
                .collect(Collectors.joining(", "));
        String values = mapped.stream().map(RowConditions::equal).collect(Collectors.joining(" AND "));
        String sql = "SELECT " + key + " FROM " + table + " WHERE " + values + " AND NOT (" + conditions.key()
                + ") FOR UPDATE";
        List<Row> others = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            conditions.bindKey(statement, RowConditions.bind(statement, 1, mapped, row), row);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    others.add(key(found));
                }
            }
        }
        return others;
    }

    private Optional<ColumnMapping> written(String name) {
        return plan.columns().stream()
                .filter(column -> column.target().equalsIgnoreCase(name))
                .findFirst();
    }

    /** A column of which the log has what the source made of the others. */
    private Optional<ColumnMapping> generated(String name) {
        List<Column> columns = plan.source().columns();
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).generated() && columns.get(i).name().equalsIgnoreCase(name))
                .mapToObj(i -> new ColumnMapping(i, name))
                .findFirst();
    }

    private Row key(ResultSet found) throws SQLException {
        @Nullable Object[] values = new Object[plan.source().columns().size()];
        Arrays.fill(values, Row.ABSENT);
        for (int i = 0; i < plan.key().size(); i++) {
            int index = plan.key().get(i).source();
            values[index] = KeyValues.read(
                    found, i + 1, plan.source().columns().get(index).dataType());
        }
        return new Row(values);
    }

    private boolean isAny(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            answers.answered();
            return rows.next();
        }
    }
}
