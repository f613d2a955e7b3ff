package io.otter.node.load;

import io.otter.database.control.OwnerConnections;
import io.otter.node.ddl.DdlApplier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever owned a pipeline at a target before. It may be frozen, or behind a network that is gone, with transactions open at
 * the server whose locks nobody else gets past.
 */
record Predecessor(String pipeline, long pipelineId, OwnerConnections.Owner owner) {
    private static final Logger log = LoggerFactory.getLogger(Predecessor.class);
    private static final int NO_SUCH_THREAD = 1094;

    /** Ends its connections, but for one that runs DDL, which is waited for. @return those that we may not end */
    List<Long> end(Connection connection) throws SQLException {
        List<Long> left = new ArrayList<>();
        if (owner.connections().isEmpty()) {
            return left;
        }
        long ours = number(connection, "SELECT CONNECTION_ID()");
        long inDdl = number(connection, "SELECT IS_USED_LOCK('" + DdlApplier.lockOf(pipelineId) + "')");
        for (long id : owner.connections()) {
            if (id != ours && id != inDdl && !kill(connection, id)) {
                left.add(id);
            }
        }
        return left;
    }

    /** What an operator can do about connections that we may not end. */
    static String advice(String pipeline, List<Long> left) {
        return "pipeline " + pipeline + ": the node that wrote here before still has the connections " + left
                + " with their locks, and the target's user may not end them: KILL them there, or grant the user CONNECTION"
                + " ADMIN (MariaDB 10.5 and MySQL 8.0: CONNECTION_ADMIN; before: SUPER).";
    }

    private boolean kill(Connection connection, long id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("KILL CONNECTION " + id);
            log.info("pipeline {}: ended connection {} of epoch {}", pipeline, id, owner.epoch());
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_THREAD) {
                return true;
            }
            if (connection.isClosed()) {
                throw e;
            }
            log.warn("pipeline {}: connection {} is not ended: {}", pipeline, id, e.getMessage());
            return false;
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
