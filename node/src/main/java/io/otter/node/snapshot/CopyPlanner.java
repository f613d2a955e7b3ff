package io.otter.node.snapshot;

import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.resync.RowKeys;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.ForeignKey;
import io.otter.database.Purpose;
import io.otter.database.TableCatalog;
import io.otter.database.TableMeta;
import io.otter.database.TableName;
import io.otter.node.batch.CopiedTable;
import io.otter.node.select.MappingTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out which tables a resync has and where each goes on. Thread-safe. */
final class CopyPlanner {
    private final PipelineConfig pipeline;
    private final DatabaseConnector connector;
    private final MappedTables mapped;
    private final List<CopiedTable> copied;
    private final Duration roundTrip;
    private final CopyTargets targets;
    private final Clock clock;

    CopyPlanner(
            PipelineConfig pipeline,
            DatabaseConnector connector,
            MappingTable mapping,
            List<CopiedTable> copied,
            Duration roundTrip,
            Clock clock) {
        this.roundTrip = roundTrip;
        this.pipeline = pipeline;
        this.connector = connector;
        mapped = new MappedTables(pipeline, mapping);
        this.copied = List.copyOf(copied);
        targets = new CopyTargets(pipeline, connector);
        this.clock = clock;
    }

    CopyRun plan(ResyncRequest request) throws SQLException {
        List<TableCopy> tables = new ArrayList<>();
        List<RowKeys> rows = request.rows();
        if (rows != null) {
            for (RowKeys one : rows) {
                TableName name = new TableName(one.schema(), one.table());
                Optional<CopiedTable> known = known(request, name);
                WantedRows wanted = new WantedRows(one, request.deleteGone());
                tables.add(new TableCopy(
                        name, one.pairIds(), start(known), isDone(known), wanted.size(), wanted, List.of()));
            }
        } else {
            Map<TableName, List<String>> late = targets.lateIndexes();
            try (Connection connection = connector.open(pipeline.source(), Purpose.LOOKUP)) {
                for (Map.Entry<TableName, List<Long>> table :
                        inOrder(connection, mapped.list(connection, request.pairIds()))) {
                    Optional<CopiedTable> known = known(request, table.getKey());
                    long estimate = MappedTables.estimate(connection, table.getKey());
                    List<String> indexes = targets.of(table.getKey(), table.getValue()).stream()
                            .flatMap(target -> late.getOrDefault(target, List.of()).stream())
                            .toList();
                    tables.add(new TableCopy(
                            table.getKey(), table.getValue(), start(known), isDone(known), estimate, null, indexes));
                }
            }
        }
        return new CopyRun(
                pipeline.name(),
                request,
                tables,
                lane -> new ChunkReader(pipeline.name(), pipeline.id(), lane, pipeline.source(), connector),
                targets,
                roundTrip,
                clock);
    }

    private Optional<CopiedTable> known(ResyncRequest request, TableName name) {
        return copied.stream()
                .filter(one -> one.runId() == request.id()
                        && one.schema().equals(name.schema())
                        && one.table().equals(name.table()))
                .findFirst();
    }

    private static TableCopy.Position start(Optional<CopiedTable> known) {
        return known.map(one -> new TableCopy.Position(true, Place.read(one.place()), one.rows()))
                .orElse(new TableCopy.Position(false, null, 0));
    }

    private static boolean isDone(Optional<CopiedTable> known) {
        return known.filter(CopiedTable::done).isPresent();
    }

    /** Parents before their children, as far as possible. */
    private static List<Map.Entry<TableName, List<Long>>> inOrder(
            Connection connection, Map<TableName, List<Long>> tables) throws SQLException {
        Map<TableName, TableMeta> metas = new TableCatalog().load(connection, tables.keySet());
        Set<TableName> ordered = new LinkedHashSet<>();
        for (TableName name : tables.keySet()) {
            addWithParents(name, metas, ordered, new LinkedHashSet<>());
        }
        return ordered.stream().map(name -> Map.entry(name, tables.get(name))).toList();
    }

    private static void addWithParents(
            TableName name, Map<TableName, TableMeta> metas, Set<TableName> ordered, Set<TableName> path) {
        if (ordered.contains(name) || !path.add(name)) {
            return;
        }
        TableMeta meta = metas.get(name);
        if (meta != null) {
            for (ForeignKey key : meta.foreignKeys()) {
                if (metas.containsKey(key.parent())) {
                    addWithParents(key.parent(), metas, ordered, path);
                }
            }
        }
        ordered.add(name);
    }
}
