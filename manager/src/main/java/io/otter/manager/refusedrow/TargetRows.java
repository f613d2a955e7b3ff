package io.otter.manager.refusedrow;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.control.RefusedRowTable;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The refused rows that nodes keep at targets. Thread-safe. */
@Component
final class TargetRows {
    private final DatabaseConnector connector;

    TargetRows(DatabaseConnector connector) {
        this.connector = connector;
    }

    /**
     * The row at which a pipeline stopped last; empty when it has gone on.
     *
     * @throws RefusedException if the target cannot be queried
     */
    Optional<RefusedRowTable.Kept> last(DataMediaSource target, long pipelineId) {
        try (Connection connection = connector.open(target, Purpose.PROBE)) {
            return new RefusedRowTable(connection, pipelineId).last();
        } catch (SQLException e) {
            if (DatabaseFault.isMissingTable(e)) {
                return Optional.empty();
            }
            throw fault(target, e);
        }
    }

    /**
     * Lets a pipeline go on without a row; its node uses that up in the transaction that does.
     *
     * @return false if the pipeline does not stand at this row any more
     * @throws RefusedException if the target refuses
     */
    boolean permit(DataMediaSource target, long pipelineId, long id, String who) {
        try (Connection connection = connector.open(target, Purpose.PROBE)) {
            return new RefusedRowTable(connection, pipelineId).permit(id, who);
        } catch (SQLException e) {
            throw fault(target, e);
        }
    }

    private static RefusedException fault(DataMediaSource target, SQLException cause) {
        return new RefusedException(
                DatabaseFault.codeOf(cause).orElse(ErrorCode.DATABASE_PRIVILEGE),
                Refusal.STOPPED_ROW_UNREAD.with(target.name(), String.valueOf(cause.getMessage())),
                cause);
    }
}
