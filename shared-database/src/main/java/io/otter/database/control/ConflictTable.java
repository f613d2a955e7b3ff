package io.otter.database.control;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A pipeline's rows in {@code retl.retl_conflict}. Bound to a connection; commits nothing. */
public final class ConflictTable {
    private static final String TABLE = ControlTable.CONFLICT.quoted();
    private static final int LONGEST_POSITION = 2_000;

    private final Statements statements;
    private final long pipelineId;

    public ConflictTable(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /**
     * A row that both sides had changed.
     *
     * @param sourceTable {@code schema.table}, as {@code targetTable} is
     * @param kind of the change that arrived
     * @param key for people
     * @param rowKey finds the row at the target
     * @param images as JSON: before, after, and what the target had
     * @param taken whether what arrived replaced what the target had
     * @param disputed whether the two were different, and changed by others than a pipeline
     */
    public record Conflict(
            long pairId,
            String sourceTable,
            String targetTable,
            String kind,
            String key,
            String rowKey,
            String images,
            String policy,
            boolean taken,
            String position,
            long commitTimeMillis,
            long createdMillis,
            boolean disputed) {}

    public record StoredConflict(long id, Conflict conflict) {}

    /** A row to tell the other side of. */
    public record Question(long id, String targetTable, String rowKey) {}

    /** Keeps one of which the other side need not be told. */
    public void addAnswered(Conflict conflict) throws SQLException {
        add(List.of(conflict), true);
    }

    /** Keeps those of which the other side is to be told. */
    public void add(List<Conflict> conflicts) throws SQLException {
        add(conflicts, false);
    }

    private void add(List<Conflict> conflicts, boolean answered) throws SQLException {
        statements.insert(
                TABLE
                        + " (PIPELINE_ID, PAIR_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, ROW_KEY, IMAGES, POLICY,"
                        + " TAKEN, POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS, DISPUTED, ANSWERED, SHIPPED)",
                conflicts,
                conflict -> values(conflict, answered));
    }

    private Object[] values(Conflict conflict, boolean answered) {
        String position = conflict.position();
        return new Object[] {
            pipelineId,
            conflict.pairId(),
            conflict.sourceTable(),
            conflict.targetTable(),
            conflict.kind(),
            conflict.key(),
            conflict.rowKey(),
            conflict.images(),
            conflict.policy(),
            conflict.taken(),
            position.length() > LONGEST_POSITION ? position.substring(0, LONGEST_POSITION) : position,
            conflict.commitTimeMillis(),
            conflict.createdMillis(),
            conflict.disputed(),
            answered,
            !conflict.disputed()
        };
    }

    /** Those of which the other side was not told yet, locked. */
    public List<Question> unanswered(int most) throws SQLException {
        return statements.all(
                "SELECT ID, TARGET_TABLE, ROW_KEY FROM " + TABLE
                        + " WHERE PIPELINE_ID = ? AND ANSWERED = 0 ORDER BY ID LIMIT ? FOR UPDATE",
                ConflictTable::question,
                pipelineId,
                most);
    }

    public void markAnswered(List<Question> questions) throws SQLException {
        mark("ANSWERED", questions.stream().map(Question::id).toList());
    }

    /** Keys of rows about which there were conflicts of late, each after its table. */
    public List<Question> since(long millis, int most) throws SQLException {
        return statements.all(
                "SELECT ID, TARGET_TABLE, ROW_KEY FROM " + TABLE
                        + " WHERE PIPELINE_ID = ? AND CREATED_MILLIS >= ? ORDER BY ID DESC LIMIT ?",
                ConflictTable::question,
                pipelineId,
                millis,
                most);
    }

    /** Keys of rows of a table about which there were conflicts, the latest of them. */
    public Set<String> disputedKeys(String targetTable, int most) throws SQLException {
        return new HashSet<>(statements.all(
                "SELECT ROW_KEY FROM " + TABLE
                        + " WHERE PIPELINE_ID = ? AND TARGET_TABLE = ? AND DISPUTED = 1 ORDER BY ID DESC LIMIT ?",
                row -> row.getString(1),
                pipelineId,
                targetTable,
                most));
    }

    /** Conflicts that no manager has, oldest first. */
    public List<StoredConflict> unshipped(int most) throws SQLException {
        return statements.all(
                "SELECT ID, PAIR_ID, SOURCE_TABLE, TARGET_TABLE, KIND, KEY_TEXT, ROW_KEY, IMAGES, POLICY, TAKEN,"
                        + " POSITION, COMMIT_TIME_MILLIS, CREATED_MILLIS, DISPUTED FROM " + TABLE
                        + " WHERE PIPELINE_ID = ? AND SHIPPED = 0 ORDER BY ID LIMIT ?",
                row -> new StoredConflict(row.getLong(1), conflict(row)),
                pipelineId,
                most);
    }

    private static Question question(ResultSet row) throws SQLException {
        return new Question(row.getLong(1), row.getString(2), row.getString(3));
    }

    private static Conflict conflict(ResultSet row) throws SQLException {
        return new Conflict(
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getBoolean(10),
                row.getString(11),
                row.getLong(12),
                row.getLong(13),
                row.getBoolean(14));
    }

    public void markShipped(List<StoredConflict> conflicts) throws SQLException {
        mark("SHIPPED", conflicts.stream().map(StoredConflict::id).toList());
    }

    private void mark(String column, List<Long> ids) throws SQLException {
        if (!ids.isEmpty()) {
            statements.update(
                    "UPDATE " + TABLE + " SET " + column + " = 1 WHERE ID IN (?" + ", ?".repeat(ids.size() - 1) + ")",
                    ids.toArray());
        }
    }

    /** Removes those that the other side need not be told of any more, whether or not a manager has heard of them. @param most at once @return how many */
    public int removeBefore(long millis, int most) throws SQLException {
        return statements.update(
                "DELETE FROM " + TABLE + " WHERE PIPELINE_ID = ? AND ANSWERED = 1 AND CREATED_MILLIS < ? LIMIT " + most,
                pipelineId,
                millis);
    }
}
