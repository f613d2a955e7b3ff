package io.otter.database.control;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which connections the owner of a pipeline's checkpoint has, kept beside it: a successor ends those of an owner that is
 * frozen, or behind a network that is gone, and would keep its locks. Bound to a connection; commits nothing.
 */
public final class OwnerConnections {
    private static final String TABLE = ControlTable.CHECKPOINT.quoted();
    private static final long SAME_START_SECONDS = 5;

    private final Statements statements;
    private final long pipelineId;

    public OwnerConnections(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /** Keeps the ids if the row is the epoch's. @return whether it is */
    public boolean keep(long epoch, List<Long> ids) throws SQLException {
        String text = serverStart() + ":" + ids.stream().map(String::valueOf).collect(Collectors.joining(","));
        return statements.update(
                        "UPDATE " + TABLE + " SET CONNECTIONS = ? WHERE PIPELINE_ID = ? AND EPOCH = ?",
                        text,
                        pipelineId,
                        epoch)
                == 1;
    }

    /** What the row says, without waiting for whoever changes it; empty when there is no row. */
    public Optional<Owner> read() throws SQLException {
        return statements.first(
                "SELECT EPOCH, CONNECTIONS FROM " + TABLE + " WHERE PIPELINE_ID = ?",
                row -> new Owner(row.getLong(1), ids(row.getString(2))),
                pipelineId);
    }

    /** None if the server has started since: it counts them anew then. */
    private List<Long> ids(@Nullable String kept) throws SQLException {
        String[] parts = kept == null ? new String[0] : kept.split(":", 2);
        if (parts.length < 2
                || parts[1].isEmpty()
                || Math.abs(Long.parseLong(parts[0]) - serverStart()) > SAME_START_SECONDS) {
            return List.of();
        }
        return Arrays.stream(parts[1].split(",")).map(Long::valueOf).toList();
    }

    /** In seconds since the epoch, by the server's own clock. */
    private long serverStart() throws SQLException {
        long now = statements
                .first("SELECT UNIX_TIMESTAMP()", row -> row.getLong(1))
                .orElseThrow();
        return statements
                .first("SHOW GLOBAL STATUS LIKE 'Uptime'", row -> now - row.getLong(2))
                .orElse(0L);
    }

    /**
     * An owner of the row.
     *
     * @param connections that it may still have
     */
    public record Owner(long epoch, List<Long> connections) {
        public Owner {
            connections = List.copyOf(connections);
        }
    }
}
