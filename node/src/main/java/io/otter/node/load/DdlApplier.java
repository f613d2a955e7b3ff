package io.otter.node.load;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.database.SqlNames;
import io.otter.database.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs DDL at the target. It commits by itself, so after a crash its effect may be there already. One thread at a time. */
final class DdlApplier {
    private static final Logger log = LoggerFactory.getLogger(DdlApplier.class);
    /** Table exists, unknown table, duplicate column, duplicate key name, cannot drop, no such table. */
    private static final Set<Integer> DONE_ALREADY = Set.of(1050, 1051, 1060, 1061, 1091, 1146);

    private final String pipeline;
    private boolean firstSinceStart = true;

    DdlApplier(String pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * Runs a statement with the mapped table's schema as the default one.
     *
     * @throws OtterException for a statement that the target refuses
     */
    void run(Connection connection, TableName target, String sql) throws SQLException {
        int timeoutMillis = connection.getNetworkTimeout();
        Executor direct = Runnable::run;
        try (Statement statement = connection.createStatement()) {
            // Rebuilding a large table may take hours.
            connection.setNetworkTimeout(direct, 0);
            statement.execute("USE " + SqlNames.quote(target.schema()));
            log.info("pipeline {}: DDL at {}: {}", pipeline, target, sql);
            statement.execute(sql);
        } catch (SQLException e) {
            if (firstSinceStart && DONE_ALREADY.contains(e.getErrorCode())) {
                log.info("pipeline {}: this DDL was applied before the last stop: {}", pipeline, e.getMessage());
            } else {
                OtterException fault = LoadFault.of("pipeline " + pipeline + ": DDL [" + sql + "]", e);
                throw fault.code() == ErrorCode.LOAD_MISSING_TARGET
                                || fault.code().isTransient()
                        ? fault
                        : new OtterException(ErrorCode.LOAD_DATA, fault.getMessage(), e);
            }
        } finally {
            firstSinceStart = false;
            if (!connection.isClosed()) {
                connection.setNetworkTimeout(direct, timeoutMillis);
            }
        }
    }
}
