package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ChannelConfig;
import io.otter.common.position.BinlogPosition;
import io.otter.database.control.CheckpointTable;
import io.otter.database.control.ControlTable;
import io.otter.database.control.ControlTables;
import io.otter.database.control.OwnerConnections;
import io.otter.node.batch.FencedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline's checkpoint at one target, as its owner may use it. Stateless but for its names; the connection's owner is the
 * caller.
 */
final class Checkpoint {
    private static final Logger log = LoggerFactory.getLogger(Checkpoint.class);
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    private final String pipeline;
    private final ChannelConfig channel;
    private final long pipelineId;
    private final Clock clock;
    private final ControlTables tables;

    Checkpoint(String pipeline, ChannelConfig channel, long pipelineId, Clock clock) {
        this.pipeline = pipeline;
        this.channel = channel;
        this.pipelineId = pipelineId;
        this.clock = clock;
        tables = new ControlTables(pipeline);
    }

    /** Whose transactions those are that move it. */
    OriginSession.Owner origin(int site, int session) {
        return new OriginSession.Owner(pipeline, pipelineId, channel.id(), channel.installation(), site, session);
    }

    /**
     * Claims the row for an epoch in a transaction of its own, after waiting for a previous owner's commit. A previous owner
     * that keeps the row locked is ended, and so is whatever else it may hold, once it can commit nothing any more.
     *
     * @param own ids of our connections
     * @return the position; empty when nothing was ever applied
     * @throws FencedException if the row records a higher epoch
     * @throws OtterException CHECKPOINT_FOREIGN if it holds the position of another installation's pipeline
     */
    Optional<BinlogPosition> fence(Connection connection, long epoch, List<Long> own) throws SQLException {
        tables.ensure(connection, ControlTable.CHECKPOINT);
        CheckpointTable present = row(connection);
        // Without waiting for locks: whoever holds them is to be ended only if the row is ours.
        requireOurs(connection, present.installation(), present.position().isPresent());
        OwnerConnections connections = new OwnerConnections(connection, pipelineId);
        Predecessor predecessor = new Predecessor(
                pipeline,
                pipelineId,
                connections
                        .read()
                        .filter(owner -> owner.epoch() <= epoch)
                        .orElse(new OwnerConnections.Owner(0, List.of())));
        Optional<BinlogPosition> position;
        try {
            position = claim(connection, epoch);
        } catch (SQLException e) {
            if (e.getErrorCode() == LOCK_WAIT_TIMEOUT) {
                connection.rollback();
                makeWay(connection, predecessor);
            }
            throw e;
        }
        connections.keep(epoch, own);
        connection.commit();
        List<Long> left = predecessor.end(connection);
        if (!left.isEmpty()) {
            log.warn(Predecessor.advice(pipeline, left));
        }
        return position;
    }

    private Optional<BinlogPosition> claim(Connection connection, long epoch) throws SQLException {
        CheckpointTable row = row(connection);
        row.addIfAbsent(channel.id(), epoch, clock.millis());
        OptionalLong known = row.epochForUpdate();
        Optional<BinlogPosition> position = row.positionForUpdate();
        adopt(connection, row, position.isPresent());
        if (known.isPresent() && known.getAsLong() > epoch) {
            connection.rollback();
            throw new FencedException(
                    "pipeline " + pipeline + ": the target knows epoch " + known.getAsLong() + ", ours is " + epoch
                            + ".",
                    known.getAsLong());
        }
        row.setEpoch(epoch);
        return position;
    }

    private void makeWay(Connection connection, Predecessor predecessor) throws SQLException {
        List<Long> left = predecessor.end(connection);
        if (!left.isEmpty()) {
            throw new OtterException(ErrorCode.LOAD_TRANSIENT, Predecessor.advice(pipeline, left));
        }
    }

    /**
     * Keeps the ids of our connections.
     *
     * @throws FencedException if the row belongs to another epoch
     */
    void keep(Connection connection, long epoch, List<Long> own) throws SQLException {
        if (!new OwnerConnections(connection, pipelineId).keep(epoch, own)) {
            throw lost(epoch);
        }
    }

    /** A row of an earlier version names no installation, and one without a position has nothing to lose. */
    private void adopt(Connection connection, CheckpointTable row, boolean hasPosition) throws SQLException {
        String ours = channel.installation();
        Optional<String> owner = row.installationForUpdate();
        requireOurs(connection, owner, hasPosition);
        if (!ours.isEmpty() && owner.filter(ours::equals).isEmpty()) {
            row.setInstallation(ours);
        }
    }

    private void requireOurs(Connection connection, Optional<String> owner, boolean hasPosition) throws SQLException {
        String ours = channel.installation();
        if (!ours.isEmpty() && hasPosition && owner.isPresent() && !owner.get().equals(ours)) {
            connection.rollback();
            throw new OtterException(
                    ErrorCode.CHECKPOINT_FOREIGN,
                    "pipeline " + pipeline + ": retl.retl_checkpoint of pipeline " + pipelineId
                            + " at the target belongs to installation " + owner.get() + ", this is " + ours + ".");
        }
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
