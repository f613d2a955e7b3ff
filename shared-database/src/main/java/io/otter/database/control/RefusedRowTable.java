package io.otter.database.control;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's rows in {@code retl.retl_refused_row}: the row at which it has stopped, and those that it may go on without.
 * Bound to a connection; commits nothing.
 */
public final class RefusedRowTable {
    private static final String TABLE = ControlTable.REFUSED_ROW.quoted();
    private static final String OF_PIPELINE = " WHERE PIPELINE_ID = ?";
    private static final String PRESENT_TERM =
            " AND EPOCH = (SELECT EPOCH FROM " + ControlTable.CHECKPOINT.quoted() + " WHERE PIPELINE_ID = ?)";
    private static final int LONGEST_ERROR = 8_000;

    private final Statements statements;
    private final long pipelineId;

    public RefusedRowTable(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /**
     * A row that was refused.
     *
     * @param epoch of the term that stopped there
     * @param hash tells the row from all others in the log
     * @param sourceTable {@code schema.table}, as {@code targetTable} is
     * @param kind of the change
     * @param key for people
     * @param images in their owner's form
     * @param position of the transaction, in its owner's form
     */
    public record Entry(
            long epoch,
            String hash,
            String sourceTable,
            String targetTable,
            String kind,
            String key,
            String images,
            String errorCode,
            String errorText,
            String position,
            long commitTimeMillis,
            long createdMillis) {}

    /**
     * An entry as it is kept; a row that is refused again is another one.
     *
     * @param permittedBy who had the pipeline go on without it; null when nobody has
     */
    public record Kept(long id, Entry entry, @Nullable String permittedBy) {}

    /** Where a row is, in its owner's form. */
    public record Place(long id, String position) {}

    /** Adds a row, instead of the one about which nobody has decided; an error that is too long is cut. */
    public void stop(Entry entry) throws SQLException {
        String error = entry.errorText();
        statements.update("DELETE FROM " + TABLE + OF_PIPELINE + " AND PERMITTED_BY IS NULL", pipelineId);
        statements.update(
                "INSERT INTO " + TABLE
                        + " (PIPELINE_ID, EPOCH, ROW_HASH, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, IMAGES, ERROR_CODE,"
                        + " ERROR_TEXT, POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                pipelineId,
                entry.epoch(),
                entry.hash(),
                entry.sourceTable(),
                entry.targetTable(),
                entry.kind(),
                entry.key(),
                entry.images(),
                entry.errorCode(),
                error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error,
                entry.position(),
                entry.commitTimeMillis(),
                entry.createdMillis());
    }

    /** The row at which the pipeline stopped last, whether or not it may go on without it; empty when there is none. */
    public Optional<Kept> last() throws SQLException {
        return statements.first(
                "SELECT ID, EPOCH, ROW_HASH, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, IMAGES, ERROR_CODE, ERROR_TEXT,"
                        + " POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS, PERMITTED_BY FROM " + TABLE + OF_PIPELINE
                        + " ORDER BY ID DESC LIMIT 1",
                row -> new Kept(row.getLong(1), entry(row), row.getString(14)),
                pipelineId);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getLong(12),
                row.getLong(13));
    }

    /**
     * Lets the pipeline go on without a row.
     *
     * @return false if it has not stopped at this row, or has had another term since, or somebody has decided already
     */
    public boolean permit(long id, String who) throws SQLException {
        return statements.update(
                        "UPDATE " + TABLE + " SET PERMITTED_BY = ?" + OF_PIPELINE
                                + " AND ID = ? AND PERMITTED_BY IS NULL" + PRESENT_TERM,
                        who,
                        pipelineId,
                        id,
                        pipelineId)
                == 1;
    }

    /** The hashes of the rows that the pipeline may go on without. */
    public Set<String> permitted() throws SQLException {
        return new HashSet<>(statements.all(
                "SELECT ROW_HASH FROM " + TABLE + OF_PIPELINE + " AND PERMITTED_BY IS NOT NULL",
                row -> row.getString(1),
                pipelineId));
    }

    /** Uses a permission up. @return whether there was one */
    public boolean use(String hash) throws SQLException {
        return statements.update(
                        "DELETE FROM " + TABLE + OF_PIPELINE + " AND ROW_HASH = ? AND PERMITTED_BY IS NOT NULL LIMIT 1",
                        pipelineId,
                        hash)
                == 1;
    }

    /** Where all rows are. */
    public List<Place> places() throws SQLException {
        return statements.all(
                "SELECT ID, POSITION FROM " + TABLE + OF_PIPELINE,
                row -> new Place(row.getLong(1), row.getString(2)),
                pipelineId);
    }

    public void remove(long id) throws SQLException {
        statements.update("DELETE FROM " + TABLE + OF_PIPELINE + " AND ID = ?", pipelineId, id);
    }
}
