package io.otter.node.transform;

import io.otter.common.model.ConflictRule;
import io.otter.database.ColumnMeta;
import io.otter.database.TableMeta;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How rows of one source table, as defined at some point in the log, map to one target table. All rows between two DDLs
 * share one instance, so its identity is a cheap key. Immutable.
 */
public final class TablePlan {
    private static final Set<String> COUNTERS = Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal");

    private final long pairId;
    private final TableSchema source;
    private final TableMeta target;
    private final List<ColumnMapping> columns;
    private final List<ColumnMapping> key;
    private final boolean keyIsOnlyUnique;
    private final boolean keyless;
    private final List<ColumnMapping> compared;
    private final List<ColumnMapping> counters;
    private final TargetKeys keys;
    private final ConflictRule conflicts;
    private final boolean checked;
    private final MaskedColumns masked;
    /** Indexes of the source's ENUM columns that map to ENUM columns. */
    private final int[] enums;
    /** Indexes of those that map to columns of another type. */
    private final int[] spelledEnums;

    /**
     * @param columns the columns that are written
     * @param key identifies a target row; may include columns that the target generates, which are not written; all
     *     columns when the target has no key
     */
    public TablePlan(
            long pairId, TableSchema source, TableMeta target, List<ColumnMapping> columns, List<ColumnMapping> key) {
        this(pairId, source, target, columns, key, List.of(), ConflictRule.STOP);
    }

    /**
     * One for a table that is written at the target, too.
     *
     * @param compared columns beside the key that tell whether a row is as the source had it; empty if it does not matter
     * @param conflicts what becomes of a row that is not
     */
    public TablePlan(
            long pairId,
            TableSchema source,
            TableMeta target,
            List<ColumnMapping> columns,
            List<ColumnMapping> key,
            List<ColumnMapping> compared,
            ConflictRule conflicts) {
        this.conflicts = conflicts;
        checked = !compared.isEmpty();
        masked = MaskedColumns.NONE;
        this.pairId = pairId;
        this.source = source;
        this.target = target;
        this.columns = List.copyOf(columns);
        this.key = List.copyOf(key);
        counters = this.columns.stream().filter(this::isCounter).toList();
        this.compared =
                compared.stream().filter(column -> !counters.contains(column)).toList();
        keyIsOnlyUnique = target.uniqueKeys().isEmpty()
                || target.primaryKey().isEmpty() && target.uniqueKeys().size() == 1;
        keyless = target.identity().isEmpty();
        keys = TargetKeys.of(target, this.columns, this.key, keyless);
        enums = enums(true);
        spelledEnums = enums(false);
    }

    private TablePlan(TablePlan plan, MaskedColumns masked) {
        this.masked = masked;
        conflicts = plan.conflicts;
        pairId = plan.pairId;
        source = plan.source;
        target = plan.target;
        columns = plan.columns;
        key = plan.key;
        compared = plan.compared;
        counters = plan.counters;
        checked = plan.checked;
        keyIsOnlyUnique = plan.keyIsOnlyUnique;
        keyless = plan.keyless;
        keys = plan.keys;
        enums = plan.enums;
        spelledEnums = plan.spelledEnums;
    }

    /** The same, with columns of the source that nobody is shown. */
    public TablePlan masking(List<String> names) {
        return names.isEmpty() ? this : new TablePlan(this, MaskedColumns.of(source, columns, names));
    }

    /** The columns that nobody is shown. */
    public MaskedColumns masked() {
        return masked;
    }

    private int[] enums(boolean toEnum) {
        return columns.stream()
                .filter(column ->
                        source.columns().get(column.source()).dataType().equals("enum"))
                .filter(column -> toEnum
                        == target.column(column.target())
                                .filter(meta -> meta.dataType().equals("enum"))
                                .isPresent())
                .mapToInt(ColumnMapping::source)
                .toArray();
    }

    public long pairId() {
        return pairId;
    }

    public TableSchema source() {
        return source;
    }

    public TableMeta target() {
        return target;
    }

    public List<ColumnMapping> columns() {
        return columns;
    }

    public List<ColumnMapping> key() {
        return key;
    }

    /** Columns beside the key that tell whether a row is as the source had it; empty if that does not matter. */
    public List<ColumnMapping> compared() {
        return compared;
    }

    /** Columns beside the key whose changes are added to what the target has, instead of being compared. */
    public List<ColumnMapping> counters() {
        return counters;
    }

    /** What a row has for columns of the target, in their order; empty unless it has a value for each. */
    public List<Object> values(Row row, List<String> targetColumns) {
        List<Object> values = new ArrayList<>();
        for (String name : targetColumns) {
            columns.stream()
                    .filter(column -> column.target().equalsIgnoreCase(name))
                    .map(column -> row.get(column.source()))
                    .filter(value -> value != null && value != Row.ABSENT)
                    .findFirst()
                    .ifPresent(values::add);
        }
        return values.size() == targetColumns.size() ? values : List.of();
    }

    /**
     * Whether a row may have values which the target takes for equal to these, such as others in case or accents. Only the target
     * knows for certain; false is.
     */
    public boolean mayHave(Row row, List<String> targetColumns, List<Object> others) {
        List<Object> own = values(row, targetColumns);
        List<ColumnMeta> types = targetColumns.stream()
                .flatMap(name -> target.column(name).stream())
                .toList();
        return !own.isEmpty() && types.size() == own.size() && KeyHash.mayBeEqual(types, own, others);
    }

    /** Whether it matters that a row is as the source had it. */
    public boolean isChecked() {
        return checked;
    }

    /** Integers and decimals: of others sums depend on their order. */
    private boolean isCounter(ColumnMapping column) {
        return conflicts.additive().stream()
                        .anyMatch(source.columns().get(column.source()).name()::equalsIgnoreCase)
                && COUNTERS.contains(source.columns().get(column.source()).dataType())
                && !key.contains(column);
    }

    /** What becomes of a row that is not as the source had it, if that matters. */
    public ConflictRule conflicts() {
        return conflicts;
    }

    /** Whether the target has no unique key other than {@code key}. */
    public boolean keyIsOnlyUnique() {
        return keyIsOnlyUnique;
    }

    /** Whether several rows may share {@code key}, of which only one is meant. */
    public boolean keyless() {
        return keyless;
    }

    /** The keys on which changes of this table may conflict. */
    public TargetKeys keys() {
        return keys;
    }

    /** How many ENUM columns of the target a row has {@link Row#ENUM_ERROR} for. */
    public int enumErrors(@Nullable Row row) {
        int errors = 0;
        for (int i = 0; row != null && i < enums.length; i++) {
            errors += Row.ENUM_ERROR.equals(row.get(enums[i])) ? 1 : 0;
        }
        return errors;
    }

    /** Whether a row has {@link Row#ENUM_ERROR} in a column that maps to an ENUM column. */
    public boolean isEnumError(ColumnMapping column, Row row) {
        return Row.ENUM_ERROR.equals(row.get(column.source()))
                && Arrays.stream(enums).anyMatch(index -> index == column.source());
    }

    /** The row with '' for each {@link Row#ENUM_ERROR} in a column of another type; usually the same instance. */
    @Nullable
    Row spelled(@Nullable Row row) {
        Row spelled = row;
        for (int index : spelledEnums) {
            if (spelled != null && Row.ENUM_ERROR.equals(spelled.get(index))) {
                spelled = spelled.with(index, "");
            }
        }
        return spelled;
    }

    /** {@code schema.table}, for messages. */
    public String targetName() {
        return target.schema() + "." + target.table();
    }
}
