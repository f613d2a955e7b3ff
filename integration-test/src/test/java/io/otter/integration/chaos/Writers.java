package io.otter.integration.chaos;

import io.otter.testsupport.database.DatabaseServer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random transactions, and DDL between them, by several sessions. Each transaction inserts one row into {@code chaos.event};
 * triggers at the target note there when, and how often, it is written.
 */
final class Writers implements Trial.Writing {
    private static final int SESSIONS = 2;

    private final Map<Long, Long> commits = Sessions.newCommits();
    private final Sessions sessions = new Sessions();

    Writers(DatabaseServer source, DatabaseServer target, long seed) {
        createTables(source, target);
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(source, seed + i, Writers::transaction, i == 0 ? Writers::define : (s, r) -> {}, commits);
        }
    }

    /** When the commit of an event was known, in milliseconds; missing where it never was. */
    Map<Long, Long> commits() {
        return commits;
    }

    @Override
    public void begin() {
        sessions.begin();
    }

    @Override
    public void close() throws InterruptedException {
        sessions.close();
    }

    private static void createTables(DatabaseServer source, DatabaseServer target) {
        for (DatabaseServer server : List.of(source, target)) {
            server.execute(
                    "CREATE DATABASE chaos",
                    "CREATE TABLE chaos.event (id BIGINT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40))",
                    "CREATE TABLE chaos.item (id INT PRIMARY KEY, n BIGINT NOT NULL, note VARCHAR(200))",
                    "CREATE TABLE chaos.tally (id INT PRIMARY KEY, n BIGINT NOT NULL)",
                    "INSERT INTO chaos.tally VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0), (7, 0)");
        }
        target.execute(
                "CREATE DATABASE seen",
                "CREATE TABLE seen.event (id BIGINT PRIMARY KEY, times INT NOT NULL, arrived BIGINT NOT NULL)",
                "CREATE TABLE seen.tally (id INT PRIMARY KEY, times BIGINT NOT NULL)",
                "INSERT INTO seen.tally SELECT id, 0 FROM chaos.tally");
        for (String verb : List.of("INSERT", "UPDATE")) {
            target.execute(
                    "CREATE TRIGGER chaos.event_" + verb + " AFTER " + verb
                            + " ON chaos.event FOR EACH ROW INSERT INTO seen.event"
                            + " VALUES (NEW.id, 1, 1000 * UNIX_TIMESTAMP(SYSDATE(3))) ON DUPLICATE KEY UPDATE times = times + 1");
        }
        target.execute("CREATE TRIGGER chaos.tally_seen AFTER UPDATE ON chaos.tally FOR EACH ROW"
                + " UPDATE seen.tally SET times = times + 1 WHERE id = NEW.id");
    }

    private static long transaction(Statement statement, Random random) throws SQLException {
        statement.executeUpdate(
                "INSERT INTO event (note) VALUES ('" + random.nextInt() + "')", Statement.RETURN_GENERATED_KEYS);
        long id;
        try (ResultSet keys = statement.getGeneratedKeys()) {
            keys.next();
            id = keys.getLong(1);
        }
        int rows = random.nextInt(random.nextInt(30) == 0 ? 300 : 4);
        for (int i = 0; i < rows; i++) {
            statement.executeUpdate(change(random));
        }
        return id;
    }

    private static String change(Random random) {
        int id = random.nextInt(500);
        return switch (random.nextInt(6)) {
            case 0, 1 ->
                "INSERT INTO item (id, n, note) VALUES (" + id + ", 0, REPEAT('x', " + random.nextInt(200)
                        + ")) ON DUPLICATE KEY UPDATE n = n + 1";
            case 2 -> "UPDATE item SET n = n + 1 WHERE id BETWEEN " + id + " AND " + (id + 5);
            case 3 -> "DELETE FROM item WHERE id = " + id;
            case 4 -> "UPDATE IGNORE item SET id = id + 1000 WHERE id = " + id;
            default -> "UPDATE tally SET n = n + 1 WHERE id = " + id % 8;
        };
    }

    private static void define(Statement statement, Random random) throws SQLException {
        if (random.nextInt(400) > 0) {
            return;
        }
        String column = "c" + random.nextInt(4);
        String table = "extra_" + random.nextInt(3);
        String sql = switch (random.nextInt(8)) {
            case 0, 1 ->
                "ALTER TABLE item ADD COLUMN " + column + " INT DEFAULT " + random.nextInt(100)
                        + (random.nextBoolean() ? " AFTER id" : "");
            case 2 -> "ALTER TABLE item DROP COLUMN " + column;
            case 3 -> "ALTER TABLE item CHANGE COLUMN " + column + " c" + random.nextInt(4) + " BIGINT";
            case 4 -> "CREATE TABLE " + table + " (id INT PRIMARY KEY, n INT) AS SELECT id, 1 AS n FROM tally";
            case 5 -> "DROP TABLE " + table;
            case 6 -> "TRUNCATE TABLE " + table;
            default ->
                "ALTER TABLE item " + (random.nextBoolean() ? "ADD" : "DROP") + " INDEX "
                        + (random.nextBoolean() ? "by_n (n)" : "by_n");
        };
        try {
            statement.execute(sql);
            System.out.println("CHAOS " + Instant.now() + " DDL " + sql);
        } catch (SQLException e) {
            if (e.getErrorCode() == 0 || e.getErrorCode() > 1999) {
                throw e; // not what the statement says is wrong
            }
        }
    }
}
