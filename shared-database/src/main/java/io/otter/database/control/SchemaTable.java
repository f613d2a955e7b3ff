package io.otter.database.control;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pipeline's rows in {@code retl.retl_schema}: the columns that tables of its source had, up to its checkpoint. Bound to a
 * connection; commits nothing.
 */
public final class SchemaTable {
    private static final String TABLE = ControlTable.SCHEMAS.quoted();
    private static final String OF_PIPELINE = " WHERE PIPELINE_ID = ?";
    private static final String NAMED = OF_PIPELINE + " AND SCHEMA_NAME <> ''";
    private static final String NAMELESS = OF_PIPELINE + " AND SCHEMA_NAME = ''";
    private static final String NOW = "UNIX_TIMESTAMP() * 1000";
    /** Of one statement, so that a slow line is not crossed for every row; far below any max_allowed_packet. */
    private static final int MOST_ROWS = 200;

    private static final int MOST_CHARACTERS = 100_000;

    private final Statements statements;
    private final long pipelineId;

    public SchemaTable(Connection connection, long pipelineId) {
        statements = new Statements(connection);
        this.pipelineId = pipelineId;
    }

    /**
     * What a name stood for from a position on.
     *
     * @param table empty for the schema itself
     * @param definition in its owner's form; empty when there is none any more
     * @param position in its owner's form
     */
    public record Entry(String schema, String table, String definition, String position) {}

    /** Where an entry holds from. */
    public record Place(long id, String position) {}

    /** In the order in which they were added. */
    public List<Entry> entries() throws SQLException {
        return statements.all(
                "SELECT SCHEMA_NAME, TABLE_NAME, DEFINITION, POSITION FROM " + TABLE + NAMED + " ORDER BY ID",
                row -> new Entry(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                pipelineId);
    }

    /** Of all entries. */
    public List<Place> places() throws SQLException {
        return statements.all(
                "SELECT ID, POSITION FROM " + TABLE + NAMED,
                row -> new Place(row.getLong(1), row.getString(2)),
                pipelineId);
    }

    public void add(List<Entry> entries) throws SQLException {
        int from = 0;
        while (from < entries.size()) {
            int to = from;
            long characters = 0;
            while (to < entries.size() && to - from < MOST_ROWS && (to == from || characters < MOST_CHARACTERS)) {
                characters += entries.get(to++).definition().length();
            }
            insert(entries.subList(from, to));
            from = to;
        }
    }

    private void insert(List<Entry> entries) throws SQLException {
        String row = "(?, ?, ?, ?, ?, " + NOW + ")";
        statements.update(
                "INSERT INTO " + TABLE
                        + " (PIPELINE_ID, SCHEMA_NAME, TABLE_NAME, DEFINITION, POSITION, MODIFIED_MILLIS) VALUES " + row
                        + (", " + row).repeat(entries.size() - 1),
                entries.stream()
                        .flatMap(entry -> Stream.<Object>of(
                                pipelineId, entry.schema(), entry.table(), entry.definition(), entry.position()))
                        .toArray());
    }

    public void remove(List<Long> ids) throws SQLException {
        for (int from = 0; from < ids.size(); from += MOST_ROWS) {
            List<Long> some = ids.subList(from, Math.min(from + MOST_ROWS, ids.size()));
            statements.update(
                    "DELETE FROM " + TABLE + " WHERE ID IN (?" + ", ?".repeat(some.size() - 1) + ")", some.toArray());
        }
    }

    /** Removes all entries, and up to where they are complete. */
    public void clear() throws SQLException {
        statements.update("DELETE FROM " + TABLE + OF_PIPELINE, pipelineId);
    }

    /** Removes what other entries took the place of more than {@code millis} ago. */
    public void prune(long millis) throws SQLException {
        remove(statements.all(
                "SELECT earlier.ID FROM " + TABLE
                        + " earlier JOIN (SELECT SCHEMA_NAME, TABLE_NAME, MAX(ID) ID FROM " + TABLE + NAMED
                        + " AND MODIFIED_MILLIS < " + NOW + " - ? GROUP BY SCHEMA_NAME, TABLE_NAME) later"
                        + " ON earlier.SCHEMA_NAME = later.SCHEMA_NAME AND earlier.TABLE_NAME = later.TABLE_NAME"
                        + " WHERE earlier.PIPELINE_ID = ? AND (earlier.ID < later.ID"
                        + " OR earlier.ID = later.ID AND earlier.DEFINITION = '')",
                row -> row.getLong(1),
                pipelineId,
                millis,
                pipelineId));
    }

    /** Up to where no entry is missing, in its owner's form; empty when there are none. */
    public String complete() throws SQLException {
        return statements
                .first(
                        "SELECT POSITION FROM " + TABLE + NAMELESS + " ORDER BY ID DESC LIMIT 1",
                        row -> row.getString(1),
                        pipelineId)
                .orElse("");
    }

    public void setComplete(String position) throws SQLException {
        statements.update("DELETE FROM " + TABLE + NAMELESS, pipelineId);
        insert(List.of(new Entry("", "", "", position)));
    }
}
