package io.otter.node.transform;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.MediaPair;
import io.otter.common.model.NamePattern;
import io.otter.common.model.NoKey;
import io.otter.common.model.PipelineConfig;
import io.otter.database.ColumnMeta;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TableSchema;
import io.otter.node.pipeline.SelectedChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Maps changes to one target server's tables and columns. Plans are kept per source table and pair. One thread at a time. */
public final class Mapper {
    /** What a column holds need not equal the value that it was given. */
    private static final Set<String> COMPARE_BADLY = Set.of("float", "double", "real", "json");

    private final String pipeline;
    private final long targetId;
    private final NoKey noKey;
    private final Map<Long, MediaPair> pairs = new HashMap<>();
    private final TableCatalog catalog = new TableCatalog();
    private final Map<TableSchema, Map<Long, TablePlan>> plans = new IdentityHashMap<>();

    /** @param targetId the data media source whose pairs count here */
    public Mapper(PipelineConfig pipeline, long targetId) {
        this.pipeline = pipeline.name();
        this.targetId = targetId;
        noKey = pipeline.parameters().noKey();
        pipeline.pairs().forEach(pair -> pairs.put(pair.id(), pair));
    }

    /**
     * Maps one row change for each of its pairs that lead to this target.
     *
     * @param connection to the target, for tables that are not known yet
     * @throws OtterException with {@link ErrorCode#LOAD_MISSING_TARGET} naming the table or column
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
            Map<Long, TablePlan> known = plans.computeIfAbsent(row.table(), table -> new HashMap<>());
            TablePlan plan = known.get(pairId);
            if (plan == null) {
                plan = plan(pair, row.table(), connection);
                known.put(pairId, plan);
            }
            sink.accept(new TargetChange(plan, row.kind(), row.before(), row.after(), row.bytes(), change.resync()));
        }
    }

    /** The target's name of a source table for one pair; empty when the pair does not lead to this target. */
    public Optional<TableName> targetOf(long pairId, String schema, String table) {
        MediaPair pair = pairs.get(pairId);
        if (pair == null || pair.target().sourceId() != targetId) {
            return Optional.empty();
        }
        Optional<String> targetSchema = NamePattern.parse(pair.target().schema())
                .targetOf(schema, NamePattern.parse(pair.source().schema()));
        Optional<String> targetTable = NamePattern.parse(pair.target().table())
                .targetOf(table, NamePattern.parse(pair.source().table()));
        return targetSchema.flatMap(name -> targetTable.map(other -> new TableName(name, other)));
    }

    /** Forgets what is known of the target's tables: a DDL has run. */
    public void forget() {
        plans.clear();
    }

    private TablePlan plan(MediaPair pair, TableSchema source, Connection connection) throws SQLException {
        TableName name = targetOf(pair.id(), source.schema(), source.table())
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
        List<ColumnMapping> columns = columns(pair, source, target);
        List<ColumnMapping> key = key(source, target, columns);
        boolean only = target.uniqueKeys().isEmpty()
                || target.primaryKey().isEmpty() && target.uniqueKeys().size() == 1;
        return new TablePlan(
                pair.id(),
                source,
                target,
                columns,
                key,
                only,
                !target.foreignKeys().isEmpty(),
                target.identity().isEmpty());
    }

    private List<ColumnMapping> columns(MediaPair pair, TableSchema source, TableMeta target) {
        List<ColumnMapping> columns = new ArrayList<>();
        for (int i = 0; i < source.columns().size(); i++) {
            Column column = source.columns().get(i);
            Optional<String> name = targetColumn(pair, column.name());
            if (name.isEmpty()) {
                continue;
            }
            ColumnMeta meta = target.column(name.get())
                    .orElseThrow(() -> new OtterException(
                            ErrorCode.LOAD_MISSING_TARGET,
                            "pipeline " + pipeline + ": column " + target.schema() + "." + target.table() + "."
                                    + name.get() + " is missing at the target."));
            if (!meta.generated()) {
                columns.add(new ColumnMapping(i, meta.name()));
            }
        }
        return columns;
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

    private List<ColumnMapping> key(TableSchema source, TableMeta target, List<ColumnMapping> columns) {
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
}
