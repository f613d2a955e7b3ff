package io.otter.node.load;

import io.otter.common.position.BinlogPosition;
import io.otter.database.control.CheckpointTable;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.node.batch.FencedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The pipeline's checkpoint at one target, as its owner may use it. Stateless but for its names; the connection's owner is the
 * caller.
 */
final class Checkpoint {
    private final String pipeline;
    private final long channelId;
    private final long pipelineId;
    private final Clock clock;
    private final ControlTables tables;

    Checkpoint(String pipeline, long channelId, long pipelineId, Clock clock) {
        this.pipeline = pipeline;
        this.channelId = channelId;
        this.pipelineId = pipelineId;
        this.clock = clock;
        tables = new ControlTables(pipeline);
    }

    /**
     * Claims the row for an epoch in a transaction of its own, after waiting for a previous owner's commit.
     *
     * @return the position; empty when nothing was ever applied
     * @throws FencedException if the row records a higher epoch
     */
    Optional<BinlogPosition> fence(Connection connection, long epoch) throws SQLException {
        tables.ensure(connection, ControlTable.CHECKPOINT);
        CheckpointTable row = row(connection);
        row.addIfAbsent(channelId, epoch, clock.millis());
        OptionalLong known = row.epochForUpdate();
        if (known.isPresent() && known.getAsLong() > epoch) {
            connection.rollback();
            throw new FencedException(
                    "pipeline " + pipeline + ": the target knows epoch " + known.getAsLong() + ", ours is " + epoch
                            + ".",
                    known.getAsLong());
        }
        row.setEpoch(epoch);
        Optional<BinlogPosition> position = row.positionForUpdate();
        connection.commit();
        return position;
    }

    /** The position, after waiting for a commit in progress; empty when nothing was ever applied. */
    Optional<BinlogPosition> readSettled(Connection connection) throws SQLException {
        return row(connection).positionForUpdate();
    }

    /**
     * Moves the position within the caller's transaction.
     *
     * @throws FencedException if the row now belongs to another epoch; the caller must roll back
     */
    void move(Connection connection, long epoch, BinlogPosition position) throws SQLException {
        if (!row(connection).move(epoch, position, clock.millis())) {
            throw lost(epoch);
        }
    }

    /**
     * Locks out other owners until the caller's transaction ends, leaving the position unchanged.
     *
     * @throws FencedException if the row now belongs to another epoch; the caller must roll back
     */
    void hold(Connection connection, long epoch) throws SQLException {
        if (!row(connection).epochShared().equals(OptionalLong.of(epoch))) {
            throw lost(epoch);
        }
    }

    private CheckpointTable row(Connection connection) {
        return new CheckpointTable(connection, pipelineId);
    }

    private FencedException lost(long epoch) {
        return new FencedException("pipeline " + pipeline + ": epoch " + epoch + " no longer owns the target.", epoch);
    }
}
