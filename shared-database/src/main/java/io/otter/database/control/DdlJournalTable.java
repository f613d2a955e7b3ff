package io.otter.database.control;

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
     * @param file of its end in the source's log, with {@code offset} and {@code gtidSet}
     * @param steps of the statement, in their owner's form
     * @param step index of the one that was begun
     * @param definitions of its tables before it, in their owner's form
     */
    public record Entry(
            String file, long offset, String gtidSet, String statement, String steps, int step, String definitions) {}

    public Optional<Entry> find() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT BINLOG_FILE, BINLOG_OFFSET, GTID_SET,"
                + " STATEMENT, STEPS, STEP, DEFINITIONS FROM " + TABLE + " WHERE PIPELINE_ID = ?")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Entry(
                                row.getString(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getInt(6),
                                row.getString(7)))
                        : Optional.empty();
            }
        }
    }

    /** Keeps the entry in place of what was kept before. */
    public void replace(Entry entry, long nowMillis) throws SQLException {
        try (PreparedStatement replace = connection.prepareStatement("REPLACE INTO " + TABLE
                + " (PIPELINE_ID, BINLOG_FILE, BINLOG_OFFSET, GTID_SET, STATEMENT, STEPS, STEP, DEFINITIONS,"
                + " MODIFIED_MILLIS) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            replace.setLong(1, pipelineId);
            replace.setString(2, entry.file());
            replace.setLong(3, entry.offset());
            replace.setString(4, entry.gtidSet());
            replace.setString(5, entry.statement());
            replace.setString(6, entry.steps());
            replace.setInt(7, entry.step());
            replace.setString(8, entry.definitions());
            replace.setLong(9, nowMillis);
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
