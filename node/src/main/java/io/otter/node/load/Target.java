package io.otter.node.load;

import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.node.ddl.DdlApplier;
import io.otter.node.transform.Mapper;

/**
 * One target of a pipeline: where it is, what turns changes into its own, and what becomes of those that it refuses. Mapper and
 * DDL are of one thread at a time.
 *
 * @param checkpoint of the pipeline there
 */
record Target(
        DataMediaSource server,
        DatabaseConnector connector,
        Checkpoint checkpoint,
        Mapper mapper,
        DdlApplier ddlApplier,
        DeadLetters deadLetters) {

    /** One more connection, which is not open yet. */
    TargetConnection connection(String pipeline) {
        return new TargetConnection(pipeline, server, connector, checkpoint);
    }
}
