package io.otter.node.load;

import io.otter.database.ColumnMeta;
import io.otter.database.SqlNames;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements that find many rows of a table by joining it with a derived table of keys. The key's index is forced: a
 * server without current statistics may assume that the table is empty, and scan all of it for each statement or even
 * each row. Immutable.
 */
final class BatchStatements {
    /**
     * Types whose values a derived table may corrupt: servers silently truncate long texts and bytes to their length
     * modulo 65536.
     */
    private static final Set<String> ONLY_DIRECTLY = Set.of(
            "text",
            "mediumtext",
            "longtext",
            "blob",
            "mediumblob",
            "longblob",
            "json",
            "vector",
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection",
            "geomcollection");

    private static final Set<String> TEMPORAL = Set.of("date", "time", "datetime", "timestamp");

    /** MySQL 5.6 takes a UNION of integers below and above 2⁶³ for signed and silently clamps the large ones. */
    private static final String UNSIGNED = "CAST(? AS UNSIGNED)";

    /** In characters; well below 65536 bytes in any character set. */
    private static final int LONGEST_CARRIED = 8_000;

    private static final Pattern LENGTH = Pattern.compile("\\((\\d{1,9})\\)");

    private final TablePlan plan;
    private final List<ColumnMapping> others;
    private final String table;
    private final String join;

    /** @param others the columns that an update sets, without the key columns */
    BatchStatements(TablePlan plan, List<ColumnMapping> others) {
        this.plan = plan;
        this.others = List.copyOf(others);
        table = SqlNames.quote(plan.target().schema(), plan.target().table());
        List<String> matches = new ArrayList<>();
        for (int i = 0; i < plan.key().size(); i++) {
            matches.add(column(plan.key().get(i)) + " = v.v" + i);
        }
        String index = plan.target()
                .identityIndex()
                .map(name -> " FORCE INDEX (" + SqlNames.quote(name) + ")")
                .orElse("");
        join = ") v STRAIGHT_JOIN " + table + index + " ON " + String.join(" AND ", matches);
    }

    /** Whether rows can be found this way: only for integer keys, which compare the same in a derived table. */
    boolean finds() {
        return plan.keys().hasIntegerRow() && !plan.keyless();
    }

    /** Whether all values survive a derived table unchanged. */
    boolean carries() {
        return !others.isEmpty()
                && others.stream()
                        .allMatch(column -> plan.target()
                                .column(column.target())
                                .filter(BatchStatements::isCarriedUnchanged)
                                .isPresent());
    }

    /** Whether rows can be told by all of their former values this way, too. */
    boolean compares() {
        return plan.compared().stream()
                .allMatch(column -> plan.target()
                        .column(column.target())
                        .filter(BatchStatements::isCarriedUnchanged)
                        .isPresent());
    }

    /** Binds for each row the key values, then the other columns, then what the row was. */
    String updateUnchanged(int rows) {
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            sets.add(column(others.get(i)) + " = v.v" + (plan.key().size() + i));
        }
        List<ColumnMapping> columns = new ArrayList<>(plan.key());
        columns.addAll(others);
        int compared = columns.size();
        columns.addAll(plan.compared());
        return derived("UPDATE (SELECT ", columns, rows) + unchanged(compared) + " SET " + String.join(", ", sets);
    }

    /** Binds for each row the key values, then what the row was. */
    String deleteUnchanged(int rows) {
        List<ColumnMapping> columns = new ArrayList<>(plan.key());
        columns.addAll(plan.compared());
        return derived("DELETE " + table + " FROM (SELECT ", columns, rows)
                + unchanged(plan.key().size());
    }

    private String unchanged(int from) {
        StringBuilder conditions = new StringBuilder();
        for (int i = 0; i < plan.compared().size(); i++) {
            ColumnMapping column = plan.compared().get(i);
            conditions.append(" AND ").append(same(column, "v.v" + (from + i)));
        }
        return conditions.toString();
    }

    /** Times are texts in a derived table, which servers may compare as numbers. */
    private String same(ColumnMapping column, String value) {
        boolean temporal = plan.target()
                .column(column.target())
                .filter(meta -> TEMPORAL.contains(meta.dataType()))
                .isPresent();
        return temporal
                ? "CAST(CAST(" + column(column) + " AS CHAR) AS BINARY) <=> CAST(" + value + " AS BINARY)"
                : RowConditions.same(plan, column, column(column), value);
    }

    /** Binds for each row the key values, then the other columns. */
    String update(int rows) {
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            sets.add(column(others.get(i)) + " = v.v" + (plan.key().size() + i));
        }
        List<ColumnMapping> columns = new ArrayList<>(plan.key());
        columns.addAll(others);
        return derived("UPDATE (SELECT ", columns, rows) + " SET " + String.join(", ", sets);
    }

    /** Binds for each row the key values. */
    String delete(int rows) {
        return derived("DELETE " + table + " FROM (SELECT ", plan.key(), rows);
    }

    private String derived(String head, List<ColumnMapping> columns, int rows) {
        List<String> values = columns.stream().map(this::placeholder).toList();
        StringJoiner first = new StringJoiner(", ");
        for (int i = 0; i < values.size(); i++) {
            first.add(values.get(i) + " AS v" + i);
        }
        String next = " UNION ALL SELECT " + String.join(", ", values);
        return head + first + next.repeat(rows - 1) + join;
    }

    private String placeholder(ColumnMapping column) {
        return plan.target()
                .column(column.target())
                .filter(BatchStatements::mayBeAboveSigned)
                .map(meta -> UNSIGNED)
                .orElse("?");
    }

    private static boolean mayBeAboveSigned(ColumnMeta meta) {
        return meta.dataType().equals("bit")
                || meta.dataType().equals("bigint") && meta.columnType().contains("unsigned");
    }

    private String column(ColumnMapping column) {
        return table + "." + SqlNames.quote(column.target());
    }

    private static boolean isCarriedUnchanged(ColumnMeta meta) {
        Matcher length = LENGTH.matcher(meta.columnType());
        return !ONLY_DIRECTLY.contains(meta.dataType())
                && (!meta.dataType().startsWith("var")
                        || length.find() && Integer.parseInt(length.group(1)) <= LONGEST_CARRIED);
    }
}
