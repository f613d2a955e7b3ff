package io.otter.manager.position;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.position.BinlogPosition;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.database.control.CheckpointTable;
import io.otter.manager.parameter.Installation;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.Refused;
import io.otter.manager.text.RefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The checkpoints of targets, which nodes write and read at each start, as pages show and move them. Thread-safe. */
@Component
final class TargetCheckpoint {
    private final DatabaseConnector connector;
    private final Installation installation;

    TargetCheckpoint(DatabaseConnector connector, Installation installation) {
        this.connector = connector;
        this.installation = installation;
    }

    /**
     * A stored position.
     *
     * @param installation whose it is; empty for one of an earlier version
     */
    record Held(BinlogPosition position, Optional<String> installation) {}

    /**
     * The position up to which everything is applied; empty when there is none.
     *
     * @throws OtterException if the target cannot be queried
     */
    Optional<Held> read(DataMediaSource target, long pipelineId) {
        try (Connection connection = connector.open(target, Purpose.PROBE)) {
            CheckpointTable row = new CheckpointTable(connection, pipelineId);
            Optional<String> installation = row.installation();
            return row.position().map(position -> new Held(position, installation));
        } catch (SQLException e) {
            if (DatabaseFault.isMissingTable(e)) {
                return Optional.empty();
            }
            throw fault(Refusal.CHECKPOINT_UNREAD.with(target.name(), String.valueOf(e.getMessage())), e);
        }
    }

    /** The other installation whose it is; empty if it is ours. */
    Optional<String> foreign(Held held) {
        return held.installation().filter(owner -> !owner.equals(installation.id()));
    }

    /**
     * Clears the position, so that the next start begins where the canal says. The row stays and its epoch grows, so
     * that a late owner cannot move it.
     *
     * @throws OtterException if the target refuses; nothing was changed then
     */
    void clear(DataMediaSource target, long pipelineId) {
        try (Connection connection = connector.open(target, Purpose.PROBE)) {
            new CheckpointTable(connection, pipelineId).clear();
        } catch (SQLException e) {
            if (!DatabaseFault.isMissingTable(e)) {
                throw fault(Refusal.CHECKPOINT_UNCHANGED.with(target.name(), String.valueOf(e.getMessage())), e);
            }
        }
    }

    /**
     * Gives the checkpoint to our installation; a node of the one that had it moves it no more.
     *
     * @throws OtterException if the target refuses; nothing was changed then
     */
    void takeOver(DataMediaSource target, long pipelineId) {
        try (Connection connection = connector.open(target, Purpose.PROBE)) {
            new CheckpointTable(connection, pipelineId).takeOver(installation.id());
        } catch (SQLException e) {
            throw fault(Refusal.CHECKPOINT_UNCHANGED.with(target.name(), String.valueOf(e.getMessage())), e);
        }
    }

    private static RefusedException fault(Refused what, SQLException cause) {
        return new RefusedException(DatabaseFault.codeOf(cause).orElse(ErrorCode.DATABASE_PRIVILEGE), what, cause);
    }
}
