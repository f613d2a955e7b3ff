package io.otter.node.transform;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.SyncMode;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.node.batch.SelectedChange;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Maps changes to a target server's tables and columns; one plan per source table and pair. One thread at a time. */
public final class Mapper {
    private final String pipeline;
    private final long targetId;
    private final TargetNames names;
    private final Map<Long, MediaPair> pairs = new HashMap<>();
    private final KeyCheck keyCheck;
    private final TablePlanner planner;
    private final TableCatalog catalog = new TableCatalog();
    private final Map<TableSchema, Map<Long, Mapping>> mappings = new IdentityHashMap<>();
    private final boolean fields;

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
        planner = new TablePlanner(pipeline);
        fields = syncMode == SyncMode.FIELD;
        this.targetId = targetId;
        names = new TargetNames(pipeline, targetId);
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
            throw planner.missing(plan.target(), lacking.target(), ", and a row has a value for it");
        }
    }

    private static boolean isEmpty(Row row, ColumnMapping column) {
        Object value = row.get(column.source());
        return value == null || value == Row.ABSENT;
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
        TablePlan plan = planner.plan(pair, source, target, lacking);
        keyCheck.check(source, target, plan.columns(), connection);
        FieldView view = fields
                ? new FieldView(
                        source,
                        target,
                        plan.columns(),
                        plan.key(),
                        pair.columns().groups())
                : null;
        return new Mapping(plan, lacking, view);
    }
}
