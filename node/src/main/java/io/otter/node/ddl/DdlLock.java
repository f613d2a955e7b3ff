package io.otter.node.ddl;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named lock on the target server, held while a pipeline's DDL runs. A statement can outlive the client that was
 * killed, and so does its lock: the successor waits for the statement to end before it examines the tables.
 */
final class DdlLock {
    private static final Logger log = LoggerFactory.getLogger(DdlLock.class);
    private static final int WAIT_SECONDS = 2;

    private final String pipeline;
    private final String name;

    DdlLock(String pipeline, long pipelineId) {
        this.pipeline = pipeline;
        name = nameOf(pipelineId);
    }

    static String nameOf(long pipelineId) {
        return "otter-ddl-" + pipelineId;
    }

    /** Waits for the lock. An idle holder is a client unaware that it has been replaced; its connection is killed. */
    void take(Connection connection) throws SQLException, InterruptedException {
        for (int attempt = 1; !tryTake(connection); attempt++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            OptionalLong idle = idleHolder(connection);
            if (idle.isPresent()) {
                log.warn("pipeline {}: ending the idle connection {} that holds {}", pipeline, idle.getAsLong(), name);
                kill(connection, idle.getAsLong());
            } else if (attempt == 1) {
                log.info("pipeline {}: waiting for the DDL that an earlier run started", pipeline);
            }
        }
    }

    void release(Connection connection) throws SQLException {
        try (PreparedStatement release = connection.prepareStatement("SELECT RELEASE_LOCK(?)")) {
            release.setString(1, name);
            release.executeQuery().close();
        }
    }

    private boolean tryTake(Connection connection) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement("SELECT GET_LOCK(?, ?)")) {
            take.setString(1, name);
            take.setInt(2, WAIT_SECONDS);
            try (ResultSet row = take.executeQuery()) {
                return row.next() && row.getInt(1) == 1;
            }
        }
    }

    private OptionalLong idleHolder(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT ID FROM information_schema.PROCESSLIST"
                + " WHERE ID = IS_USED_LOCK(?) AND COMMAND = 'Sleep' AND TIME >= ?")) {
            select.setString(1, name);
            select.setInt(2, WAIT_SECONDS);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static void kill(Connection connection, long id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("KILL CONNECTION " + id);
        } catch (SQLException e) {
            if (e.getErrorCode() != 1094) { // it has ended by itself
                throw e;
            }
        }
    }
}
