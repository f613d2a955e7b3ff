package io.otter.database.control;

import io.otter.common.position.BinlogPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A pipeline's row in {@code retl.retl_checkpoint}: the position that is applied, and the epoch of the only owner that may
 * move it. Bound to a connection; commits nothing.
 */
public final class CheckpointTable {
    private static final String TABLE = ControlTable.CHECKPOINT.quoted();
    private static final String OF_PIPELINE = " FROM " + TABLE + " WHERE PIPELINE_ID = ?";
    private static final String POSITION =
            "SELECT BINLOG_FILE, BINLOG_OFFSET, GTID_SET, SOURCE_UUID, COMMIT_TIME_MILLIS" + OF_PIPELINE;

    private final Connection connection;
    private final long pipelineId;

    public CheckpointTable(Connection connection, long pipelineId) {
        this.connection = connection;
        this.pipelineId = pipelineId;
    }

    /** Makes the row, without a position, unless it is there. */
    public void addIfAbsent(long channelId, long epoch, long nowMillis) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT IGNORE INTO " + TABLE
                + " (PIPELINE_ID, CHANNEL_ID, EPOCH, BINLOG_FILE, BINLOG_OFFSET, GTID_SET, SOURCE_UUID,"
                + " COMMIT_TIME_MILLIS, MODIFIED_MILLIS) VALUES (?, ?, ?, '', 0, '', '', 0, ?)")) {
            insert.setLong(1, pipelineId);
            insert.setLong(2, channelId);
            insert.setLong(3, epoch);
            insert.setLong(4, nowMillis);
            insert.executeUpdate();
        }
    }

    public boolean exists() throws SQLException {
        return epoch("").isPresent();
    }

    /** Whose row it is, after waiting for a commit that is under way; nobody changes it before the transaction ends. */
    public OptionalLong epochForUpdate() throws SQLException {
        return epoch(" FOR UPDATE");
    }

    /** As {@link #epochForUpdate}, together with others who only look. */
    public OptionalLong epochShared() throws SQLException {
        return epoch(" LOCK IN SHARE MODE");
    }

    private OptionalLong epoch(String lock) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT EPOCH" + OF_PIPELINE + lock)) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Gives the row to another owner. */
    public void setEpoch(long epoch) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + TABLE + " SET EPOCH = ? WHERE PIPELINE_ID = ?")) {
            update.setLong(1, epoch);
            update.setLong(2, pipelineId);
            update.executeUpdate();
        }
    }

    /** What was committed last; empty when nothing was ever applied. */
    public Optional<BinlogPosition> position() throws SQLException {
        return position("");
    }

    /** As {@link #position}, after waiting for a commit that is under way. */
    public Optional<BinlogPosition> positionForUpdate() throws SQLException {
        return position(" FOR UPDATE");
    }

    private Optional<BinlogPosition> position(String lock) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(POSITION + lock)) {
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

    /** @return whether the row was the owner's, and so was moved */
    public boolean move(long epoch, BinlogPosition position, long nowMillis) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + TABLE + " SET BINLOG_FILE = ?, BINLOG_OFFSET = ?, GTID_SET = ?, SOURCE_UUID = ?,"
                        + " COMMIT_TIME_MILLIS = ?, MODIFIED_MILLIS = ? WHERE PIPELINE_ID = ? AND EPOCH = ?")) {
            update.setString(1, position.file());
            update.setLong(2, position.offset());
            update.setString(3, position.gtidSet());
            update.setString(4, position.sourceUuid());
            update.setLong(5, position.timestampMillis());
            update.setLong(6, nowMillis);
            update.setLong(7, pipelineId);
            update.setLong(8, epoch);
            return update.executeUpdate() == 1;
        }
    }

    /** Takes the position away. The row stays and its epoch grows: an owner that wakes up late moves nothing. */
    public void clear() throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + TABLE
                + " SET BINLOG_FILE = '', BINLOG_OFFSET = 0, GTID_SET = '', SOURCE_UUID = '', COMMIT_TIME_MILLIS = 0,"
                + " EPOCH = EPOCH + 1 WHERE PIPELINE_ID = ?")) {
            update.setLong(1, pipelineId);
            update.executeUpdate();
        }
    }
}
