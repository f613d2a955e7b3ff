package io.otter.database.control;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which connections the owner of a pipeline's checkpoint has, kept beside it: a successor ends those of an owner that is
 * frozen, or behind a network that is gone, and would keep its locks. Bound to a connection; commits nothing.
 */
public final class OwnerConnections {
    private static final String TABLE = ControlTable.CHECKPOINT.quoted();
    private static final long SAME_START_SECONDS = 5;

    private final Connection connection;
    private final long pipelineId;

    public OwnerConnections(Connection connection, long pipelineId) {
        this.connection = connection;
        this.pipelineId = pipelineId;
    }

    /** Keeps the ids if the row is the epoch's. @return whether it is */
    public boolean keep(long epoch, List<Long> ids) throws SQLException {
        String text = serverStart() + ":" + ids.stream().map(String::valueOf).collect(Collectors.joining(","));
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE " + TABLE + " SET CONNECTIONS = ? WHERE PIPELINE_ID = ? AND EPOCH = ?")) {
            update.setString(1, text);
            update.setLong(2, pipelineId);
            update.setLong(3, epoch);
            return update.executeUpdate() == 1;
        }
    }

    /** What the row says, without waiting for whoever changes it; empty when there is no row. */
    public Optional<Owner> read() throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT EPOCH, CONNECTIONS FROM " + TABLE + " WHERE PIPELINE_ID = ?")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                long epoch = row.getLong(1);
                String kept = row.getString(2);
                return Optional.of(new Owner(epoch, kept == null ? List.of() : ids(kept)));
            }
        }
    }

    /** None if the server has started since: it counts them anew then. */
    private List<Long> ids(String kept) throws SQLException {
        String[] parts = kept.split(":", 2);
        if (parts.length < 2
                || parts[1].isEmpty()
                || Math.abs(Long.parseLong(parts[0]) - serverStart()) > SAME_START_SECONDS) {
            return List.of();
        }
        return Arrays.stream(parts[1].split(",")).map(Long::valueOf).toList();
    }

    /** In seconds since the epoch, by the server's own clock. */
    private long serverStart() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long now;
            try (ResultSet row = statement.executeQuery("SELECT UNIX_TIMESTAMP()")) {
                row.next();
                now = row.getLong(1);
            }
            try (ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Uptime'")) {
                return row.next() ? now - row.getLong(2) : 0;
            }
        }
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
