package io.otter.database.control;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.LogStamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's row in {@code retl.retl_checkpoint}: the position that is applied, and the epoch of the only owner that may
 * move it. Bound to a connection; commits nothing.
 */
public final class CheckpointTable {
    private static final String TABLE = ControlTable.CHECKPOINT.quoted();
    private static final String OF_PIPELINE = " FROM " + TABLE + " WHERE PIPELINE_ID = ?";
    /** Not by name: a table that no node of this version has met yet lacks some. */
    private static final String ALL_COLUMNS = "SELECT *" + OF_PIPELINE;

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

    /** Whose row it is; empty when there is none, and for one of an earlier version. */
    public Optional<String> installation() throws SQLException {
        return installation("");
    }

    /** As {@link #installation}; nobody changes it before the transaction ends. */
    public Optional<String> installationForUpdate() throws SQLException {
        return installation(" FOR UPDATE");
    }

    private Optional<String> installation(String lock) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ALL_COLUMNS + lock)) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.ofNullable(later(row, "INSTALLATION")).filter(id -> !id.isEmpty())
                        : Optional.empty();
            }
        }
    }

    /** Gives the row, with its position, to an installation. Its epoch grows: an owner elsewhere moves nothing any more. */
    public void takeOver(String installation) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + TABLE + " SET INSTALLATION = ?, EPOCH = EPOCH + 1 WHERE PIPELINE_ID = ?")) {
            update.setString(1, installation);
            update.setLong(2, pipelineId);
            update.executeUpdate();
        }
    }

    /** Notes whose row it is. */
    public void setInstallation(String installation) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + TABLE + " SET INSTALLATION = ? WHERE PIPELINE_ID = ?")) {
            update.setString(1, installation);
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
        try (PreparedStatement select = connection.prepareStatement(ALL_COLUMNS + lock)) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()
                        || row.getString("BINLOG_FILE").isEmpty()
                                && row.getString("GTID_SET").isEmpty()) {
                    return Optional.empty();
                }
                return Optional.of(new BinlogPosition(
                        row.getString("BINLOG_FILE"),
                        row.getLong("BINLOG_OFFSET"),
                        row.getString("GTID_SET"),
                        row.getString("SOURCE_UUID"),
                        row.getLong("COMMIT_TIME_MILLIS"),
                        LogStamp.of(later(row, "LOG_STAMP"))));
            }
        }
    }

    /** A column that tables of earlier versions lack, and rows of earlier versions leave null; null then. */
    private static @Nullable String later(ResultSet row, String column) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (columns.getColumnName(i).equalsIgnoreCase(column)) {
                return row.getString(i);
            }
        }
        return null;
    }

    /** @return whether the row was the owner's, and so was moved */
    public boolean move(long epoch, BinlogPosition position, long nowMillis) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + TABLE + " SET BINLOG_FILE = ?, BINLOG_OFFSET = ?, GTID_SET = ?, SOURCE_UUID = ?,"
                        + " COMMIT_TIME_MILLIS = ?, LOG_STAMP = ?, MODIFIED_MILLIS = ? WHERE PIPELINE_ID = ? AND EPOCH = ?")) {
            update.setString(1, position.file());
            update.setLong(2, position.offset());
            update.setString(3, position.gtidSet());
            update.setString(4, position.sourceUuid());
            update.setLong(5, position.timestampMillis());
            update.setString(6, position.stamp().text());
            update.setLong(7, nowMillis);
            update.setLong(8, pipelineId);
            update.setLong(9, epoch);
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
