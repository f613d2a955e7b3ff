package io.otter.node.ddl;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.position.BinlogPosition;
import io.otter.node.batch.FencedException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pipeline's DDL in progress at a target, in {@code retl.retl_ddl}: its row is committed before the statement runs
 * and deleted in the transaction that moves the checkpoint past it. Keeps no state in memory.
 */
final class DdlJournal {
    private static final String CREATE = "CREATE TABLE IF NOT EXISTS retl.retl_ddl ("
            + "PIPELINE_ID BIGINT NOT NULL PRIMARY KEY, BINLOG_FILE VARCHAR(255) NOT NULL, BINLOG_OFFSET BIGINT NOT NULL,"
            + " GTID_SET LONGTEXT NOT NULL, STATEMENT LONGTEXT NOT NULL, STEPS LONGTEXT NOT NULL, STEP INT NOT NULL,"
            + " DEFINITIONS LONGTEXT NOT NULL, MODIFIED_MILLIS BIGINT NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";
    private static final int NO_SUCH_TABLE = 1146;
    private static final int NO_SUCH_COLUMN = 1054;

    private final String pipeline;
    private final long pipelineId;
    private final Clock clock;

    DdlJournal(String pipeline, long pipelineId, Clock clock) {
        this.pipeline = pipeline;
        this.pipelineId = pipelineId;
        this.clock = clock;
    }

    /**
     * A step that was started.
     *
     * @param steps all steps of the statement
     * @param step index of the step that was started
     * @param definitions of its tables before it ran, by quoted name
     */
    record Intent(List<DdlStep> steps, int step, Map<String, String> definitions) {
        Intent {
            steps = List.copyOf(steps);
        }
    }

    /** Creates the tables if they are missing, which commits. */
    void ensureTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean earlier;
            try {
                statement
                        .executeQuery("SELECT SESSION_VARIABLES FROM retl.retl_ddl, retl.retl_shadow LIMIT 1")
                        .close();
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != NO_SUCH_TABLE && e.getErrorCode() != NO_SUCH_COLUMN) {
                    throw e;
                }
                earlier = e.getErrorCode() == NO_SUCH_COLUMN;
            }
            try {
                statement.execute(earlier ? Shadows.ADD_SESSION : CREATE);
                statement.execute(Shadows.CREATE);
            } catch (SQLException e) {
                throw new OtterException(
                        ErrorCode.DATABASE_PRIVILEGE,
                        "pipeline " + pipeline + ": retl.retl_ddl and retl.retl_shadow are missing at the target and"
                                + " cannot be created (" + e.getMessage() + "): load sql/retl-schema.sql there.",
                        e);
            }
        }
    }

    /** What was started of the statement whose transaction ends at {@code end}. */
    Optional<Intent> find(Connection connection, BinlogPosition end, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT BINLOG_FILE, BINLOG_OFFSET, GTID_SET,"
                + " STATEMENT, STEPS, STEP, DEFINITIONS FROM retl.retl_ddl WHERE PIPELINE_ID = ?")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || !sql.equals(row.getString(4)) || !isAt(row, end)) {
                    return Optional.empty();
                }
                Steps steps = read(row.getString(5), Steps.class);
                return Optional.of(new Intent(
                        steps.steps(),
                        row.getInt(6),
                        read(row.getString(7), Defined.class).definitions()));
            }
        }
    }

    /**
     * Records that a step starts now, replacing the previous record; commits.
     *
     * @throws FencedException if the target now belongs to another epoch
     */
    void begin(Connection connection, long epoch, BinlogPosition end, String sql, Intent intent) throws SQLException {
        requireOwner(connection, epoch);
        try (PreparedStatement replace =
                connection.prepareStatement("REPLACE INTO retl.retl_ddl (PIPELINE_ID, BINLOG_FILE, BINLOG_OFFSET,"
                        + " GTID_SET, STATEMENT, STEPS, STEP, DEFINITIONS, MODIFIED_MILLIS)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            replace.setLong(1, pipelineId);
            replace.setString(2, end.file());
            replace.setLong(3, end.offset());
            replace.setString(4, end.gtidSet());
            replace.setString(5, sql);
            replace.setString(6, write(new Steps(intent.steps())));
            replace.setInt(7, intent.step());
            replace.setString(8, write(new Defined(intent.definitions())));
            replace.setLong(9, clock.millis());
            replace.executeUpdate();
        }
        connection.commit();
    }

    /** Deletes the record, within the caller's transaction. */
    void end(Connection connection) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM retl.retl_ddl WHERE PIPELINE_ID = ?")) {
            delete.setLong(1, pipelineId);
            delete.executeUpdate();
        }
    }

    private void requireOwner(Connection connection, long epoch) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT EPOCH FROM retl.retl_checkpoint WHERE PIPELINE_ID = ? FOR UPDATE")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || row.getLong(1) != epoch) {
                    throw new FencedException(
                            "pipeline " + pipeline + ": epoch " + epoch + " no longer owns the target.", epoch);
                }
            }
        }
    }

    /** After a failover the same transaction has another file and offset, but the same GTIDs before it. */
    private static boolean isAt(ResultSet row, BinlogPosition end) throws SQLException {
        return row.getString(1).equals(end.file()) && row.getLong(2) == end.offset()
                || !end.gtidSet().isEmpty() && row.getString(3).equals(end.gtidSet());
    }

    private static String write(Object document) {
        return new String(Json.write(document), StandardCharsets.UTF_8);
    }

    private static <T> T read(String json, Class<T> type) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), type);
    }

    private record Steps(List<DdlStep> steps) {}

    private record Defined(Map<String, String> definitions) {}
}
