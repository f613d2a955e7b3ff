package io.otter.manager.configuration;

import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.database.DatabaseConnector;
import io.otter.database.Purpose;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Opens connections with the manager's database as default schema, on which somebody waits. Thread-safe. */
final class SchemaDataSource extends AbstractDataSource {
    /** A statement that is not answered by then fails: a page must not wait for a database that has stopped to answer. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final DatabaseConnector connector;
    private final DataMediaSource source;
    private final String schema;

    SchemaDataSource(DatabaseConnector connector, DataMediaSource source, String schema) {
        this.connector = connector;
        this.source = source;
        this.schema = schema;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection;
        try {
            connection = connector.open(source, Purpose.LOOKUP);
        } catch (OtterException e) {
            throw new SQLException(e.getMessage(), "08001", e);
        }
        try {
            connection.setCatalog(schema);
            connection.setNetworkTimeout(Runnable::run, (int) LONGEST.toMillis());
            return connection;
        } catch (SQLException e) {
            try (connection) {
                throw e;
            }
        }
    }

    /** How long a pool that closes waits for its threads, in seconds; without any it would complain of them each time. */
    @Override
    public int getLoginTimeout() {
        return 1;
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the configured user is used");
    }
}
