package io.otter.integration.chaos;

import io.otter.testsupport.database.DatabaseServer;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random transactions of both sides: rows of their own, with and without a key, and rows that both change, each with another
 * policy. Each transaction inserts one row into {@code chaos.event} and adds its delta to a counter; triggers on both sides note
 * when, and how often, each row is written.
 */
public final class TwoWayWriters implements Trial.Writing {
    private static final int IDS = 40;

    private final List<Map<Long, Long>> commits = List.of(Sessions.newCommits(), Sessions.newCommits());
    private final Sessions sessions = new Sessions();
    private final List<DatabaseServer> sides;

    public TwoWayWriters(List<DatabaseServer> sides, long seed) {
        this.sides = List.copyOf(sides);
        sides.forEach(TwoWayWriters::createTables);
        for (int side = 0; side < sides.size(); side++) {
            Side own = new Side(side);
            sessions.add(
                    sides.get(side),
                    seed + side,
                    own::transaction,
                    side == 0 ? TwoWayWriters::define : (statement, random) -> {},
                    commits.get(side));
        }
    }

    /** When the commit of an event of a side was known, in milliseconds; missing where it never was. */
    Map<Long, Long> commits(int side) {
        return commits.get(side);
    }

    /** How many rows of a side's own have got to the other one. */
    public long arrived(int side) throws SQLException {
        long[] count = {0};
        Trial.query(
                sides.get(1 - side),
                "SELECT COUNT(*) FROM seen.event WHERE id % 2 = " + side,
                row -> count[0] = row.getLong(1));
        return count[0];
    }

    @Override
    public void begin() {
        sessions.begin();
    }

    @Override
    public void close() throws InterruptedException {
        sessions.close();
    }

    private static void createTables(DatabaseServer server) {
        server.execute(
                "CREATE DATABASE chaos",
                "CREATE TABLE chaos.event (id BIGINT PRIMARY KEY, stock INT NOT NULL, delta INT NOT NULL)",
                "CREATE TABLE chaos.stock (id INT PRIMARY KEY, n BIGINT NOT NULL)",
                "INSERT INTO chaos.stock VALUES (0, 0), (1, 0), (2, 0), (3, 0)",
                "CREATE TABLE chaos.tally (id INT PRIMARY KEY, n BIGINT NOT NULL)",
                "INSERT INTO chaos.tally VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0)",
                "CREATE TABLE chaos.bag (side INT, v INT, note VARCHAR(20))",
                "CREATE TABLE chaos.newest (id INT PRIMARY KEY, v INT, at TIMESTAMP(6) NULL, pad VARCHAR(200))",
                "CREATE TABLE chaos.home (id VARCHAR(20) PRIMARY KEY, v INT, code INT UNIQUE)"
                        + " CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                "CREATE TABLE chaos.last (id INT PRIMARY KEY, v INT)",
                "CREATE DATABASE seen",
                "CREATE TABLE seen.event (id BIGINT PRIMARY KEY, times INT NOT NULL, arrived BIGINT NOT NULL)",
                "CREATE TABLE seen.tally (id INT PRIMARY KEY, times BIGINT NOT NULL)",
                "INSERT INTO seen.tally SELECT id, 0 FROM chaos.tally",
                "CREATE TRIGGER chaos.event_seen AFTER INSERT ON chaos.event FOR EACH ROW INSERT INTO seen.event"
                        + " VALUES (NEW.id, 1, 1000 * UNIX_TIMESTAMP(SYSDATE(3))) ON DUPLICATE KEY UPDATE times = times + 1",
                "CREATE TRIGGER chaos.tally_seen AFTER UPDATE ON chaos.tally FOR EACH ROW"
                        + " UPDATE seen.tally SET times = times + 1 WHERE id = NEW.id");
    }

    /** One of the two, 0 or 1. */
    private static final class Side {
        private final int side;
        private final AtomicLong events = new AtomicLong();

        Side(int side) {
            this.side = side;
        }

        private long transaction(Statement statement, Random random) throws SQLException {
            long id = 2 * events.incrementAndGet() + side;
            int stock = random.nextInt(4);
            int delta = random.nextInt(21) - 10;
            statement.executeUpdate("INSERT INTO event VALUES (" + id + ", " + stock + ", " + delta + ")");
            statement.executeUpdate("UPDATE stock SET n = n + " + delta + " WHERE id = " + stock);
            int rows = random.nextInt(random.nextInt(30) == 0 ? 200 : 4);
            for (int i = 0; i < rows; i++) {
                statement.executeUpdate(change(random));
            }
            return id;
        }

        private String change(Random random) {
            int id = random.nextInt(IDS);
            int v = random.nextInt(5);
            int own = 2 * random.nextInt(500) + side;
            return switch (random.nextInt(12)) {
                case 0 -> "UPDATE tally SET n = n + 1 WHERE id = " + (2 * random.nextInt(3) + side);
                case 1 -> "INSERT INTO bag VALUES (" + side + ", " + v + ", 'new')";
                case 2 -> "UPDATE bag SET note = 'changed' WHERE side = " + side + " AND v = " + v + " LIMIT 1";
                case 3 -> "DELETE FROM bag WHERE side = " + side + " AND v = " + v + " LIMIT 2";
                case 4 -> "INSERT INTO last VALUES (" + own + ", " + v + ") ON DUPLICATE KEY UPDATE v = v + 1";
                case 5 -> "DELETE FROM last WHERE id = " + own;
                case 6, 7 ->
                    "INSERT INTO newest VALUES (" + id + ", " + v + ", NOW(6), REPEAT('x', " + random.nextInt(200)
                            + ")) ON DUPLICATE KEY UPDATE v = v + 1, at = NOW(6)";
                case 8 -> "DELETE FROM newest WHERE id = " + id;
                case 9 -> "UPDATE IGNORE newest SET id = " + random.nextInt(IDS) + ", at = NOW(6) WHERE id = " + id;
                case 10 ->
                    "INSERT IGNORE INTO home VALUES ('k" + id + "', " + v + ", " + random.nextInt(2 * IDS)
                            + ") ON DUPLICATE KEY UPDATE v = v + 1";
                default ->
                    random.nextBoolean()
                            ? "UPDATE IGNORE home SET code = " + random.nextInt(2 * IDS) + " WHERE id = 'K" + id + "'"
                            : "DELETE FROM home WHERE id = 'k" + id + "'";
            };
        }
    }

    /** Only one side defines tables: what both define at once is the operator's to settle. */
    private static void define(Statement statement, Random random) throws SQLException {
        if (random.nextInt(400) > 0) {
            return;
        }
        String table = "extra_" + random.nextInt(3);
        String sql = switch (random.nextInt(5)) {
            case 0 -> "CREATE TABLE " + table + " (id INT PRIMARY KEY, n INT) AS SELECT id, 1 AS n FROM tally";
            case 1 -> "DROP TABLE " + table;
            case 2 -> "TRUNCATE TABLE " + table;
            case 3 -> "ALTER TABLE " + table + " ADD COLUMN c" + random.nextInt(3) + " INT DEFAULT 5";
            default ->
                "ALTER TABLE newest " + (random.nextBoolean() ? "ADD" : "DROP") + " INDEX by_v"
                        + (random.nextBoolean() ? " (v)" : "");
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
