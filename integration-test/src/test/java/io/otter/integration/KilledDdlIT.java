package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.database.DatabaseServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A node dies before, during or after DDL of each kind, between schemas with different names. After its restart the
 * target equals the source, no operator was asked and nothing is paused. "During" means while the target's server
 * executes the statement, which a reader of its table blocks; CREATE has no table yet, and is not blocked.
 */
@Tag("slow")
class KilledDdlIT {
    /** {@code -Dotter.ddl.all=true} takes every kind at every point, otherwise the points take turns. */
    private static final boolean ALL = Boolean.getBoolean("otter.ddl.all");

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final List<String> POINTS = List.of("ddl-before-run", "ddl-after-run", "ddl-after-commit");
    private static final List<String> STATEMENTS = List.of(
            "CREATE TABLE made%s (id INT PRIMARY KEY, r INT, FOREIGN KEY (r) REFERENCES changed (id))",
            "ALTER TABLE changed ADD COLUMN n%s INT DEFAULT 3 AFTER id",
            "DROP TABLE dropped%s, dropped_too%1$s",
            "TRUNCATE emptied",
            "RENAME TABLE one TO passing, other TO one, passing TO other",
            "CREATE INDEX i%s ON changed (v)",
            "ALTER TABLE other RENAME TO passing, ADD COLUMN x%s INT");
    /** By the table whose reader blocks them. */
    private static final Map<String, String> HELD_UP = new TreeMap<>(Map.of(
            "ALTER TABLE changed ADD COLUMN late INT",
            "changed",
            "DROP TABLE dropped3",
            "dropped3",
            "TRUNCATE emptied",
            "emptied",
            "RENAME TABLE one TO passing, other TO one, passing TO other",
            "one",
            "CREATE INDEX late ON changed (v)",
            "changed"));

    @Test
    void everyKindIsAppliedOnceWhateverTheMoment() throws Exception {
        try (Line line = new Line("mysql-8.0", "mariadb-11.4", "256m", 1, 1, "shop>crm")) {
            for (DatabaseServer server : List.of(line.source(), line.target())) {
                makeTables(server, server == line.source() ? "shop" : "crm");
            }
            CrashFile crashFile = new CrashFile(line.node(1));
            crashFile.startNode();
            line.awaitReady();
            int turn = 0;
            for (String statement : STATEMENTS) {
                for (int i = 0; i < POINTS.size(); i++) {
                    if (ALL || i == turn % POINTS.size()) {
                        crash(line, crashFile, String.format(statement, i), POINTS.get(i), turn);
                        if (statement.contains("RENAME TO")) {
                            line.source().execute("USE shop", "ALTER TABLE passing RENAME TO other");
                        }
                    }
                }
                turn++;
            }
            String filled = "CREATE TABLE filled (PRIMARY KEY (id)) SELECT id, v FROM changed";
            crash(line, crashFile, filled, "rows-between-pieces", turn++);
            assertThat(count(line.target(), "SELECT count(*) FROM crm.filled")).isEqualTo(2);
            for (Map.Entry<String, String> held : HELD_UP.entrySet()) {
                if (ALL || held.getKey().startsWith("ALTER")) {
                    killedWhileItWaits(line, crashFile, held.getKey(), held.getValue());
                    turn++;
                }
            }
            System.out.printf("killed at %d statements: each ran once%n", turn);
        }
    }

    private static void crash(Line line, CrashFile crashFile, String sql, String point, int row)
            throws SQLException, IOException {
        crashFile.arm(point);
        line.source().execute("USE shop", "REPLACE INTO emptied VALUES (" + row + ", 0)", sql);
        line.source().execute("USE shop", "REPLACE INTO emptied VALUES (" + row + " + 1000, 1)");
        crashFile.awaitDeath(LIMIT, point + " of " + sql);
        crashFile.startNode();
        awaitSame(line, sql + " at " + point);
    }

    /** The statement goes on, or is given up, at the server without its client. */
    private static void killedWhileItWaits(Line line, CrashFile crashFile, String sql, String table)
            throws SQLException {
        try (Connection reader = line.target().connect("crm");
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM " + table).close();
            line.source().execute("USE shop", sql);
            Awaitility.await()
                    .alias(sql + " waits for the reader")
                    .atMost(LIMIT)
                    .until(() -> count(
                                    line.target(),
                                    "SELECT count(*) FROM information_schema.PROCESSLIST"
                                            + " WHERE STATE LIKE 'Waiting for table metadata lock%'")
                            == 1);
            line.node(1).kill();
            reader.rollback();
        }
        crashFile.startNode();
        awaitSame(line, sql);
    }

    private static void awaitSame(Line line, String what) {
        Awaitility.await()
                .alias(what + ", channel " + line.channelState())
                .atMost(LIMIT)
                .untilAsserted(() -> {
                    assertThat(definitions(line.target(), "crm")).isEqualTo(definitions(line.source(), "shop"));
                    assertThat(count(line.target(), "SELECT COALESCE(SUM(id * 31 + v), -1) FROM crm.emptied"))
                            .isEqualTo(count(line.source(), "SELECT COALESCE(SUM(id * 31 + v), -1) FROM shop.emptied"));
                });
        assertThat(line.channelState()).startsWith("START");
    }

    private static void makeTables(DatabaseServer server, String schema) {
        server.execute(
                "CREATE DATABASE " + schema + " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                "USE " + schema,
                "CREATE TABLE changed (id INT PRIMARY KEY, v INT)",
                "CREATE TABLE emptied (id INT PRIMARY KEY, v INT)",
                "CREATE TABLE one (id INT PRIMARY KEY, v INT)",
                "CREATE TABLE other (id INT PRIMARY KEY, w INT)",
                "INSERT INTO changed VALUES (1, 1), (2, 2)",
                "INSERT INTO one VALUES (1, 1)",
                "INSERT INTO other VALUES (2, 2)");
        for (int i = 0; i <= POINTS.size(); i++) {
            server.execute(
                    "USE " + schema,
                    "CREATE TABLE dropped" + i + " (id INT PRIMARY KEY)",
                    "CREATE TABLE dropped_too" + i + " (id INT PRIMARY KEY)");
        }
    }

    /** Columns, indexes and references of every table. */
    private static Map<String, String> definitions(DatabaseServer server, String schema) throws SQLException {
        Map<String, String> definitions = new TreeMap<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "SELECT TABLE_NAME, CONCAT(COLUMN_NAME, ' ', DATA_TYPE) FROM information_schema.COLUMNS"
                            + " WHERE TABLE_SCHEMA = '%s' ORDER BY TABLE_NAME, ORDINAL_POSITION",
                    "SELECT TABLE_NAME, CONCAT('KEY ', INDEX_NAME, ' ', COLUMN_NAME) FROM information_schema.STATISTICS"
                            + " WHERE TABLE_SCHEMA = '%s' ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX",
                    "SELECT TABLE_NAME, CONCAT('-> ', REFERENCED_TABLE_NAME) FROM information_schema.KEY_COLUMN_USAGE"
                            + " WHERE TABLE_SCHEMA = '%s' AND REFERENCED_TABLE_SCHEMA = TABLE_SCHEMA ORDER BY 1, 2")) {
                try (ResultSet rows = statement.executeQuery(String.format(sql, schema))) {
                    while (rows.next()) {
                        definitions.merge(rows.getString(1), rows.getString(2), (one, two) -> one + ", " + two);
                    }
                }
            }
        }
        return definitions;
    }

    private static long count(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
