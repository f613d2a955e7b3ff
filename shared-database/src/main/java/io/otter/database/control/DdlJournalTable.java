package io.otter.database.control;

import io.otter.common.position.BinlogPosition;
import io.otter.common.position.LogStamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** A pipeline's row in {@code retl.retl_ddl}: the DDL that is under way. Bound to a connection; commits nothing. */
public final class DdlJournalTable {
    private static final String TABLE = ControlTable.DDL.quoted();

    private final Connection connection;
    private final long pipelineId;

    public DdlJournalTable(Connection connection, long pipelineId) {
        this.connection = connection;
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
        try (PreparedStatement select = connection.prepareStatement("SELECT BINLOG_FILE, BINLOG_OFFSET, GTID_SET,"
                + " SOURCE_UUID, LOG_STAMP, STATEMENT, STEPS, STEP, DEFINITIONS FROM " + TABLE
                + " WHERE PIPELINE_ID = ?")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Entry(
                                end(row), row.getString(6), row.getString(7), row.getInt(8), row.getString(9)))
                        : Optional.empty();
            }
        }
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
        try (PreparedStatement replace = connection.prepareStatement("REPLACE INTO " + TABLE
                + " (PIPELINE_ID, BINLOG_FILE, BINLOG_OFFSET, GTID_SET, STATEMENT, STEPS, STEP, DEFINITIONS,"
                + " MODIFIED_MILLIS, SOURCE_UUID, LOG_STAMP) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            BinlogPosition end = entry.end();
            replace.setLong(1, pipelineId);
            replace.setString(2, end.file());
            replace.setLong(3, end.offset());
            replace.setString(4, end.gtidSet());
            replace.setString(5, entry.statement());
            replace.setString(6, entry.steps());
            replace.setInt(7, entry.step());
            replace.setString(8, entry.definitions());
            replace.setLong(9, nowMillis);
            replace.setString(10, end.sourceUuid());
            replace.setString(11, end.stamp().text());
            replace.executeUpdate();
        }
    }

    public void delete() throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + TABLE + " WHERE PIPELINE_ID = ?")) {
            delete.setLong(1, pipelineId);
            delete.executeUpdate();
        }
    }
}
