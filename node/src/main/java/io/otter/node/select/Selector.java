package io.otter.node.select;

import io.otter.common.model.PipelineConfig;
import io.otter.database.TableName;
import io.otter.node.binlog.Change;
import io.otter.node.binlog.DdlChange;
import io.otter.node.binlog.RowChange;
import io.otter.node.binlog.TransactionPiece;
import io.otter.node.pipeline.BatchTransaction;
import io.otter.node.pipeline.SelectedChange;
import io.otter.node.transform.DdlStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what pairs map, and the free door's entries. One thread at a time. */
public final class Selector {
    private static final Logger log = LoggerFactory.getLogger(Selector.class);

    private final String pipeline;
    private final MappingTable mapping;
    private final boolean freeDoor;

    public Selector(PipelineConfig pipeline) {
        this.pipeline = pipeline.name();
        mapping = new MappingTable(pipeline.pairs());
        freeDoor = !pipeline.parameters().skipFreeDoor();
    }

    /** Which tables' rows the reader need decode; for its thread, so it is a table of its own. */
    public static BiPredicate<String, String> wanted(PipelineConfig pipeline) {
        MappingTable mapping = new MappingTable(pipeline.pairs());
        boolean freeDoor = !pipeline.parameters().skipFreeDoor();
        return (schema, table) -> !mapping.pairsOf(schema, table).isEmpty() || freeDoor && isFreeDoor(schema, table);
    }

    public static boolean isFreeDoor(String schema, String table) {
        return schema.equalsIgnoreCase(MappingTable.SYSTEM_SCHEMA)
                && table.toLowerCase(Locale.ROOT).equals("retl_buffer");
    }

    public BatchTransaction select(TransactionPiece piece) {
        List<SelectedChange> changes = new ArrayList<>(piece.changes().size());
        for (Change change : piece.changes()) {
            if (change instanceof RowChange row) {
                select(row, changes);
            } else if (change instanceof DdlChange ddl) {
                select(ddl).ifPresent(changes::add);
            }
        }
        return new BatchTransaction(piece.first(), piece.last(), changes, piece.end(), piece.commitTimestampMillis());
    }

    private void select(RowChange row, List<SelectedChange> changes) {
        List<Long> pairs = mapping.pairsOf(row.table().schema(), row.table().table());
        if (!pairs.isEmpty()
                || freeDoor && isFreeDoor(row.table().schema(), row.table().table())) {
            changes.add(new SelectedChange(row, pairs, false));
        }
    }

    private Optional<SelectedChange> select(DdlChange ddl) {
        Optional<DdlStatement> statement = DdlStatement.parse(ddl);
        if (statement.isEmpty()) {
            log.info(
                    "pipeline {}: this DDL is not understood, so it is taken as touching no mapped table: {}",
                    pipeline,
                    ddl.sql());
            return Optional.empty();
        }
        Set<Long> pairs = new LinkedHashSet<>();
        for (TableName table : statement.get().tables()) {
            pairs.addAll(mapping.pairsOf(table.schema(), table.table()));
        }
        return pairs.isEmpty() ? Optional.empty() : Optional.of(new SelectedChange(ddl, List.copyOf(pairs), false));
    }
}
