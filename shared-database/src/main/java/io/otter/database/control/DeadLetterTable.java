package io.otter.database.control;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pipeline's rows in {@code retl.retl_dead_letter}: rows that the target refused. Bound to a connection; commits nothing. */
public final class DeadLetterTable {
    private static final String TABLE = ControlTable.DEAD_LETTER.quoted();
    private static final String OPEN = " WHERE PIPELINE_ID = ? AND DONE = 0";
    /** Compared as bytes: for the column's collation keys that differ in case or in trailing spaces are equal. */
    private static final String OPEN_ROW = " WHERE PIPELINE_ID = ? AND TARGET_TABLE = ?"
            + " AND CAST(PK_DATA AS BINARY) = CAST(? AS BINARY) AND DONE = 0";

    private static final int LONGEST_ERROR = 8_000;
    private static final int LONGEST_POSITION = 2_000;

    private final Statements statements;
    private final long pipelineId;

    public DeadLetterTable(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /**
     * A row that was refused.
     *
     * @param pairId of the media pair
     * @param sourceTable {@code schema.table}, as {@code targetTable} is
     * @param kind of the change
     * @param key for people
     * @param keyData as {@code retl_buffer} takes it; empty when the row cannot be named there
     * @param oldKeyData the same before the change; empty when it is no other
     * @param before image as JSON; null when there is none, as {@code after} can be
     * @param position of the transaction's end in the source's log
     */
    public record Letter(
            long pairId,
            String sourceTable,
            String targetTable,
            String kind,
            String key,
            String keyData,
            String oldKeyData,
            @Nullable String before,
            @Nullable String after,
            String errorCode,
            String errorText,
            String position,
            long commitTimeMillis,
            long createdMillis) {}

    /** A letter as it lies there; the same {@code id} with other attempts or another end is news. */
    public record StoredLetter(long id, Letter letter, int attempts, boolean done) {}

    /** Adds an open letter of one attempt; errors and positions that are too long are cut. */
    public void add(Letter letter) throws SQLException {
        statements.update(
                "INSERT INTO " + TABLE
                        + " (PIPELINE_ID, PAIR_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, PK_DATA, OLD_PK_DATA,"
                        + " BEFORE_IMAGE, AFTER_IMAGE, ERROR_CODE, ERROR_TEXT, POSITION, COMMIT_TIME_MILLIS,"
                        + " CREATED_MILLIS, ATTEMPTS, DONE, SHIPPED)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 0, 0)",
                pipelineId,
                letter.pairId(),
                letter.sourceTable(),
                letter.targetTable(),
                letter.kind(),
                letter.key(),
                letter.keyData(),
                letter.oldKeyData(),
                letter.before(),
                letter.after(),
                letter.errorCode(),
                cut(letter.errorText(), LONGEST_ERROR),
                cut(letter.position(), LONGEST_POSITION),
                letter.commitTimeMillis(),
                letter.createdMillis());
    }

    /** @return whether the row had an open letter, which counts this attempt now */
    public boolean addAttempt(String targetTable, String keyData, String errorCode, String errorText)
            throws SQLException {
        return statements.update(
                        "UPDATE " + TABLE + " SET ATTEMPTS = ATTEMPTS + 1, ERROR_CODE = ?, ERROR_TEXT = ?, SHIPPED = 0"
                                + OPEN_ROW,
                        errorCode,
                        cut(errorText, LONGEST_ERROR),
                        pipelineId,
                        targetTable,
                        keyData)
                > 0;
    }

    /** @return how many open letters the row had, which are done now */
    public int settle(String targetTable, String keyData) throws SQLException {
        return statements.update(
                "UPDATE " + TABLE + " SET DONE = 1, SHIPPED = 0" + OPEN_ROW, pipelineId, targetTable, keyData);
    }

    public int countOpen() throws SQLException {
        return statements
                .first("SELECT count(*) FROM " + TABLE + OPEN, row -> row.getInt(1), pipelineId)
                .orElse(0);
    }

    /** The keys of rows of a table that have an open letter, as {@code retl_buffer} takes them. */
    public Set<String> openKeys(String targetTable) throws SQLException {
        return new HashSet<>(statements.all(
                "SELECT PK_DATA FROM " + TABLE + OPEN + " AND TARGET_TABLE = ?",
                row -> row.getString(1),
                pipelineId,
                targetTable));
    }

    public boolean hasOpen() throws SQLException {
        return statements
                .first("SELECT 1 FROM " + TABLE + OPEN + " LIMIT 1", row -> row.getInt(1), pipelineId)
                .isPresent();
    }

    /** Letters with news that no manager has, oldest first. */
    public List<StoredLetter> unshipped(int most) throws SQLException {
        return statements.all(
                "SELECT ID, PAIR_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, PK_DATA, OLD_PK_DATA, BEFORE_IMAGE,"
                        + " AFTER_IMAGE, ERROR_CODE, ERROR_TEXT, POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS, ATTEMPTS,"
                        + " DONE FROM " + TABLE + " WHERE PIPELINE_ID = ? AND SHIPPED = 0 ORDER BY ID LIMIT ?",
                row -> new StoredLetter(row.getLong(1), letter(row), row.getInt(16), row.getBoolean(17)),
                pipelineId,
                most);
    }

    private static Letter letter(ResultSet row) throws SQLException {
        return new Letter(
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
                row.getString(12),
                row.getString(13),
                row.getLong(14),
                row.getLong(15));
    }

    /** Unless a letter has become another one since it was read. */
    public void markShipped(List<StoredLetter> letters) throws SQLException {
        for (StoredLetter letter : letters) {
            statements.update(
                    "UPDATE " + TABLE + " SET SHIPPED = 1 WHERE ID = ? AND ATTEMPTS = ? AND DONE = ?",
                    letter.id(),
                    letter.attempts(),
                    letter.done());
        }
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) : text;
    }
}
