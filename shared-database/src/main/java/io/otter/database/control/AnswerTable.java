package io.otter.database.control;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code retl.retl_answer}: what a side of a two-way sync tells the other one about a row. Bound to a connection; commits nothing. */
public final class AnswerTable {
    public static final String FULL_NAME = "FULL_NAME";
    public static final String ROW_KEY = "ROW_KEY";
    public static final String IMAGE = "IMAGE";
    public static final String DELETED_VERSION = "DELETED_VERSION";

    private final Statements statements;

    public AnswerTable(Connection connection) {
        statements = new Statements(connection);
    }

    /** Whether a table is this one. */
    public static boolean is(String schema, String table) {
        return schema.equalsIgnoreCase(ControlTable.SCHEMA)
                && table.equalsIgnoreCase(ControlTable.ANSWER.table().table());
    }

    /**
     * What is told of a row.
     *
     * @param fullName {@code schema.table}
     * @param key of the row
     * @param image null when there is no row
     * @param deletedVersion how new the row was that is not there any more; null when that is not known
     */
    public record Answer(
            String fullName,
            String key,
            @Nullable String image,
            @Nullable String deletedVersion) {}

    public void add(List<Answer> answers, long nowMillis) throws SQLException {
        statements.insert(
                ControlTable.ANSWER.quoted() + " (FULL_NAME, ROW_KEY, IMAGE, DELETED_VERSION, CREATED_MILLIS)",
                answers,
                answer -> new Object[] {
                    answer.fullName(), answer.key(), answer.image(), answer.deletedVersion(), nowMillis
                });
    }

    /** Removes what was told before; the log has it. */
    public int removeBefore(long millis, int most) throws SQLException {
        return statements.update(
                "DELETE FROM " + ControlTable.ANSWER.quoted() + " WHERE CREATED_MILLIS < ? LIMIT " + most, millis);
    }
}
