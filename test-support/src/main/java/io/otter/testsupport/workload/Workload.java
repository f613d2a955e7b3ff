package io.otter.testsupport.workload;

import io.otter.testsupport.database.DatabaseServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random transactions without DDL on five tables in schema {@code work}: inserts, updates, deletes, key changes and
 * roll-backs. The same seed makes the same changes. One thread at a time.
 */
public final class Workload {
    /** The tables of a workload, named as for {@link TableComparer}. */
    public static final List<String> TABLES =
            List.of("work.account", "work.ledger", "work.document", "work.charset", "work.计数器");

    private static final int IDS = 2_000;
    private static final String[] WORDS = {
        "otter", "水獺", "🦦🌊", "Zürich", "it's", "a\\b", "\"q\"", "", "tab\there", "naïve"
    };

    private final Random random;
    private long changes;

    /** Prints the seed, so that a failure can be repeated. */
    public Workload(long seed) {
        System.out.println("workload seed " + seed);
        random = new Random(seed);
    }

    /** Creates the schema and the same tables on all of the servers, with JSON only if each of them has it. */
    public static void createSchema(DatabaseServer... servers) {
        boolean json = Arrays.stream(servers).noneMatch(server -> server.name().equals("mysql-5.6"));
        for (DatabaseServer server : servers) {
            createSchema(server, json ? "JSON" : "TEXT");
        }
    }

    private static void createSchema(DatabaseServer server, String json) {
        server.execute(
                "CREATE DATABASE work CHARACTER SET utf8mb4",
                "CREATE TABLE work.account (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, owner VARCHAR(60) NOT NULL,"
                        + " balance DECIMAL(20,4) NOT NULL, rate DOUBLE, flags BIT(12), opened DATE,"
                        + " state ENUM('new','open','closed') NOT NULL, touched TIMESTAMP(6) NULL)",
                "CREATE TABLE work.ledger (account BIGINT UNSIGNED NOT NULL, number INT NOT NULL, amount INT NOT NULL,"
                        + " note VARCHAR(200), at DATETIME(3), PRIMARY KEY (account, number), KEY (at))",
                "CREATE TABLE work.document (code BINARY(6) NOT NULL PRIMARY KEY, body MEDIUMTEXT, raw VARBINARY(300),"
                        + " scan BLOB, doc " + json + ")",
                "CREATE TABLE work.charset (id INT NOT NULL PRIMARY KEY, l VARCHAR(40) CHARACTER SET latin1,"
                        + " g VARCHAR(40) CHARACTER SET gbk, u CHAR(20) CHARACTER SET utf8mb4,"
                        + " tags SET('a','b','c'), y YEAR, t TIME(2), big BIGINT UNSIGNED)",
                "CREATE TABLE work.`计数器` (`select` INT NOT NULL PRIMARY KEY, `a b` VARCHAR(30) NOT NULL, `q``q` FLOAT,"
                        + " UNIQUE KEY u (`a b`))");
    }

    /** The number of changes so far, without those rolled back. */
    public long changes() {
        return changes;
    }

    /**
     * Runs transactions on one connection.
     *
     * @param most rows per transaction
     */
    public void run(DatabaseServer source, int transactions, int most) {
        try (Connection connection = source.connect("work")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET SESSION sql_mode = ''");
                statement.execute("SET SESSION time_zone = '+03:00'");
            }
            connection.setAutoCommit(false);
            for (int i = 0; i < transactions; i++) {
                int rows = 1 + random.nextInt(random.nextInt(10) == 0 ? most : Math.min(most, 4));
                long changed = 0;
                for (int row = 0; row < rows; row++) {
                    changed += change(connection);
                }
                if (random.nextInt(20) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    changes += changed;
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("workload on " + source + ": " + e.getMessage(), e);
        }
    }

    private int change(Connection connection) throws SQLException {
        return switch (random.nextInt(12)) {
            case 0, 1 ->
                update(
                        connection,
                        "REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        random.nextInt(50) == 0 ? "18446744073709551615" : id(),
                        text(60),
                        random.nextInt() + "." + random.nextInt(10_000),
                        random.nextDouble() * 1e6,
                        new byte[] {(byte) random.nextInt(16), (byte) random.nextInt()},
                        date(),
                        1 + random.nextInt(3),
                        maybe("2026-0" + (1 + random.nextInt(9)) + "-11 12:13:14."
                                + (100_000 + random.nextInt(800_000))));
            case 2 ->
                update(
                        connection,
                        "UPDATE account SET balance = balance + ?, touched = now(6) WHERE id BETWEEN ? AND ?",
                        random.nextInt(1000),
                        id(),
                        id());
            case 3 -> update(connection, "DELETE FROM account WHERE id = ?", id());
            case 4, 5 ->
                update(
                        connection,
                        "INSERT INTO ledger VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE amount = amount + 1",
                        id(),
                        random.nextInt(20),
                        random.nextInt(),
                        maybe(text(100)),
                        maybe(
                                random.nextInt(5) == 0
                                        ? "0000-00-00 00:00:00"
                                        : "2025-11-30 23:59:59.98" + random.nextInt(10)));
            case 6 ->
                update(
                        connection,
                        "UPDATE IGNORE ledger SET number = number + 1000 WHERE account = ? AND number < ?",
                        id(),
                        random.nextInt(20));
            case 7 -> update(connection, "DELETE FROM ledger WHERE account = ?", id());
            case 8 ->
                update(
                        connection,
                        "REPLACE INTO document VALUES (?, ?, ?, ?, ?)",
                        new byte[] {(byte) random.nextInt(3), (byte) random.nextInt(), 0, (byte) random.nextInt(2)},
                        maybe(text(60).repeat(random.nextInt(60))),
                        bytes(300),
                        bytes(2000),
                        maybe("{\"k\": [" + random.nextInt() + ", null, \"ü🦦\"], \"n\": " + random.nextInt(9)
                                + ".5}"));
            case 9, 10 ->
                update(
                        connection,
                        "REPLACE INTO charset VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        id(),
                        maybe("Zürich é ÿ"),
                        maybe("上海北京"),
                        maybe("🦦 " + random.nextInt(1000)),
                        random.nextInt(8),
                        random.nextInt(4) == 0 ? 0 : 1901 + random.nextInt(250),
                        (random.nextBoolean() ? "-" : "") + random.nextInt(800) + ":" + (10 + random.nextInt(49))
                                + ":01.5",
                        Long.toUnsignedString(random.nextLong()));
            default ->
                update(
                        connection,
                        "INSERT IGNORE INTO `计数器` VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE `q``q` = `q``q` + 1.25",
                        random.nextInt(200),
                        "name " + random.nextInt(300),
                        random.nextInt(1000) / 8f);
        };
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] == NULL ? null : values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static final Object NULL = new Object();

    private Object maybe(Object value) {
        return random.nextInt(6) == 0 ? NULL : value;
    }

    private String id() {
        return Integer.toString(1 + random.nextInt(IDS));
    }

    private Object date() {
        return switch (random.nextInt(8)) {
            case 0 -> "0000-00-00";
            case 1 -> "2026-00-00";
            case 2 -> NULL;
            default -> "19" + (10 + random.nextInt(90)) + "-12-2" + random.nextInt(9);
        };
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        int words = random.nextInt(6);
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        String whole = text.toString();
        return whole.length() > most / 4 ? new ArrayList<>(List.of(whole.split(" "))).get(0) : whole;
    }

    private byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        if (bytes.length > 20) {
            System.arraycopy("'\\\0\n".getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 3, 4);
        }
        return bytes;
    }
}
