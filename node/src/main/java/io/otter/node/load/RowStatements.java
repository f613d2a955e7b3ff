package io.otter.node.load;

import io.otter.database.ColumnMeta;
import io.otter.database.SqlNames;
import io.otter.database.UniqueKey;
import io.otter.node.binlog.Row;
import io.otter.node.conflict.RowVersion;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.MaskedColumns;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The statements that write one table's rows with one set of columns; all names are quoted, all values are bound.
 * Constant parts are built once. Immutable.
 */
final class RowStatements {
    /** Their labels are the target's own, whatever the values are at the source. */
    private static final Set<String> LISTED = Set.of("enum", "set");

    /** Servers take 65,535 at most. */
    private static final int MOST_PLACEHOLDERS = 50_000;

    private static final Set<String> REAL = Set.of("float", "double");

    private final TablePlan plan;
    private final List<ColumnMapping> columns;
    /** Columns that an update sets if the key stays the same. */
    private final List<ColumnMapping> others;

    private final String table;
    private final String insertHead;
    private final String insertRow;
    private final String upsertTail;
    private final String update;
    private final String updateHead;
    private final String limit;
    private final String condition;
    /** That the row is as the source had it. */
    private final String unchanged;
    /** That it has the same in additive columns, too. */
    private final String counted;

    private final BatchStatements joined;
    private final AnswerWatch answers;

