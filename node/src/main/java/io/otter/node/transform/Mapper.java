package io.otter.node.transform;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ConflictRule;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NoKey;
import io.otter.common.model.Origins;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.SyncMode;
import io.otter.database.ColumnMeta;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Maps changes to a target server's tables and columns; one plan per source table and pair. One thread at a time. */
public final class Mapper {
    /** Stored values of these types need not equal the value that was written. */
    private static final Set<String> COMPARE_BADLY = Set.of("float", "double", "real", "json");

    /** Display widths of integers come and go with the version. */
    private static final Set<String> SAME_IN_ANY_SIZE =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "date", "year", "text", "blob");

    private final String pipeline;
    private final long targetId;
    private final NoKey noKey;
    private final TargetNames names;
    private final Map<Long, MediaPair> pairs = new HashMap<>();
    private final KeyCheck keyCheck;
    private final TableCatalog catalog = new TableCatalog();
    private final Map<TableSchema, Map<Long, Mapping>> mappings = new IdentityHashMap<>();
    private final boolean fields;
    private final boolean compatibleMissingColumn;
    private final Origins origins;

    /**
     * @param lacking mapped columns that the target does not have, by target name
     * @param view the columns to send of an updated row; null for all
     */
    private record Mapping(
            TablePlan plan,
            List<ColumnMapping> lacking,
            @Nullable FieldView view) {}

    /** @param targetId the data media source whose pairs apply */
    public Mapper(SyncMode syncMode, PipelineConfig pipeline, long targetId) {
        this.pipeline = pipeline.name();
        keyCheck = new KeyCheck(this.pipeline);
        fields = syncMode == SyncMode.FIELD;
        compatibleMissingColumn = pipeline.parameters().compatibleMissingColumn();
        this.targetId = targetId;
        origins = pipeline.origins();
        names = new TargetNames(pipeline, targetId);
        noKey = pipeline.parameters().noKey();
        pipeline.pairs().forEach(pair -> pairs.put(pair.id(), pair));
    }

    /**
     * Maps a row change for each of its pairs with this target. With {@link SyncMode#FIELD}, updates that change no
     * mapped column are dropped, and unchanged columns of others are {@link Row#ABSENT}.
     *
     * @param connection to the target, to look up tables on first use
     * @throws OtterException with {@link ErrorCode#LOAD_MISSING_TARGET} naming the table or column, or with
     *     {@link ErrorCode#BINLOG_NOT_FULL} for a row whose target key is not in the log
     */
    public void map(SelectedChange change, Connection connection, Consumer<TargetChange> sink) throws SQLException {
        if (!(change.change() instanceof RowChange row)) {
            return;
        }
        for (long pairId : change.pairIds()) {
            MediaPair pair = pairs.get(pairId);
            if (pair == null || pair.target().sourceId() != targetId) {
                continue;
            }
            Map<Long, Mapping> known = mappings.computeIfAbsent(row.table(), table -> new HashMap<>());
            Mapping mapping = known.get(pairId);
            if (mapping == null) {
                mapping = mapping(pair, row.table(), connection);
                known.put(pairId, mapping);
            }
            map(mapping, row, change, sink);
        }
    }

    /** How rows of a source table map to the target table of a pair. @throws OtterException likewise */
    public TablePlan plan(long pairId, TableSchema source, Connection connection) throws SQLException {
        MediaPair pair = Objects.requireNonNull(pairs.get(pairId), () -> "the pipeline has no pair " + pairId);
        return mapping(pair, source, connection).plan();
    }

    private void map(Mapping mapping, RowChange row, SelectedChange change, Consumer<TargetChange> sink) {
        if (change.fault() != null) {
            sink.accept(addressed(mapping, row, change, row.before(), row.after()));
            return;
        }
        checkKey(mapping.plan(), row);
        for (ColumnMapping lacking : mapping.lacking()) {
            checkLacking(mapping.plan(), lacking, row);
        }
        Row before = mapping.plan().spelled(row.before());
        Row after = mapping.plan().spelled(row.after());
        if (before != null && after != null) {
            after = withKey(mapping.plan(), before, after);
            if (mapping.view() != null && !change.resync()) {
                after = mapping.view().changed(before, after).orElse(null);
                if (after == null) {
                    return;
                }
            }
        }
        sink.accept(addressed(mapping, row, change, before, after));
    }

    private static TargetChange addressed(
            Mapping mapping, RowChange row, SelectedChange change, @Nullable Row before, @Nullable Row after) {
        return new TargetChange(
                mapping.plan(),
                row.kind(),
                before,
                after,
                row.bytes(),
                change.resync(),
                row.foreignKeysOff(),
                change.settles(),
                change.fault());
    }

    /** After images in a log with partial images omit unchanged columns, above all the key. */
    private static Row withKey(TablePlan plan, Row before, Row after) {
        boolean lacks = plan.key().stream().anyMatch(column -> after.get(column.source()) == Row.ABSENT);
        if (!lacks) {
            return after;
        }
        @Nullable Object[] values = new Object[after.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = after.get(i);
        }
        plan.key().forEach(column -> {
            int index = column.source();
            values[index] = values[index] == Row.ABSENT ? before.get(index) : values[index];
        });
        return new Row(values);
    }

    private void checkKey(TablePlan plan, RowChange row) {
        Row image = row.before() != null ? row.before() : row.after();
        for (ColumnMapping column : plan.key()) {
            if (image != null && image.get(column.source()) == Row.ABSENT) {
                throw new OtterException(
                        ErrorCode.BINLOG_NOT_FULL,
                        "pipeline " + pipeline + ": the log does not contain the key column "
                                + plan.source().columns().get(column.source()).name() + " of a changed row of "
                                + plan.source().schema() + "." + plan.source().table() + ", which goes to "
                                + plan.targetName() + ".");
            }
        }
    }

    private void checkLacking(TablePlan plan, ColumnMapping lacking, RowChange row) {
        boolean empty = row.after() == null
                || isEmpty(row.after(), lacking) && (row.before() == null || isEmpty(row.before(), lacking));
        if (!empty) {
            throw missing(plan.target(), lacking.target(), ", and a row has a value for it");
        }
    }

    private static boolean isEmpty(Row row, ColumnMapping column) {
        Object value = row.get(column.source());
        return value == null || value == Row.ABSENT;
    }

    private OtterException missing(TableMeta target, String column, String why) {
        return new OtterException(
                ErrorCode.LOAD_MISSING_TARGET,
                "pipeline " + pipeline + ": column " + target.schema() + "." + target.table() + "." + column
                        + " is missing at the target" + why + ".");
    }

    /** The target tables of a source table by these pairs. */
    public List<TableName> targets(TableName source, List<Long> pairIds) {
        return names.of(source, pairIds).stream()
                .map(TargetNames.TargetTable::target)
                .toList();
    }

    /** Forgets the target's table definitions, after a DDL. */
    public void forget() {
        mappings.clear();
    }

    private Mapping mapping(MediaPair pair, TableSchema source, Connection connection) throws SQLException {
        TableName name = names.of(pair, new TableName(source.schema(), source.table()))
                .map(TargetNames.TargetTable::target)
                .orElseThrow(() -> new OtterException(
                        ErrorCode.LOAD_MISSING_TARGET,
                        "pipeline " + pipeline + ": " + source.schema() + "." + source.table()
                                + " has no counterpart in " + pair.target().schema() + "."
                                + pair.target().table() + "."));
        TableMeta target = catalog.find(connection, name.schema(), name.table())
                .orElseThrow(() -> new OtterException(
                        ErrorCode.LOAD_MISSING_TARGET,
                        "pipeline " + pipeline + ": table " + name.schema() + "." + name.table()
                                + " is missing at the target."));
        List<ColumnMapping> lacking = new ArrayList<>();
        List<ColumnMapping> columns = columns(pair, source, target, lacking);
        List<ColumnMapping> key = key(pair, source, target, columns);
        keyCheck.check(source, target, columns, connection);
        TablePlan plan = new TablePlan(
                        pair.id(),
                        source,
                        target,
                        columns,
                        key,
                        compared(pair, source, target, columns),
                        origins.conflicts(pair.id()).orElse(ConflictRule.STOP))
                .masking(pair.columns().masked());
        FieldView view = fields
                ? new FieldView(source, target, columns, key, pair.columns().groups())
                : null;
        return new Mapping(plan, lacking, view);
    }

    private List<ColumnMapping> columns(
            MediaPair pair, TableSchema source, TableMeta target, List<ColumnMapping> lacking) {
        List<ColumnMapping> columns = new ArrayList<>();
        for (int i = 0; i < source.columns().size(); i++) {
            Column column = source.columns().get(i);
            Optional<String> name = targetColumn(pair, column.name());
            if (name.isEmpty()) {
                continue;
            }
            Optional<ColumnMeta> meta = target.column(name.get());
            if (meta.isEmpty() && column.generated()) {
                continue; // computed from other columns
            }
            if (meta.isEmpty()) {
                if (!compatibleMissingColumn || isListed(pair, column.name())) {
                    throw missing(target, name.get(), "");
                }
                lacking.add(new ColumnMapping(i, name.get()));
            } else if (!meta.get().generated()) {
                columns.add(new ColumnMapping(i, meta.get().name()));
            }
        }
        return columns;
    }

    /** What tells of a row of a two-way pair whether the target changed it, too; values that a processor made do not. */
    private List<ColumnMapping> compared(
            MediaPair pair, TableSchema source, TableMeta target, List<ColumnMapping> columns) {
        if (origins.conflicts(pair.id()).isEmpty() || !pair.processor().isEmpty()) {
            return List.of();
        }
        return columns.stream()
                .filter(column -> target.column(column.target())
                        .filter(meta -> isComparable(source.columns().get(column.source()), meta))
                        .isPresent())
                .toList();
    }

    /** Whether the target keeps exactly the value that the source has. */
    private static boolean isComparable(Column source, ColumnMeta target) {
        boolean sameType = source.dataType().equals(target.dataType())
                && !target.dataType().equals("json");
        boolean sized = !SAME_IN_ANY_SIZE.contains(target.dataType());
        return sameType
                && (!sized || source.columnType().equalsIgnoreCase(target.columnType()))
                && Objects.equals(charset(source.charset()), charset(target.charset()));
    }

    private static String charset(@Nullable String name) {
        return name == null ? "" : name.equals("utf8") ? "utf8mb3" : name;
    }

    /** Whether the pair lists this column explicitly. */
    private static boolean isListed(MediaPair pair, String column) {
        return pair.columns().mode() == ColumnPairMode.INCLUDE
                && pair.columns().pairs().stream()
                        .anyMatch(listed -> listed.source().equalsIgnoreCase(column));
    }

    private static Optional<String> targetColumn(MediaPair pair, String column) {
        Optional<ColumnPair> listed = pair.columns().pairs().stream()
                .filter(columnPair -> columnPair.source().equalsIgnoreCase(column))
                .findFirst();
        if (pair.columns().mode() == ColumnPairMode.EXCLUDE) {
            return listed.isPresent() ? Optional.empty() : Optional.of(column);
        }
        return pair.columns().pairs().isEmpty() ? Optional.of(column) : listed.map(ColumnPair::target);
    }

    private List<ColumnMapping> key(MediaPair pair, TableSchema source, TableMeta target, List<ColumnMapping> columns) {
        List<String> identity = target.identity();
        if (identity.isEmpty() && noKey == NoKey.FULL_ROW) {
            return columns.stream()
                    .filter(column -> target.column(column.target())
                            .filter(meta -> !COMPARE_BADLY.contains(meta.dataType()))
                            .isPresent())
                    .toList();
        }
        List<ColumnMapping> key = new ArrayList<>();
        for (String name : identity) {
            columns.stream()
                    .filter(column -> column.target().equalsIgnoreCase(name))
                    .findFirst()
                    .or(() -> generated(pair, source, target, name))
                    .ifPresent(key::add);
        }
        if (identity.isEmpty() || key.size() != identity.size()) {
            throw new OtterException(
                    ErrorCode.LOAD_DATA,
                    "pipeline " + pipeline + ": " + target.schema() + "." + target.table()
                            + (identity.isEmpty()
                                    ? " has neither a primary key nor a unique key without nulls; add one, or set"
                                            + " noKey: FULL_ROW, which reads the whole table for each update and delete."
                                    : " has key columns " + identity + " that are not all mapped from "
                                            + source.schema() + "." + source.table() + "."));
        }
        return key;
    }

    /** A key column that the target generates: rows are found by the value that the source generated. */
    private static Optional<ColumnMapping> generated(
            MediaPair pair, TableSchema source, TableMeta target, String name) {
        if (target.column(name).filter(ColumnMeta::generated).isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < source.columns().size(); i++) {
            Optional<String> mapped = targetColumn(pair, source.columns().get(i).name());
            if (mapped.filter(name::equalsIgnoreCase).isPresent()) {
                return Optional.of(new ColumnMapping(i, name));
            }
        }
        return Optional.empty();
    }
}
