package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.FencedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;

/**
 * The pipeline's row in a target's {@code retl.retl_checkpoint}: the position up to which everything is applied, and
 * the epoch of the only owner that may move it. Keeps no state in memory; the caller owns the connection.
 */
final class Checkpoint {
    private static final String CREATE =
            "CREATE TABLE IF NOT EXISTS retl.retl_checkpoint (PIPELINE_ID BIGINT NOT NULL PRIMARY KEY,"
                    + " CHANNEL_ID BIGINT NOT NULL, EPOCH BIGINT NOT NULL, BINLOG_FILE VARCHAR(255) NOT NULL,"
                    + " BINLOG_OFFSET BIGINT NOT NULL, GTID_SET LONGTEXT NOT NULL, SOURCE_UUID VARCHAR(64) NOT NULL,"
                    + " COMMIT_TIME_MILLIS BIGINT NOT NULL, MODIFIED_MILLIS BIGINT NOT NULL) ENGINE=InnoDB";
    private static final int NO_SUCH_TABLE = 1146;
    private static final int NO_SUCH_DATABASE = 1049;

    private final String pipeline;
    private final long channelId;
    private final long pipelineId;
    private final Clock clock;

    Checkpoint(String pipeline, long channelId, long pipelineId, Clock clock) {
        this.pipeline = pipeline;
        this.channelId = channelId;
        this.pipelineId = pipelineId;
        this.clock = clock;
    }

    /**
     * Claims the row for an epoch in a transaction of its own, after waiting for a previous owner's commit.
     *
     * @return the position; empty when nothing was ever applied
     * @throws FencedException if the row records a higher epoch
     */
    Optional<BinlogPosition> fence(Connection connection, long epoch) throws SQLException {
        ensureTable(connection);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT IGNORE INTO retl.retl_checkpoint VALUES (?, ?, ?, '', 0, '', '', 0, ?)")) {
            insert.setLong(1, pipelineId);
            insert.setLong(2, channelId);
            insert.setLong(3, epoch);
            insert.setLong(4, clock.millis());
            insert.executeUpdate();
        }
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT EPOCH FROM retl.retl_checkpoint WHERE PIPELINE_ID = ? FOR UPDATE");
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE retl.retl_checkpoint SET EPOCH = ? WHERE PIPELINE_ID = ?")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                if (row.next() && row.getLong(1) > epoch) {
                    long known = row.getLong(1);
                    connection.rollback();
                    throw new FencedException(
                            "pipeline " + pipeline + ": the target knows epoch " + known + ", ours is " + epoch + ".",
                            known);
                }
            }
            update.setLong(1, epoch);
            update.setLong(2, pipelineId);
            update.executeUpdate();
        }
        Optional<BinlogPosition> position = readSettled(connection);
        connection.commit();
        return position;
    }

    /** The position, after waiting for a commit in progress; empty when nothing was ever applied. */
    Optional<BinlogPosition> readSettled(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT BINLOG_FILE, BINLOG_OFFSET, GTID_SET, SOURCE_UUID, COMMIT_TIME_MILLIS"
                        + " FROM retl.retl_checkpoint WHERE PIPELINE_ID = ? FOR UPDATE")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()
                        || row.getString(1).isEmpty() && row.getString(3).isEmpty()) {
                    return Optional.empty();
                }
                return Optional.of(new BinlogPosition(
                        row.getString(1), row.getLong(2), row.getString(3), row.getString(4), row.getLong(5)));
            }
        }
    }

    /**
     * Moves the position within the caller's transaction.
     *
     * @throws FencedException if the row now belongs to another epoch; the caller must roll back
     */
    void move(Connection connection, long epoch, BinlogPosition position) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE retl.retl_checkpoint SET BINLOG_FILE = ?, BINLOG_OFFSET = ?,"
                        + " GTID_SET = ?, SOURCE_UUID = ?, COMMIT_TIME_MILLIS = ?, MODIFIED_MILLIS = ?"
                        + " WHERE PIPELINE_ID = ? AND EPOCH = ?")) {
            update.setString(1, position.file());
            update.setLong(2, position.offset());
            update.setString(3, position.gtidSet());
            update.setString(4, position.sourceUuid());
            update.setLong(5, position.timestampMillis());
            update.setLong(6, clock.millis());
            update.setLong(7, pipelineId);
            update.setLong(8, epoch);
            if (update.executeUpdate() != 1) {
                throw new FencedException(
                        "pipeline " + pipeline + ": epoch " + epoch + " no longer owns the target.", epoch);
            }
        }
    }

    /**
     * Locks out other owners until the caller's transaction ends, leaving the position unchanged.
     *
     * @throws FencedException if the row now belongs to another epoch; the caller must roll back
     */
    void hold(Connection connection, long epoch) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT EPOCH FROM retl.retl_checkpoint WHERE PIPELINE_ID = ? LOCK IN SHARE MODE")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || row.getLong(1) != epoch) {
                    throw new FencedException(
                            "pipeline " + pipeline + ": epoch " + epoch + " no longer owns the target.", epoch);
                }
            }
        }
    }

    private void ensureTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try {
                statement
                        .executeQuery("SELECT 1 FROM retl.retl_checkpoint LIMIT 1")
                        .close();
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != NO_SUCH_TABLE && e.getErrorCode() != NO_SUCH_DATABASE) {
                    throw e;
                }
            }
            try {
                statement.execute("CREATE DATABASE IF NOT EXISTS retl");
                statement.execute(CREATE);
            } catch (SQLException e) {
                throw new OtterException(
                        ErrorCode.DATABASE_PRIVILEGE,
                        "pipeline " + pipeline
                                + ": retl.retl_checkpoint is missing at the target and cannot be created ("
                                + e.getMessage() + "): load sql/retl-schema.sql there.",
                        e);
            }
        }
    }
}
