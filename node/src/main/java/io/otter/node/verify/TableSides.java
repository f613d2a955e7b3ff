package io.otter.node.verify;

import io.otter.common.error.OtterException;
import io.otter.database.TableName;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.extend.RowFilterStage;
import io.otter.node.snapshot.CopySource;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.MaskedColumns;
import io.otter.node.transform.TablePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source table and the table that a pair maps it to, as both are now. One thread at a time. */
final class TableSides {
    private static final Set<String> SAME_ORDER = Set.of(
            "tinyint",
            "smallint",
            "mediumint",
            "int",
            "bigint",
            "decimal",
            "year",
            "date",
            "time",
            "datetime",
            "timestamp",
            "float",
            "double",
            "bit",
            "char",
            "varchar",
            "binary",
            "varbinary");
    static final Set<String> INTEGERS = Set.of("tinyint", "smallint", "mediumint", "int", "bigint");
    private static final Set<String> EXACT = Set.of(
            "tinyint",
            "smallint",
            "mediumint",
            "int",
            "bigint",
            "decimal",
            "year",
            "date",
            "time",
            "datetime",
            "timestamp");

    private final CopySource source;
    private final CopySource target;
    private final TablePlan plan;
    private final RowFilterStage filter;
    private final List<Pair> columns = new ArrayList<>();
    private final List<Pair> key = new ArrayList<>();

    /** A column on both sides, by index. */
    record Pair(int source, int target, String name, ColumnComparison comparison) {}

    TableSides(CopySource source, CopySource target, TablePlan plan, RowFilterStage filter) {
        this.source = source;
        this.target = target;
        this.plan = plan;
        this.filter = filter;
        plan.columns().forEach(column -> columns.add(pair(column)));
        plan.key().forEach(column -> key.add(pair(column)));
    }

    private Pair pair(ColumnMapping column) {
        int at = indexOf(target.schema(), column.target());
        return new Pair(
                column.source(),
                at,
                column.target(),
                new ColumnComparison(
                        source.schema().columns().get(column.source()),
                        target.schema().columns().get(at)));
    }

    CopySource source() {
        return source;
    }

    CopySource target() {
        return target;
    }

    TableName name() {
        return source.name();
    }

    long pairId() {
        return plan.pairId();
    }

    String targetName() {
        return plan.targetName();
    }

    MaskedColumns masked() {
        return plan.masked();
    }

    List<Pair> columns() {
        return columns;
    }

    List<Pair> key() {
        return key;
    }

    List<Integer> sourceKey() {
        return key.stream().map(Pair::source).toList();
    }

    List<Integer> targetKey() {
        return key.stream().map(Pair::target).toList();
    }

    /** The row as the target should have it, in the columns of the source; empty if it is not sent. */
    Optional<Row> expected(Row row) {
        RowChange insert = new RowChange(source.schema(), RowKind.INSERT, null, row, 0, false);
        try {
            return filter.filter(plan.pairId(), insert).map(kept -> Objects.requireNonNull(kept.after()));
        } catch (OtterException e) {
            return Optional.empty(); // such a row becomes a dead letter
        }
    }

    /** Whether all rows are sent as they are. */
    boolean isWhole() {
        return !filter.touches(plan.pairId());
    }

    RowId idOfSource(Row row) {
        List<Object> values = new ArrayList<>(key.size());
        List<Object> form = new ArrayList<>(key.size());
        for (Pair pair : key) {
            Object value = known(row.get(pair.source()));
            values.add(value);
            form.add(pair.comparison().ofSource(value));
        }
        return new RowId(values, form);
    }

    RowId idOfTarget(Row row) {
        List<Object> values = new ArrayList<>(key.size());
        List<Object> form = new ArrayList<>(key.size());
        for (Pair pair : key) {
            Object value = known(row.get(pair.target()));
            values.add(value);
            form.add(pair.comparison().ofTarget(value));
        }
        return new RowId(values, form);
    }

    private static Object known(@Nullable Object value) {
        return value == null ? Row.ABSENT : value;
    }

    boolean equal(Row expected, Row present) {
        for (Pair pair : columns) {
            if (!pair.comparison().equal(expected.get(pair.source()), present.get(pair.target()))) {
                return false;
            }
        }
        return true;
    }

    /** An image in the log in the columns that the source has now; empty if it lacks one that is compared. */
    Optional<Row> asNow(TableSchema logged, Row image) {
        @Nullable Object[] values = new Object[source.schema().columns().size()];
        for (int i = 0; i < values.length; i++) {
            int at = indexOf(logged, source.schema().columns().get(i).name());
            values[i] = at < 0 ? Row.ABSENT : image.get(at);
            int column = i;
            if (values[i] == Row.ABSENT && columns.stream().anyMatch(pair -> pair.source() == column)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Row(values));
    }

    /** Likewise, with those columns only that the image has. */
    Row keyAsNow(TableSchema logged, Row image) {
        @Nullable Object[] values = new Object[source.schema().columns().size()];
        for (int i = 0; i < values.length; i++) {
            int at = indexOf(logged, source.schema().columns().get(i).name());
            values[i] = at < 0 ? Row.ABSENT : image.get(at);
        }
        return new Row(values);
    }

    /** Whether both sides have their rows in the same order of keys. */
    boolean sameOrder() {
        if (!sourceKey().equals(source.schema().primaryKey())
                || !targetKey().equals(target.schema().primaryKey())) {
            return false;
        }
        return key.stream()
                .allMatch(pair -> sameOrder(
                        source.schema().columns().get(pair.source()),
                        target.schema().columns().get(pair.target())));
    }

    private static boolean sameOrder(Column one, Column other) {
        if (INTEGERS.contains(one.dataType()) && INTEGERS.contains(other.dataType())) {
            return true;
        }
        boolean sized = !one.dataType().startsWith("var");
        return SAME_ORDER.contains(one.dataType())
                && one.dataType().equals(other.dataType())
                && (!sized || one.columnType().equalsIgnoreCase(other.columnType()))
                && Objects.equals(one.collation(), other.collation())
                && Objects.equals(one.charset(), other.charset());
    }

    /** Whether a row is found by another spelling of its key, too. */
    boolean looseKey() {
        return key.stream()
                .anyMatch(pair -> !EXACT.contains(
                                source.schema().columns().get(pair.source()).dataType())
                        || !EXACT.contains(
                                target.schema().columns().get(pair.target()).dataType()));
    }

    private static int indexOf(TableSchema table, String name) {
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }
}
