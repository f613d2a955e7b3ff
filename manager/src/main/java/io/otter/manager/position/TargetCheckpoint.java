package io.otter.manager.position;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.position.BinlogPosition;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.Refused;
import io.otter.manager.text.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** A pipeline's row in a target's {@code retl.retl_checkpoint}, which nodes read at each start. Thread-safe. */
@Component
final class TargetCheckpoint {
    private static final int NO_SUCH_TABLE = 1146;
    private static final int NO_SUCH_DATABASE = 1049;

    private final DatabaseConnector connector;

    TargetCheckpoint(DatabaseConnector connector) {
        this.connector = connector;
    }

    /**
     * The position up to which everything is applied; empty when there is none.
     *
     * @throws OtterException if the target cannot be queried
     */
    Optional<BinlogPosition> read(DataMediaSource target, long pipelineId) {
        try (Connection connection = connector.open(target, Purpose.PROBE);
                PreparedStatement select =
                        connection.prepareStatement("SELECT BINLOG_FILE, BINLOG_OFFSET, GTID_SET, SOURCE_UUID,"
                                + " COMMIT_TIME_MILLIS FROM retl.retl_checkpoint WHERE PIPELINE_ID = ?")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                return !row.next()
                                || row.getString(1).isEmpty()
                                        && row.getString(3).isEmpty()
                        ? Optional.empty()
                        : Optional.of(new BinlogPosition(
                                row.getString(1), row.getLong(2), row.getString(3), row.getString(4), row.getLong(5)));
            }
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_TABLE || e.getErrorCode() == NO_SUCH_DATABASE) {
                return Optional.empty();
            }
            throw fault(Refusal.CHECKPOINT_UNREAD.with(target.name(), e.getMessage()), e);
        }
    }

    /**
     * Clears the position, so that the next start begins where the canal says. The row stays and its epoch grows, so
     * that a late owner cannot move it.
     *
     * @throws OtterException if the target refuses; nothing was changed then
     */
    void clear(DataMediaSource target, long pipelineId) {
        try (Connection connection = connector.open(target, Purpose.PROBE);
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE retl.retl_checkpoint SET BINLOG_FILE = '', BINLOG_OFFSET = 0,"
                                + " GTID_SET = '', SOURCE_UUID = '', COMMIT_TIME_MILLIS = 0, EPOCH = EPOCH + 1"
                                + " WHERE PIPELINE_ID = ?")) {
            update.setLong(1, pipelineId);
            update.executeUpdate();
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_TABLE && e.getErrorCode() != NO_SUCH_DATABASE) {
                throw fault(Refusal.CHECKPOINT_UNCHANGED.with(target.name(), e.getMessage()), e);
            }
        }
    }

    private static RefusedException fault(Refused what, SQLException cause) {
        return new RefusedException(DatabaseFault.codeOf(cause).orElse(ErrorCode.DATABASE_PRIVILEGE), what, cause);
    }
}
