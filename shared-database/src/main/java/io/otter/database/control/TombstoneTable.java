package io.otter.database.control;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code retl.retl_tombstone}: how new deleted rows were. Bound to a connection; commits nothing. */
public final class TombstoneTable {
    private static final String TABLE = ControlTable.TOMBSTONE.quoted();

    private final Statements statements;

    public TombstoneTable(Connection connection) {
        statements = new Statements(connection);
    }

    /** @param versions by the row's hash; a later one replaces what is there */
    public void put(Map<String, String> versions, long nowMillis) throws SQLException {
        statements.update(
                "INSERT INTO " + TABLE + " (ROW_HASH, VERSION, CREATED_MILLIS) VALUES (?, ?, ?)"
                        + ", (?, ?, ?)".repeat(versions.size() - 1)
                        + " ON DUPLICATE KEY UPDATE VERSION = VALUES(VERSION), CREATED_MILLIS = VALUES(CREATED_MILLIS)",
                versions.entrySet().stream()
                        .flatMap(version -> Stream.<Object>of(version.getKey(), version.getValue(), nowMillis))
                        .toArray());
    }

    public Optional<String> version(String hash) throws SQLException {
        return statements.first("SELECT VERSION FROM " + TABLE + " WHERE ROW_HASH = ?", row -> row.getString(1), hash);
    }

    /** By the row's hash; without those of which nothing is known. @param hashes at most 1,000 */
    public Map<String, String> versions(Collection<String> hashes) throws SQLException {
        Map<String, String> versions = new HashMap<>();
        if (!hashes.isEmpty()) {
            statements
                    .all(
                            "SELECT ROW_HASH, VERSION FROM " + TABLE + " WHERE ROW_HASH IN (?"
                                    + ", ?".repeat(hashes.size() - 1) + ")",
                            row -> Map.entry(row.getString(1), row.getString(2)),
                            hashes.toArray())
                    .forEach(entry -> versions.put(entry.getKey(), entry.getValue()));
        }
        return versions;
    }

    /** @param hash of the row */
    public void remove(String hash) throws SQLException {
        statements.update("DELETE FROM " + TABLE + " WHERE ROW_HASH = ?", hash);
    }

    /** Removes those that are older. @param most at once @return how many */
    public int removeBefore(long millis, int most) throws SQLException {
        return statements.update("DELETE FROM " + TABLE + " WHERE CREATED_MILLIS < ? LIMIT " + most, millis);
    }
}
