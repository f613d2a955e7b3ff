package io.otter.manager.pipeline;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.ServerAddress;
import io.otter.database.DatabaseConnector;
import io.otter.database.DatabaseFault;
import io.otter.database.Purpose;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport.Position;
import io.otter.manager.pipeline.PipelineHead.Subject;
import io.otter.manager.publication.Resolver;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the current end of the log of a pipeline's source by querying the source. Thread-safe. */
@Component
final class SourceLog {
    private final ChannelBoard board;
    private final DatabaseConnector connector;

    SourceLog(ChannelBoard board, DatabaseConnector connector) {
        this.board = board;
        this.connector = connector;
    }

    /**
     * The end of the log.
     *
     * @param bytesBehind distance from the position up to which the pipeline has applied; null when that is unknown or
     *     its file no longer exists
     */
    record End(
            ServerAddress server,
            String file,
            long offset,
            @Nullable Long bytesBehind) {}

    /**
     * Queries the source, within the time limits of a check.
     *
     * @param applied null when unknown
     * @throws OtterException with CHANNEL_INCOMPLETE, a fault of the connection, or BINLOG_DISABLED
     */
    End of(Subject subject, @Nullable Position applied) {
        CanalConfig canal = new Resolver(board.facts().configured())
                .channel(subject.channel()).pipelines().stream()
                        .filter(config -> config.id() == subject.pipeline().id())
                        .map(PipelineConfig::canal)
                        .findFirst()
                        .orElseThrow();
        ServerAddress server = canal.addresses().get(0);
        try (Connection connection = connector.open(canal, server, Purpose.PROBE);
                Statement statement = connection.createStatement();
                ResultSet logs = statement.executeQuery("SHOW BINARY LOGS")) {
            return end(server, logs, applied);
        } catch (SQLException e) {
            throw new RefusedException(
                    DatabaseFault.codeOf(e).orElse(ErrorCode.DATABASE_PRIVILEGE),
                    Refusal.LOGS_NOT_LISTED.with(server, String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static End end(ServerAddress server, ResultSet logs, @Nullable Position applied) throws SQLException {
        String file = "";
        long size = 0;
        Long behind = null;
        while (logs.next()) {
            file = logs.getString(1);
            size = logs.getLong(2);
            if (behind != null) {
                behind += size;
            } else if (applied != null && file.equals(applied.file())) {
                behind = size - applied.offset();
            }
        }
        if (file.isEmpty()) {
            throw new RefusedException(ErrorCode.BINLOG_DISABLED, Refusal.LOG_MISSING.with(server));
        }
        return new End(server, file, size, behind);
    }
}
