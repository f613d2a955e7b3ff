package io.otter.node.load;

import io.otter.database.ColumnMeta;
import io.otter.database.SqlNames;
import io.otter.node.binlog.Row;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.MaskedColumns;
import io.otter.node.transform.TablePlan;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The conditions that find one table's rows, and what is bound to them. Immutable. */
final class RowConditions {
    /** Their labels are the target's own, whatever the values are at the source. */
    private static final Set<String> LISTED = Set.of("enum", "set");

    private static final Set<String> REAL = Set.of("float", "double");

    private final TablePlan plan;
    private final String key;

    RowConditions(TablePlan plan) {
        this.plan = plan;
        key = plan.key().stream()
                .map(column -> plan.keyless() ? same(column) : isExact(column) ? exactly(column) : equal(column))
                .collect(Collectors.joining(" AND "));
    }

    /** That it is the row of a key; see {@link #bindKey}. */
    String key() {
        return key;
    }

    /** That these columns are as they were, too; binds their values. */
    String andSame(List<ColumnMapping> columns) {
        return columns.stream().map(column -> " AND " + same(column)).collect(Collectors.joining());
    }

    /** What an update or delete ends with: of rows that are alike without a key, one is meant. */
    String limit() {
        return plan.keyless() ? " LIMIT 1" : "";
    }

    static String equal(ColumnMapping column) {
        return SqlNames.quote(column.target()) + " = ?";
    }

    /** That a column has exactly this value. */
    String same(ColumnMapping column) {
        return same(column, "?");
    }

    /** That the key is equal, but not for the row of another key that the target considers equal; binds the value twice. */
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

    /** Whether the column is part of a key and compares texts otherwise than at the source. */
    boolean isExact(ColumnMapping column) {
        String source = plan.source().columns().get(column.source()).collation();
        return !plan.keyless()
                && target(column)
                        .filter(meta ->
                                meta.collation() != null && !meta.collation().equals(source))
                        .filter(meta -> !LISTED.contains(meta.dataType()))
                        .isPresent();
    }

    int bindKey(PreparedStatement statement, int from, Row row) throws SQLException {
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

    /** Binds the key, then the columns that tell whether the row is as it was. */
    int bindWhole(PreparedStatement statement, int from, Row row) throws SQLException {
        int index = bindKey(statement, from, row);
        for (ColumnMapping column : plan.compared()) {
            boolean asText = plan.isEnumError(column, row);
            Values.bind(statement, index++, asText ? "" : row.get(column.source()));
        }
        return index;
    }

    static int bind(PreparedStatement statement, int from, List<ColumnMapping> columns, Row row) throws SQLException {
        int index = from;
        for (int i = 0; i < columns.size(); i++) {
            Values.bind(statement, index++, row.get(columns.get(i).source()));
        }
        return index;
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
}
