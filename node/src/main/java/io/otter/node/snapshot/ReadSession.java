package io.otter.node.snapshot;

import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import io.otter.node.extract.SourceTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection over which tables are read, opened when it is needed. One thread at a time. */
final class ReadSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadSession.class);
    private static final int UNKNOWN_VARIABLE = 1193;

    private final String pipeline;
    private final DataMediaSource source;
    private final DatabaseConnector connector;
    private @Nullable Connection connection;
    private boolean unordered;
    private boolean streamsBySign;

    ReadSession(String pipeline, DataMediaSource source, DatabaseConnector connector) {
        this.pipeline = pipeline;
        this.source = source;
        this.connector = connector;
    }

    interface Query<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Asks a table that is as it was described during the whole query. @throws ChunkReader.ChangedException if it is not */
    <T> T unchanged(CopySource table, Query<T> query) throws SQLException, ChunkReader.ChangedException {
        Connection open = open();
        // Until the transaction ends no DDL can change the table.
        open.setAutoCommit(false);
        try {
            T answer = query.on(open);
            if (!SourceTable.Version.of(open, table.name()).equals(table.version())) {
                throw new ChunkReader.ChangedException();
            }
            return answer;
        } finally {
            if (!open.isClosed()) {
                open.rollback();
                open.setAutoCommit(true);
            }
        }
    }

    /** The end of a query of which no row is to be older than the log is now. */
    String lock(Connection open) throws SQLException {
        return mayHideLogged(open) ? " LOCK IN SHARE MODE" : "";
    }

    /** With which the driver does not fetch all rows at once. */
    int fetchSize() {
        return streamsBySign ? Integer.MIN_VALUE : 500;
    }

    Connection open() throws SQLException {
        Connection open = connection;
        if (open != null && !open.isClosed()) {
            return open;
        }
        open = connector.open(source, Purpose.LOOKUP);
        connection = open;
        streamsBySign =
                open.getMetaData().getDriverName().toLowerCase(Locale.ROOT).contains("mysql");
        try (Statement statement = open.createStatement()) {
            statement.execute("SET SESSION innodb_lock_wait_timeout = 5");
            unordered = !isOrdered(statement);
        }
        return open;
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                log.debug("pipeline {}: closing a connection to {}: {}", pipeline, source.name(), e.getMessage());
            }
        }
    }

    /**
     * Whether what is in the log may not be seen yet: where transactions are committed in another order than logged, and
     * while one is prepared (XA), which the log has with its PREPARE. Then the rows' locks have to be waited for.
     */
    private boolean mayHideLogged(Connection open) throws SQLException {
        if (unordered) {
            return true;
        }
        try (Statement statement = open.createStatement()) {
            try (ResultSet prepared = statement.executeQuery("XA RECOVER")) {
                return prepared.next();
            } catch (SQLException e) {
                if (open.isClosed()) {
                    throw e;
                }
                log.debug("pipeline {}: XA RECOVER: {}", pipeline, e.getMessage());
            }
            // Without the privilege: whether there ever was one.
            try (ResultSet count = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Com_xa_prepare'")) {
                return count.next() && count.getLong(2) > 0;
            }
        }
    }

    private static boolean isOrdered(Statement statement) throws SQLException {
        try (ResultSet ordered = statement.executeQuery("SELECT @@GLOBAL.binlog_order_commits")) {
            return !ordered.next() || ordered.getBoolean(1);
        } catch (SQLException e) {
            if (e.getErrorCode() == UNKNOWN_VARIABLE) {
                return true; // MariaDB knows no other way
            }
            throw e;
        }
    }
}
