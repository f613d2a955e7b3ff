package io.otter.node.verify;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.SyncMode;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.database.TableName;
import io.otter.node.extend.Processors;
import io.otter.node.extend.RowFilterStage;
import io.otter.node.select.MappingTable;
import io.otter.node.snapshot.ChunkReader;
import io.otter.node.snapshot.ChunkReader.ChangedException;
import io.otter.node.snapshot.CopySource;
import io.otter.node.snapshot.MappedTables;
import io.otter.node.transform.Mapper;
import io.otter.node.transform.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Both sides of the tables that a pipeline's pairs map. For one thread. */
final class PairSides {
    /** The reader of marks, beside those of resyncs. */
    private static final int READER = 1_000;

    private final PipelineConfig pipeline;
    private final DatabaseConnector connector;
    private final RowFilterStage filter;

    PairSides(PipelineConfig pipeline, DatabaseConnector connector, Processors processors) {
        this.pipeline = pipeline;
        this.connector = connector;
        filter = new RowFilterStage(pipeline, processors);
    }

    ChunkReader reader(DataMediaSource side) {
        return new ChunkReader(pipeline.name(), pipeline.id(), READER, side, connector);
    }

    DataMediaSource target(long pairId) {
        return pipeline.target(pipeline.pairs().stream()
                .filter(pair -> pair.id() == pairId)
                .findFirst()
                .orElseThrow()
                .target()
                .sourceId());
    }

    boolean isTwoWay(long pairId) {
        return pipeline.origins().pairs().stream().anyMatch(pair -> pair.pair() == pairId);
    }

    /** As both are now. @throws SQLException also if one is missing or has no key */
    TableSides of(long pairId, TableName source, TableCheck.Readers readers) throws SQLException, ChangedException {
        CopySource from = readable(readers.source().table(source), "source", source);
        DataMediaSource media = target(pairId);
        TablePlan plan;
        try (Connection connection = connector.open(media, Purpose.LOOKUP)) {
            plan = new Mapper(SyncMode.ROW, pipeline, media.id()).plan(pairId, from.schema(), connection);
        }
        TableName name = new TableName(plan.target().schema(), plan.target().table());
        CopySource to = readable(readers.target().table(name), "target", name);
        return new TableSides(from, to, plan, filter);
    }

    KnownRows known(TableSides sides) throws SQLException {
        return KnownRows.of(pipeline, target(sides.pairId()), sides.targetName(), connector);
    }

    /** All source tables that are there, with the pairs that map them. */
    Map<TableName, List<Long>> sharing(Connection source, MappedTables mapped) throws SQLException {
        return mapped.list(source, pipeline.pairs().stream().map(MediaPair::id).toList());
    }

    /** Whether another source table has rows in the same target table. @param sharing see {@link #sharing} */
    boolean isShared(Map<TableName, List<Long>> sharing, TableName source, long pairId) {
        Mapper mapper = new Mapper(SyncMode.ROW, pipeline, target(pairId).id());
        List<TableName> own = mapper.targets(source, List.of(pairId));
        return sharing.entrySet().stream()
                .filter(other -> !other.getKey().equals(source))
                .anyMatch(other -> mapper.targets(other.getKey(), other.getValue()).stream()
                        .anyMatch(own::contains));
    }

    /** Likewise, as the source's tables are now. */
    boolean isShared(MappingTable mapping, TableName source, long pairId) throws SQLException {
        try (Connection connection = connector.open(pipeline.source(), Purpose.LOOKUP)) {
            return isShared(sharing(connection, new MappedTables(pipeline, mapping)), source, pairId);
        }
    }

    private static CopySource readable(Optional<CopySource> table, String side, TableName name) throws SQLException {
        CopySource readable =
                table.orElseThrow(() -> new SQLException("the " + side + " has no table " + name + " any more."));
        if (readable.schema().primaryKey().isEmpty()) {
            throw new SQLException(name + " has neither a primary key nor a unique key without nulls at the " + side
                    + ", so its rows cannot be told apart; add one.");
        }
        return readable;
    }
}
