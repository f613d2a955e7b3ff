package io.otter.database.control;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/** {@code retl.retl_tombstone}: how new deleted rows were. Bound to a connection; commits nothing. */
public final class TombstoneTable {
    private static final String TABLE = ControlTable.TOMBSTONE.quoted();

    private final Connection connection;

    public TombstoneTable(Connection connection) {
        this.connection = connection;
    }

    /** @param versions by the row's hash; a later one replaces what is there */
    public void put(Map<String, String> versions, long nowMillis) throws SQLException {
        String rows = String.join(", ", Collections.nCopies(versions.size(), "(?, ?, ?)"));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + TABLE
                + " (ROW_HASH, VERSION, CREATED_MILLIS) VALUES " + rows
                + " ON DUPLICATE KEY UPDATE VERSION = VALUES(VERSION), CREATED_MILLIS = VALUES(CREATED_MILLIS)")) {
            int index = 1;
            for (Map.Entry<String, String> version : versions.entrySet()) {
                insert.setString(index++, version.getKey());
                insert.setString(index++, version.getValue());
                insert.setLong(index++, nowMillis);
            }
            insert.executeUpdate();
        }
    }

    public Optional<String> version(String hash) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT VERSION FROM " + TABLE + " WHERE ROW_HASH = ?")) {
            select.setString(1, hash);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    public void removeBefore(long millis) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + TABLE + " WHERE CREATED_MILLIS < ? LIMIT 10000")) {
            delete.setLong(1, millis);
            delete.executeUpdate();
        }
    }
}
