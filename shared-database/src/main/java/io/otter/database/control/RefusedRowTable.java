package io.otter.database.control;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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

    private final Connection connection;
    private final long pipelineId;

    public RefusedRowTable(Connection connection, long pipelineId) {
        this.connection = connection;
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
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + TABLE + OF_PIPELINE + " AND PERMITTED_BY IS NULL")) {
            delete.setLong(1, pipelineId);
            delete.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + TABLE
                + " (PIPELINE_ID, EPOCH, ROW_HASH, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, IMAGES, ERROR_CODE,"
                + " ERROR_TEXT, POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, pipelineId);
            insert.setLong(2, entry.epoch());
            insert.setString(3, entry.hash());
            insert.setString(4, entry.sourceTable());
            insert.setString(5, entry.targetTable());
            insert.setString(6, entry.kind());
            insert.setString(7, entry.key());
            insert.setString(8, entry.images());
            insert.setString(9, entry.errorCode());
            insert.setString(
                    10,
                    entry.errorText().length() > LONGEST_ERROR
                            ? entry.errorText().substring(0, LONGEST_ERROR)
                            : entry.errorText());
            insert.setString(11, entry.position());
            insert.setLong(12, entry.commitTimeMillis());
            insert.setLong(13, entry.createdMillis());
            insert.executeUpdate();
        }
    }

    /** The row at which the pipeline stopped last, whether or not it may go on without it; empty when there is none. */
    public Optional<Kept> last() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT ID, EPOCH, ROW_HASH, SOURCE_TABLE,"
                + " TARGET_TABLE, KIND, KEY_TEXT, IMAGES, ERROR_CODE, ERROR_TEXT, POSITION, COMMIT_TIME_MILLIS,"
                + " CREATED_MILLIS, PERMITTED_BY FROM " + TABLE + OF_PIPELINE + " ORDER BY ID DESC LIMIT 1")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Kept(row.getLong(1), entry(row), row.getString(14)))
                        : Optional.empty();
            }
        }
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
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + TABLE + " SET PERMITTED_BY = ?"
                + OF_PIPELINE + " AND ID = ? AND PERMITTED_BY IS NULL" + PRESENT_TERM)) {
            update.setString(1, who);
            update.setLong(2, pipelineId);
            update.setLong(3, id);
            update.setLong(4, pipelineId);
            return update.executeUpdate() == 1;
        }
    }

    /** The hashes of the rows that the pipeline may go on without. */
    public Set<String> permitted() throws SQLException {
        Set<String> hashes = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT ROW_HASH FROM " + TABLE + OF_PIPELINE + " AND PERMITTED_BY IS NOT NULL")) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    hashes.add(row.getString(1));
                }
            }
        }
        return hashes;
    }

    /** Uses a permission up. @return whether there was one */
    public boolean use(String hash) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM " + TABLE + OF_PIPELINE + " AND ROW_HASH = ? AND PERMITTED_BY IS NOT NULL LIMIT 1")) {
            delete.setLong(1, pipelineId);
            delete.setString(2, hash);
            return delete.executeUpdate() == 1;
        }
    }

    /** Where all rows are. */
    public List<Place> places() throws SQLException {
        List<Place> places = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT ID, POSITION FROM " + TABLE + OF_PIPELINE)) {
            select.setLong(1, pipelineId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    places.add(new Place(row.getLong(1), row.getString(2)));
                }
            }
        }
        return places;
    }

    public void remove(long id) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + TABLE + OF_PIPELINE + " AND ID = ?")) {
            delete.setLong(1, pipelineId);
            delete.setLong(2, id);
            delete.executeUpdate();
        }
    }
}
