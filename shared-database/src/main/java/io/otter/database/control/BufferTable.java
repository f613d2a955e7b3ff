package io.otter.database.control;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** {@code retl.retl_buffer} of a source: a row in it sends a row of another table again. Bound to a connection; commits nothing. */
public final class BufferTable {
    public static final String ID = "ID";
    public static final String TABLE_ID = "TABLE_ID";
    public static final String FULL_NAME = "FULL_NAME";
    public static final String TYPE = "TYPE";
    public static final String PK_DATA = "PK_DATA";
    /** The most characters of PK_DATA. */
    public static final int LONGEST_KEY = 256;

    private static final String SEPARATOR = "\u0001";

    private final Connection connection;

    public BufferTable(Connection connection) {
        this.connection = connection;
    }

    /** Whether a table is this one. */
    public static boolean is(String schema, String table) {
        return schema.equalsIgnoreCase(ControlTable.SCHEMA)
                && table.equalsIgnoreCase(ControlTable.BUFFER.table().table());
    }

    /** PK_DATA of a key; its parts are in the order of the columns. */
    public static String keyData(List<String> parts) {
        return String.join(SEPARATOR, parts);
    }

    /** The parts of PK_DATA, empty ones kept. */
    public static List<String> keyParts(String keyData) {
        return List.of(keyData.split(SEPARATOR, -1));
    }

    /** Empty if there is no line. */
    public OptionalLong highestId() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT MAX(ID) FROM " + ControlTable.BUFFER.quoted())) {
            row.next();
            long id = row.getLong(1);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(id);
        }
    }

    /** Deletes the lines from one id up to another. */
    public void delete(long first, long last) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM " + ControlTable.BUFFER.quoted() + " WHERE ID BETWEEN ? AND ?")) {
            delete.setLong(1, first);
            delete.setLong(2, last);
            delete.executeUpdate();
        }
    }

    /**
     * Asks for a row.
     *
     * @param fullName {@code schema.table}
     * @param type I when the row is there, D when it is not
     */
    public void add(String fullName, String type, String keyData) throws SQLException {
        add(List.of(new Line(0, fullName, type, keyData)));
    }

    /** Adds lines with one statement. */
    public void add(List<Line> lines) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + ControlTable.BUFFER.quoted()
                + " (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED) VALUES "
                + String.join(", ", Collections.nCopies(lines.size(), "(?, ?, ?, ?, NOW(), NOW())")))) {
            int index = 1;
            for (Line line : lines) {
                insert.setLong(index++, line.tableId());
                insert.setString(index++, line.fullName());
                insert.setString(index++, line.type());
                insert.setString(index++, line.keyData());
            }
            insert.executeUpdate();
        }
    }

    /** What a line says. @param tableId id of the source media; 0 for none */
    public record Line(long tableId, String fullName, String type, String keyData) {}
}
