package io.otter.node.load;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.PipelineConfig;
import io.otter.database.DatabaseConnector;
import io.otter.node.batch.CrashPoint;
import io.otter.node.ddl.DdlApplier;
import io.otter.node.ddl.LateIndexes;
import io.otter.node.transform.Mapper;

/**
 * One target of a pipeline: where it is, how changes are mapped to it, and what happens to those that it refuses. Mapper
 * and DDL applier are used by one thread at a time.
 *
 * @param checkpoint the pipeline's checkpoint there
 */
record Target(
        DataMediaSource server,
        DatabaseConnector connector,
        Checkpoint checkpoint,
        Mapper mapper,
        DdlApplier ddlApplier,
        LateIndexes lateIndexes,
        DeadLetters deadLetters,
        CrashPoint crashPoint) {

    /**
     * One more connection, which is not open yet.
     *
     * @param own all of them
     * @param number among them
     */
    TargetConnection connection(PipelineConfig pipeline, OwnConnections own, int number) {
        TargetConnection.Keepers keepers = new TargetConnection.Keepers(
                new SchemaKeeper(pipeline.name(), pipeline.id()), new CopyKeeper(pipeline.name(), pipeline.id()));
        int site = pipeline.origins().source();
        OriginSession origin = site == 0 ? null : new OriginSession(checkpoint.origin(site, number));
        return new TargetConnection(pipeline.name(), this, keepers, own, origin);
    }
}
