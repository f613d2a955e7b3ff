package io.otter.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.otter.common.error.OtterException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A bounded set of connections to one server. Thread-safe; closing it closes its connections. */
public final class DatabasePool implements AutoCloseable {
    private final Endpoint endpoint;
    private final HikariDataSource pool;

    DatabasePool(Endpoint endpoint, Opener opener, Purpose purpose, String name, int size) {
        this.endpoint = endpoint;
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new OpenerDataSource(opener));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(purpose.connectTimeout().toMillis());
        config.setValidationTimeout(Math.min(5_000, purpose.connectTimeout().toMillis()));
        config.setInitializationFailTimeout(-1);
        pool = new HikariDataSource(config);
    }

    /**
     * Borrows a connection in auto-commit mode; closing it returns it. Blocks while all are in use.
     *
     * @throws OtterException as {@link DatabaseConnector#open} does
     */
    public Connection connection() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw DatabaseFault.notOpened(endpoint, e);
        }
    }

    /** The pool as a {@link DataSource}, which throws {@link SQLException}s. */
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Opens a connection for the pool. */
    interface Opener {
        Connection open() throws SQLException;
    }

    /** Adapts an opener to what HikariCP requires; only {@link #getConnection()} does anything. */
    private record OpenerDataSource(Opener opener) implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            return opener.open();
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("only the source's own user can be used");
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(@Nullable PrintWriter out) {
            // Nothing here writes to a log.
        }

        @Override
        public void setLoginTimeout(int seconds) {
            // The purpose determines the timeout.
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
