package io.otter.node.snapshot;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PairTarget;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.database.PlannedIndexes;
import io.otter.database.Purpose;
import io.otter.database.TableName;
import io.otter.node.batch.CrashPoint;
import io.otter.node.ddl.LateIndexes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The targets of a pipeline, as far as tables there get indexes behind their rows. Thread-safe. */
final class CopyTargets {
    private final PipelineConfig pipeline;
    private final DatabaseConnector connector;
    private final LateIndexes lateIndexes;

    CopyTargets(PipelineConfig pipeline, DatabaseConnector connector) {
        this.pipeline = pipeline;
        this.connector = connector;
        lateIndexes = new LateIndexes(pipeline.name(), pipeline.id(), CrashPoint.ofSystem());
    }

    /** By target table, names of indexes that are still to be made. */
    Map<TableName, List<String>> lateIndexes() throws SQLException {
        Map<TableName, List<String>> names = new HashMap<>();
        if (pipeline.parameters().dryRun()) {
            return names;
        }
        for (DataMediaSource server : pipeline.targets()) {
            try (Connection open = connector.open(server, Purpose.LOOKUP)) {
                for (PlannedIndexes planned : lateIndexes.planned(open)) {
                    names.computeIfAbsent(planned.table(), any -> new ArrayList<>())
                            .addAll(planned.names());
                }
            }
        }
        return names;
    }

    /** Where the rows of a source table go, at whichever server. */
    List<TableName> of(TableName source, List<Long> pairIds) {
        return pipeline.pairs().stream()
                .filter(pair -> pairIds.contains(pair.id()))
                .flatMap(pair -> target(pair, source).stream())
                .distinct()
                .toList();
    }

    List<DataMediaSource> servers() {
        return pipeline.targets();
    }

    /** A connection that makes them, for one thread. */
    Connection open(DataMediaSource server) throws SQLException {
        Connection open = connector.open(server, Purpose.LOAD);
        open.setAutoCommit(false);
        return open;
    }

    /** Makes those of a source table at one server. */
    void index(Connection open, TableName source, List<Long> pairIds) throws SQLException, InterruptedException {
        for (TableName table : of(source, pairIds)) {
            lateIndexes.make(open, table);
        }
    }

    private static Optional<TableName> target(MediaPair pair, TableName source) {
        return PairTarget.of(pair).of(source.schema(), source.table(), TableName::new);
    }
}
