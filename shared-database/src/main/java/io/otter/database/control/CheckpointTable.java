package io.otter.database.control;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.LogStamp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Objects;
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

    private final Statements statements;
    private final long pipelineId;

    public CheckpointTable(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /** Makes the row, without a position, unless it is there. */
    public void addIfAbsent(long channelId, long epoch, long nowMillis) throws SQLException {
        statements.update(
                "INSERT IGNORE INTO " + TABLE
                        + " (PIPELINE_ID, CHANNEL_ID, EPOCH, BINLOG_FILE, BINLOG_OFFSET, GTID_SET, SOURCE_UUID,"
                        + " COMMIT_TIME_MILLIS, MODIFIED_MILLIS) VALUES (?, ?, ?, '', 0, '', '', 0, ?)",
                pipelineId,
                channelId,
                epoch,
                nowMillis);
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
        return statements
                .first("SELECT EPOCH" + OF_PIPELINE + lock, row -> OptionalLong.of(row.getLong(1)), pipelineId)
                .orElseGet(OptionalLong::empty);
    }

    /** Gives the row to another owner. */
    public void setEpoch(long epoch) throws SQLException {
        statements.update("UPDATE " + TABLE + " SET EPOCH = ? WHERE PIPELINE_ID = ?", epoch, pipelineId);
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
        return statements
                .first(
                        ALL_COLUMNS + lock,
                        row -> Objects.requireNonNullElse(later(row, "INSTALLATION"), ""),
                        pipelineId)
                .filter(id -> !id.isEmpty());
    }

    /** Gives the row, with its position, to an installation. Its epoch grows: an owner elsewhere moves nothing any more. */
    public void takeOver(String installation) throws SQLException {
        statements.update(
                "UPDATE " + TABLE + " SET INSTALLATION = ?, EPOCH = EPOCH + 1 WHERE PIPELINE_ID = ?",
                installation,
                pipelineId);
    }

    /** Notes whose row it is. */
    public void setInstallation(String installation) throws SQLException {
        statements.update("UPDATE " + TABLE + " SET INSTALLATION = ? WHERE PIPELINE_ID = ?", installation, pipelineId);
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
        return statements
                .first(
                        ALL_COLUMNS + lock,
                        row -> new BinlogPosition(
                                row.getString("BINLOG_FILE"),
                                row.getLong("BINLOG_OFFSET"),
                                row.getString("GTID_SET"),
                                row.getString("SOURCE_UUID"),
                                row.getLong("COMMIT_TIME_MILLIS"),
                                LogStamp.of(later(row, "LOG_STAMP"))),
                        pipelineId)
                .filter(position ->
                        !position.file().isEmpty() || !position.gtidSet().isEmpty());
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
        return statements.update(
                        "UPDATE " + TABLE + " SET BINLOG_FILE = ?, BINLOG_OFFSET = ?, GTID_SET = ?, SOURCE_UUID = ?,"
                                + " COMMIT_TIME_MILLIS = ?, LOG_STAMP = ?, MODIFIED_MILLIS = ?"
                                + " WHERE PIPELINE_ID = ? AND EPOCH = ?",
                        position.file(),
                        position.offset(),
                        position.gtidSet(),
                        position.sourceUuid(),
                        position.timestampMillis(),
                        position.stamp().text(),
                        nowMillis,
                        pipelineId,
                        epoch)
                == 1;
    }

    /** Takes the position away. The row stays and its epoch grows: an owner that wakes up late moves nothing. */
    public void clear() throws SQLException {
        statements.update(
                "UPDATE " + TABLE
                        + " SET BINLOG_FILE = '', BINLOG_OFFSET = 0, GTID_SET = '', SOURCE_UUID = '',"
                        + " COMMIT_TIME_MILLIS = 0, EPOCH = EPOCH + 1 WHERE PIPELINE_ID = ?",
                pipelineId);
    }
}
