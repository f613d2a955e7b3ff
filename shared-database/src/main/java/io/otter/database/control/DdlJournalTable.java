package io.otter.database.control;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.LogStamp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** A pipeline's row in {@code retl.retl_ddl}: the DDL that is under way. Bound to a connection; commits nothing. */
public final class DdlJournalTable {
    private static final String TABLE = ControlTable.DDL.quoted();

    private final Statements statements;
    private final long pipelineId;

    public DdlJournalTable(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /**
     * A statement that was begun.
     *
     * @param end in the source's log, without a time; earlier versions kept no server and no stamp
     * @param steps of the statement, in their owner's form
     * @param step index of the one that was begun
     * @param definitions of its tables before it, in their owner's form
     */
    public record Entry(BinlogPosition end, String statement, String steps, int step, String definitions) {}

    public Optional<Entry> find() throws SQLException {
        return statements.first(
                "SELECT BINLOG_FILE, BINLOG_OFFSET, GTID_SET, SOURCE_UUID, LOG_STAMP, STATEMENT, STEPS, STEP, DEFINITIONS"
                        + " FROM " + TABLE + " WHERE PIPELINE_ID = ?",
                row -> new Entry(end(row), row.getString(6), row.getString(7), row.getInt(8), row.getString(9)),
                pipelineId);
    }

    private static BinlogPosition end(ResultSet row) throws SQLException {
        String uuid = row.getString(4);
        return new BinlogPosition(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                uuid == null ? "" : uuid,
                0,
                LogStamp.of(row.getString(5)));
    }

    /** Keeps the entry in place of what was kept before. */
    public void replace(Entry entry, long nowMillis) throws SQLException {
        BinlogPosition end = entry.end();
        statements.update(
                "REPLACE INTO " + TABLE
                        + " (PIPELINE_ID, BINLOG_FILE, BINLOG_OFFSET, GTID_SET, STATEMENT, STEPS, STEP, DEFINITIONS,"
                        + " MODIFIED_MILLIS, SOURCE_UUID, LOG_STAMP) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                pipelineId,
                end.file(),
                end.offset(),
                end.gtidSet(),
                entry.statement(),
                entry.steps(),
                entry.step(),
                entry.definitions(),
                nowMillis,
                end.sourceUuid(),
                end.stamp().text());
    }

    public void delete() throws SQLException {
        statements.update("DELETE FROM " + TABLE + " WHERE PIPELINE_ID = ?", pipelineId);
    }
}