    /** @param image a row whose absent columns are not written; null for all columns */
    RowStatements(TablePlan plan, @Nullable Row image, AnswerWatch answers) {
        this.plan = plan;
        this.answers = answers;
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
            sets.add(name + (plan.counters().contains(column) ? " = COALESCE(" + name + " + ?, ?)" : " = ?"));
        }
        insertHead = "INSERT INTO " + table + " " + names + " VALUES ";
        insertRow = marks.toString();
        upsertTail = values.toString();
        condition = plan.key().stream()
                .map(column -> plan.keyless() ? same(column, "?") : isExact(column) ? exactly(column) : equal(column))
                .collect(Collectors.joining(" AND "));
        limit = plan.keyless() ? " LIMIT 1" : "";
        updateHead = "UPDATE " + table + " SET " + sets + " WHERE " + condition;
        update = updateHead + limit;
        unchanged = plan.compared().stream()
                .map(column -> " AND " + same(column, "?"))
                .collect(Collectors.joining());
        counted = plan.counters().stream()
                .map(column -> " AND " + same(column, "?"))
                .collect(Collectors.joining());
        joined = new BatchStatements(plan, others);
    }

    private static String equal(ColumnMapping column) {
        return SqlNames.quote(column.target()) + " = ?";
    }

    /** Likewise, but not for the row of another key that the target considers equal; binds the value twice. */
    private String exactly(ColumnMapping column) {
        boolean padded =
                target(column).filter(meta -> meta.dataType().equals("char")).isPresent();
        return equal(column) + " AND " + same(column, padded ? "RTRIM(?)" : "?");
    }

    /** A condition for exactly this value; rows that are merely equal under the collation must not match. */
    private String same(ColumnMapping column, String value) {
        return same(plan, column, SqlNames.quote(column.target()), value);
    }

    /** @param name of the column in the statement */
    static String same(TablePlan plan, ColumnMapping column, String name, String value) {
        Optional<ColumnMeta> target = plan.target().column(column.target());
        if (target.filter(meta -> REAL.contains(meta.dataType())).isPresent()) {
            // A FLOAT column would be compared with all digits of a DOUBLE, rounded otherwise.
            return "(" + name + " + 0e0) <=> (" + value + " + 0e0)";
        }
        String charset = target.map(ColumnMeta::charset).orElse("binary");
        return charset.equals("binary")
                ? name + " <=> " + value
                : "CAST(" + name + " AS BINARY) <=> CAST(CONVERT(" + value + " USING " + SqlNames.quote(charset)
                        + ") AS BINARY)";
    }

    private Optional<ColumnMeta> target(ColumnMapping column) {
        return plan.target().column(column.target());
    }

    /**
     * The key of an existing target row that the target considers equal to this row's key although the text differs.
     * Checks only columns whose collation differs from the source's; with the same collation it is the same row.
     */
    Optional<String> otherKey(Connection connection, Row row) throws SQLException {
        List<ColumnMapping> texts = plan.key().stream().filter(this::isExact).toList();
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        String names = plan.key().stream()
                .map(column -> SqlNames.quote(column.target()))
                .collect(Collectors.joining(", "));
        String equal = plan.key().stream().map(RowStatements::equal).collect(Collectors.joining(" AND "));
        String same = texts.stream().map(column -> same(column, "?")).collect(Collectors.joining(" AND "));
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT " + names + " FROM " + table + " WHERE " + equal + " AND NOT (" + same + ")")) {
            bind(statement, bind(statement, 1, plan.key(), row), texts, row);
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
        return plan.key().stream().anyMatch(this::isExact);
    }

    /** Whether the column is part of a key and compares texts otherwise than at the source. */
    private boolean isExact(ColumnMapping column) {
        String source = plan.source().columns().get(column.source()).collation();
        return !plan.keyless()
                && target(column)
                        .filter(meta ->
                                meta.collation() != null && !meta.collation().equals(source))
                        .filter(meta -> !LISTED.contains(meta.dataType()))
                        .isPresent();
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
                index = bind(statement, index, columns, Objects.requireNonNull(row.after()));
            }
            executed(statement);
            requireWhole(statement, plan.enumErrors(rows.get(0).after()));
        }
    }

    /** @return number of rows found by the key of {@code before} */
    int update(Connection connection, Row before, Row after) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            bindKey(statement, bindSet(statement, before, after), before);
            int found = executed(statement);
            requireWhole(statement, plan.enumErrors(after));
            return found;
        }
    }

    /** Whether an image has all that tells whether the target's row is like it. */
    static boolean isComparable(TablePlan plan, Row image) {
        return plan.isChecked()
                && Stream.concat(plan.compared().stream(), plan.counters().stream())
                        .allMatch(column -> image.get(column.source()) != Row.ABSENT);
    }

    /** Updates rows one by one as far as they are as they were at the source. @return their number */
    int updateUnchanged(Connection connection, List<TargetChange> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(updateHead + unchanged + limit)) {
            int found = 0;
            for (TargetChange row : rows) {
                int index = bindSet(statement, row.known(), Objects.requireNonNull(row.after()));
                bindWhole(statement, index, row.known());
                found += executed(statement);
                requireWhole(statement, plan.enumErrors(row.after()));
            }
            return found;
        }
    }

    /** Deletes a row if it is as it was at the source, with all that was added to it. */
    boolean deleteUnchanged(Connection connection, Row before) throws SQLException {
        String sql = "DELETE FROM " + table + " WHERE " + condition + unchanged + counted + limit;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, bindWhole(statement, 1, before), plan.counters(), before);
            return executed(statement) > 0;
        }
    }

    /** Likewise, and with the same in additive columns. */
    boolean hasWhole(Connection connection, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT 1 FROM " + table + " WHERE " + condition + unchanged + counted + " FOR UPDATE")) {
            bind(statement, bindWhole(statement, 1, row), plan.counters(), row);
            return isAny(statement);
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
                .map(column -> SqlNames.quote(column.target()))
                .map(name -> name + " = COALESCE(" + name + " + ?, ?)")
                .collect(Collectors.joining(", "));
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE " + table + " SET " + sets + " WHERE " + condition)) {
            int index = 1;
            for (ColumnMapping column : present) {
                Object old = before == null ? (Object) 0L : before == after ? null : before.get(column.source());
                index = bindCounter(statement, index, old, after.get(column.source()));
            }
            bindKey(statement, index, key);
            executed(statement);
        }
    }

    /** The new values; of an additive column the difference, and the value where there is nothing to add to. */
    private int bindSet(PreparedStatement statement, Row before, Row after) throws SQLException {
        if (plan.counters().isEmpty()) {
            return bind(statement, 1, columns, after);
        }
        int index = 1;
        for (ColumnMapping column : columns) {
            Object value = after.get(column.source());
            if (plan.counters().contains(column)) {
                index = bindCounter(statement, index, before == after ? null : before.get(column.source()), value);
            } else {
                Values.bind(statement, index++, value);
            }
        }
        return index;
    }

    private static int bindCounter(
            PreparedStatement statement, int from, @Nullable Object before, @Nullable Object after)
            throws SQLException {
        boolean adds = before != null && before != Row.ABSENT && after != null;
        BigDecimal difference =
                adds ? new BigDecimal(String.valueOf(after)).subtract(new BigDecimal(String.valueOf(before))) : null;
        Values.bind(statement, from, difference);
        Values.bind(statement, from + 1, after);
        return from + 2;
    }

    /** Whether {@link #updateManyUnchanged} may be used for so many rows. */
    boolean updatesManyUnchanged(int rows) {
        return plan.counters().isEmpty() && joinable() && joined.compares() && fits(rows, others.size());
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
                index = bindKey(statement, index, row.known());
                index = bind(statement, index, others, Objects.requireNonNull(row.after()));
                index = bind(statement, index, plan.compared(), row.known());
            }
            return executed(statement);
        }
    }

    /** Likewise deletes. */
    int deleteManyUnchanged(Connection connection, List<TargetChange> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(joined.deleteUnchanged(rows.size()))) {
            int index = 1;
            for (TargetChange row : rows) {
                index = bindKey(statement, index, row.known());
                index = bind(statement, index, plan.compared(), row.known());
            }
            return executed(statement);
        }
    }

    /** Whether the target has a row with this key. */
    boolean hasKey(Connection connection, Row row) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM " + table + " WHERE " + condition + " FOR UPDATE")) {
            bindKey(statement, 1, row);
            return isAny(statement);
        }
    }

    /** Whether the target has exactly this row. */
    boolean has(Connection connection, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT 1 FROM " + table + " WHERE " + condition + unchanged + " FOR UPDATE")) {
            bindWhole(statement, 1, row);
            return isAny(statement);
        }
    }

    /** What a column of the target's row with this key has, as text; empty if there is no such row. */
    Optional<RowVersion> version(Connection connection, Row row, ColumnMapping column) throws SQLException {
        String sql = "SELECT CAST(" + SqlNames.quote(column.target()) + " AS CHAR) FROM " + table + " WHERE "
                + condition + " FOR UPDATE";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bindKey(statement, 1, row);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Optional.of(RowVersion.of(found.getString(1))) : Optional.empty();
            }
        }
    }

    /** The keys of rows that have a row's values of a unique key, but are others. */
    List<Row> others(Connection connection, UniqueKey unique, Row row) throws SQLException {
        List<ColumnMapping> mapped = unique.columns().stream()
                .flatMap(name -> plan.columns().stream()
                        .filter(column -> column.target().equalsIgnoreCase(name))
                        .filter(column -> row.get(column.source()) != null && row.get(column.source()) != Row.ABSENT))
                .toList();
        if (mapped.size() < unique.columns().size()) {
            return List.of();
        }
        String key = plan.key().stream()
                .map(column -> SqlNames.quote(column.target()))
                .collect(Collectors.joining(", "));
        String values = mapped.stream().map(RowStatements::equal).collect(Collectors.joining(" AND "));
        String sql =
                "SELECT " + key + " FROM " + table + " WHERE " + values + " AND NOT (" + condition + ") FOR UPDATE";
        List<Row> others = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bindKey(statement, bind(statement, 1, mapped, row), row);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    others.add(key(found));
                }
            }
        }
        return others;
    }

    private Row key(ResultSet found) throws SQLException {
        @Nullable Object[] values = new Object[plan.source().columns().size()];
        Arrays.fill(values, Row.ABSENT);
        for (int i = 0; i < plan.key().size(); i++) {
            int index = plan.key().get(i).source();
            values[index] = switch (plan.source().columns().get(index).dataType()) {
                case "tinyint", "smallint", "mediumint", "int", "bigint", "year" -> {
                    BigInteger number = new BigInteger(found.getString(i + 1));
                    yield number.bitLength() < 64 ? (Object) number.longValueExact() : number;
                }
                case "decimal" -> found.getBigDecimal(i + 1);
                case "binary", "varbinary", "blob", "bit" -> found.getBytes(i + 1);
                default -> found.getString(i + 1);
            };
        }
        return new Row(values);
    }

    private boolean isAny(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            answers.answered();
            return rows.next();
        }
    }

    private int executed(PreparedStatement statement) throws SQLException {
        int rows = statement.executeUpdate();
        answers.answered();
        return rows;
    }

    private int bindWhole(PreparedStatement statement, int from, Row row) throws SQLException {
        int index = bindKey(statement, from, row);
        for (ColumnMapping column : plan.compared()) {
            boolean asText = plan.isEnumError(column, row);
            Values.bind(statement, index++, asText ? "" : row.get(column.source()));
        }
        return index;
    }

    /** Whether {@link #updateMany} may be used. */
    boolean joinable() {
        return plan.counters().isEmpty() && joined.finds() && joined.carries();
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
                index = bindKey(statement, index, row.known());
                index = bind(statement, index, others, Objects.requireNonNull(row.after()));
            }
            return executed(statement);
        }
    }

    /** Updates the same columns of many rows, one statement each. @return number of rows found */
    int updateEach(Connection connection, List<TargetChange> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            int found = 0;
            for (TargetChange row : rows) {
                int index = bindSet(statement, row.known(), Objects.requireNonNull(row.after()));
                bindKey(statement, index, row.known());
                found += executed(statement);
            }
            return found;
        }
    }

    /** @return number of rows found by their keys; without a key, rows are deleted one by one */
    int delete(Connection connection, List<TargetChange> rows) throws SQLException {
        if (plan.keyless()) {
            int found = 0;
            for (TargetChange row : rows) {
                found += delete(connection, "DELETE FROM " + table + " WHERE " + condition + " LIMIT 1", List.of(row));
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
                index = bindKey(statement, index, row.known());
            }
            return executed(statement);
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
            repeat(sql, "(" + condition + ")", " OR ", rows);
        }
        return sql.toString();
    }

    /** The key columns with their values, for messages. */
    static String keyText(TablePlan plan, Row row) {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        plan.key()
                .forEach(column -> text.add(column.target() + " = "
                        + (plan.masked().source(column.source())
                                ? MaskedColumns.TEXT
                                : Values.text(row.get(column.source())))));
        return text.toString();
    }

    /**
     * A session that accepts error values of an ENUM is not strict, so it also truncates silently. Each error value
     * causes one warning.
     *
     * @param errors number of error values written; rows that have any are written one by one
     */
    private static void requireWhole(PreparedStatement statement, int errors) throws SQLException {
        if (errors == 0) {
            return;
        }
        SQLWarning warning = statement.getWarnings();
        for (int i = 0; i < errors && warning != null; i++) {
            warning = warning.getNextWarning();
        }
        if (warning != null) {
            throw new SQLException(warning.getMessage(), warning.getSQLState(), warning.getErrorCode());
        }
    }

    private int bindKey(PreparedStatement statement, int from, Row row) throws SQLException {
        int index = from;
        for (ColumnMapping column : plan.key()) {
            // Without a key, columns are compared as text.
            boolean asText = plan.keyless() && plan.isEnumError(column, row);
            Values.bind(statement, index++, asText ? "" : row.get(column.source()));
            if (isExact(column)) {
                Values.bind(statement, index++, row.get(column.source()));
            }
        }
        return index;
    }

    private static int bind(PreparedStatement statement, int from, List<ColumnMapping> columns, Row row)
            throws SQLException {
        int index = from;
        for (int i = 0; i < columns.size(); i++) {
            Values.bind(statement, index++, row.get(columns.get(i).source()));
        }
        return index;
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
