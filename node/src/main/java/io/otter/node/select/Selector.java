package io.otter.node.select;

import io.otter.common.model.PipelineConfig;
import io.otter.database.TableName;
import io.otter.database.control.BufferTable;
import io.otter.database.control.HeartbeatTable;
import io.otter.database.control.WatermarkTable;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Change;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TransactionPiece;
import io.otter.node.transform.DdlStatement;
import io.otter.node.transform.OnlineChange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** Keeps the changes that pairs map, the entries of the free door and the marks of resyncs. Thread-safe. */
public final class Selector {
    /** How far the commit time of a log in whole seconds may be from the time of its rows. */
    private static final long COARSEST_MILLIS = 2_000;

    private final MappingTable mapping;
    private final boolean freeDoor;
    private final long pipelineId;

    /** @param exists whether the source has a table of exactly this name, see {@link MappingTable} */
    public Selector(PipelineConfig pipeline, BiPredicate<String, String> exists) {
        mapping = new MappingTable(pipeline.pairs(), exists);
        pipelineId = pipeline.id();
        freeDoor = !pipeline.parameters().skipFreeDoor();
    }

    /** The pairs' tables, for whoever else needs them. */
    public MappingTable mapping() {
        return mapping;
    }

    /** Whether the reader has to decode the table's rows. */
    public boolean wants(String schema, String table) {
        return !mapping.pairsOf(schema, table).isEmpty() || isForExtraction(schema, table);
    }

    public BatchTransaction select(TransactionPiece piece) {
        List<SelectedChange> changes = new ArrayList<>(piece.changes().size());
        long commitMillis = piece.commitTimestampMillis();
        for (Change change : piece.changes()) {
            if (change instanceof RowChange row) {
                commitMillis = beatenAt(row, commitMillis);
                select(row, changes);
            } else if (change instanceof DdlChange ddl) {
                select(ddl).ifPresent(changes::add);
            }
        }
        return new BatchTransaction(
                piece.first(), piece.last(), changes, piece.end(), commitMillis, piece.schemas(), null);
    }

    /** Our own heartbeat says more exactly when it was written than logs in whole seconds do. */
    private long beatenAt(RowChange row, long commitMillis) {
        Row after = row.after();
        return HeartbeatTable.is(row.table().schema(), row.table().table())
                        && after != null
                        && after.get(0) instanceof Long id
                        && id == pipelineId
                        && after.get(1) instanceof Long millis
                        && Math.abs(millis - commitMillis) <= COARSEST_MILLIS
                ? millis
                : commitMillis;
    }

    private void select(RowChange row, List<SelectedChange> changes) {
        List<Long> pairs = mapping.pairsOf(row.table().schema(), row.table().table());
        if (!pairs.isEmpty()
                || isForExtraction(row.table().schema(), row.table().table())) {
            changes.add(new SelectedChange(row, pairs, false));
        }
    }

    /** Entries of the free door, and marks of resyncs. */
    private boolean isForExtraction(String schema, String table) {
        return freeDoor && BufferTable.is(schema, table) || WatermarkTable.is(schema, table);
    }

    private Optional<SelectedChange> select(DdlChange ddl) {
        Set<Long> pairs = new LinkedHashSet<>();
        ddl.database().ifPresent(statement -> pairs.addAll(mapping.pairsOfSchema(statement.schema())));
        ddl.known().dropped().forEach(table -> pairs.addAll(pairsOf(table)));
        DdlStatement.parse(ddl).map(DdlStatement::tables).orElse(List.of()).forEach(table -> {
            List<Long> own = pairsOf(table);
            pairs.addAll(own);
            if (own.isEmpty()) {
                // A change to the shadow table of a mapped table reaches the table itself when the two are swapped.
                OnlineChange.shadowed(table, original -> !pairsOf(original).isEmpty())
                        .ifPresent(original -> pairs.addAll(pairsOf(original)));
            }
        });
        return pairs.isEmpty() ? Optional.empty() : Optional.of(new SelectedChange(ddl, List.copyOf(pairs), false));
    }

    private List<Long> pairsOf(TableName table) {
        return mapping.pairsOf(table.schema(), table.table());
    }
}
