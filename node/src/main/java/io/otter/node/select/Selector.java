package io.otter.node.select;

import io.otter.common.model.ChannelConfig;
import io.otter.common.model.MediaPair;
import io.otter.common.model.Origins;
import io.otter.common.model.PipelineConfig;
import io.otter.database.TableName;
import io.otter.database.control.AnswerTable;
import io.otter.database.control.BufferTable;
import io.otter.database.control.HeartbeatTable;
import io.otter.database.control.WatermarkTable;
import io.otter.node.batch.BatchTransaction;
import io.otter.node.batch.SelectedChange;
import io.otter.node.binlog.Change;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.OriginReading;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TransactionPiece;
import io.otter.node.binlog.Wanted;
import io.otter.node.transform.DdlStatement;
import io.otter.node.transform.OnlineChange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** Keeps the changes that pairs map and take, the entries of the free door and the marks of resyncs. Thread-safe. */
public final class Selector implements Wanted {
    /** How far the commit time of a log in whole seconds may be from the time of its rows. */
    private static final long COARSEST_MILLIS = 2_000;

    private final MappingTable mapping;
    private final boolean freeDoor;
    private final boolean answers;
    private final long pipelineId;
    private final OriginReading origins;

    /** @param exists whether the source has a table of exactly this name, see {@link MappingTable} */
    public Selector(ChannelConfig channel, PipelineConfig pipeline, BiPredicate<String, String> exists) {
        mapping = new MappingTable(pipeline.pairs(), exists);
        pipelineId = pipeline.id();
        answers = pipeline.origins().settles();
        freeDoor = !pipeline.parameters().skipFreeDoor();
        List<Long> pairs = pipeline.pairs().stream().map(MediaPair::id).toList();
        origins = new OriginReading(channel.id(), channel.installation(), pipeline.origins(), pairs);
    }

    /** The pairs' tables, for whoever else needs them. */
    public MappingTable mapping() {
        return mapping;
    }

    @Override
    public boolean wants(String schema, String table) {
        return !mapping.pairsOf(schema, table).isEmpty() || isForExtraction(schema, table);
    }

    @Override
    public boolean isWrittenThere(String schema, String table) {
        return mapping.pairsOf(schema, table).stream()
                .anyMatch(pair -> origins.origins().conflicts(pair).isPresent());
    }

    @Override
    public OriginReading origins() {
        return origins;
    }

    public BatchTransaction select(TransactionPiece piece) {
        List<SelectedChange> changes = new ArrayList<>(piece.changes().size());
        long commitMillis = piece.commitTimestampMillis();
        for (Change change : piece.changes()) {
            if (change instanceof RowChange row) {
                commitMillis = beatenAt(row, commitMillis);
                select(row, piece.origin(), changes);
            } else if (change instanceof DdlChange ddl) {
                select(ddl, piece.origin()).ifPresent(changes::add);
            }
        }
        return new BatchTransaction(
                piece.first(),
                piece.last(),
                changes,
                piece.end(),
                commitMillis,
                piece.schemas(),
                List.of(),
                origins.origins().carried(piece.origin()));
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

    private void select(RowChange row, int origin, List<SelectedChange> changes) {
        List<Long> pairs =
                taken(mapping.pairsOf(row.table().schema(), row.table().table()), origin);
        if (!pairs.isEmpty()
                || isForExtraction(row.table().schema(), row.table().table())) {
            changes.add(new SelectedChange(row, pairs, false));
        }
    }

    /** Entries of the free door, marks of resyncs, and what the source has after conflicts. */
    private boolean isForExtraction(String schema, String table) {
        return freeDoor && BufferTable.is(schema, table)
                || WatermarkTable.is(schema, table)
                || answers && AnswerTable.is(schema, table);
    }

    private Optional<SelectedChange> select(DdlChange ddl, int origin) {
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
        List<Long> taken = taken(List.copyOf(pairs), origin);
        return taken.isEmpty() ? Optional.empty() : Optional.of(new SelectedChange(ddl, taken, false));
    }

    private List<Long> taken(List<Long> pairs, int origin) {
        Origins rules = origins.origins();
        return origin == 0
                ? pairs
                : pairs.stream().filter(pair -> rules.takes(pair, origin)).toList();
    }

    private List<Long> pairsOf(TableName table) {
        return mapping.pairsOf(table.schema(), table.table());
    }
}
