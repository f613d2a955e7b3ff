package io.otter.database.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.position.BinlogPosition;
import io.otter.common.position.LogStamp;
import io.otter.database.Servers;
import io.otter.database.TableName;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The control tables of an installation that begins, of one that was upgraded, and of one whose DBA makes them. */
@ExtendWith(SharedServers.class)
class ControlTablesTest {
    private static final Map<String, DatabaseServer> STARTED = new HashMap<>();
    private static ServerPool servers;
    private static final Path SCRIPT = Path.of("../sql/retl-schema.sql");
    private static final TableName SHADOW = new TableName("shop", "_user_gho");

    private static final LogStamp STAMP =
            new LogStamp(1_700_000_000, 31, 0xfedcba98L, "3e11fa47-71ca-11e1-9e33-c80aa9429562:1234567890123456789");

    private final ControlTables tables = new ControlTables("a-to-b");

    @BeforeAll
    static void share(ServerPool pool) {
        servers = pool;
    }

    @AfterAll
    static void stopServers() {
        STARTED.values().forEach(DatabaseServer::close);
        STARTED.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4"})
    void makesWhatTheScriptMakesAndKeepsItsRowsTheNextTime(String name) throws Exception {
        DatabaseServer server = started(name);
        load(server);
        Map<ControlTable, String> expected = layouts(server);
        server.execute("DROP DATABASE retl");

        try (Connection connection = server.connect()) {
            tables.ensure(connection, ControlTable.values());
            assertThat(layouts(server)).isEqualTo(expected);

            fill(connection);
            tables.ensure(connection, ControlTable.values());
            load(server);
            assertThat(layouts(server)).isEqualTo(expected);
            assertFilled(server, connection);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4"})
    void givesTablesOfTheFirstVersionWhatTheyLack(String name) throws Exception {
        DatabaseServer server = started(name);
        load(server);
        Map<ControlTable, String> expected = layouts(server);
        makeFirstVersion(server);
        server.execute("INSERT INTO retl.retl_shadow VALUES (5, 70, 'shop', '_user_gho', 'shop', 'CREATE TABLE …')");

        server.execute("INSERT INTO retl.retl_checkpoint VALUES (70, 1, 3, 'binlog.000002', 4, '0-1-9', 'uuid', 5, 6)");
        server.execute(
                "INSERT INTO retl.retl_ddl VALUES (70, 'binlog.000002', 4, '0-1-9', 'ALTER …', '[]', 0, '{}', 6)");
        BinlogPosition old = new BinlogPosition("binlog.000002", 4, "0-1-9", "uuid", 5);

        try (Connection connection = server.connect()) {
            CheckpointTable checkpoint = new CheckpointTable(connection, 70);
            assertThat(checkpoint.position())
                    .as("a manager reads it before a node has changed it")
                    .contains(old);
            tables.ensure(connection, ControlTable.CHECKPOINT, ControlTable.DDL, ControlTable.SHADOW);
            tables.ensure(connection, ControlTable.CHECKPOINT, ControlTable.DDL, ControlTable.SHADOW);

            assertThat(layout(server, ControlTable.CHECKPOINT)).isEqualTo(expected.get(ControlTable.CHECKPOINT));
            assertThat(checkpoint.position()).contains(old);
            assertThat(checkpoint.move(3, position(), 7)).isTrue();
            assertThat(checkpoint.position()).contains(position());
            assertThat(new DdlJournalTable(connection, 70).find())
                    .contains(new DdlJournalTable.Entry(
                            new BinlogPosition("binlog.000002", 4, "0-1-9", "", 0), "ALTER …", "[]", 0, "{}"));
            assertThat(layout(server, ControlTable.DDL)).isEqualTo(expected.get(ControlTable.DDL));
            assertThat(layout(server, ControlTable.SHADOW)).isEqualTo(expected.get(ControlTable.SHADOW));
            assertThat(new ShadowTable(connection, 70).find(SHADOW))
                    .containsExactly(new ShadowTable.Entry("shop", "CREATE TABLE …", null));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4"})
    void needsThePrivilegeToMakeOnlyWhatADbaHasNotMade(String name) throws Exception {
        DatabaseServer server = started(name);
        server.execute(
                "CREATE USER 'rows'@'%' IDENTIFIED BY 'Rows-0nly'",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON retl.* TO 'rows'@'%'");
        try (Connection connection = server.connectAs("", "rows", "Rows-0nly")) {
            assertRefused(connection, "retl.retl_buffer is missing", "load sql/retl-schema.sql there.");

            load(server);
            tables.ensure(connection, ControlTable.values());
            fill(connection);
            assertFilled(server, connection);

            makeFirstVersion(server);
            for (String column : new String[] {
                "`retl_checkpoint` ADD COLUMN `CONNECTIONS` text, ADD COLUMN `LOG_STAMP` varchar(160),"
                        + " ADD COLUMN `INSTALLATION` varchar(36)",
                "`retl_ddl` ADD COLUMN `SOURCE_UUID` varchar(64), ADD COLUMN `LOG_STAMP` varchar(160)",
                "`retl_shadow` ADD COLUMN `SESSION_VARIABLES` longtext"
            }) {
                String alter = "ALTER TABLE `retl`." + column;
                assertRefused(connection, " is of an earlier version", "run there " + alter + ";");
                server.execute(alter);
            }
            tables.ensure(connection, ControlTable.values());

            server.execute("DROP DATABASE retl", "GRANT CREATE ON retl.* TO 'rows'@'%'");
            connection.close();
            try (Connection again = server.connectAs("", "rows", "Rows-0nly")) {
                tables.ensure(again, ControlTable.values());
                fill(again);
                assertFilled(server, again);
            }
        } finally {
            server.execute("DROP USER 'rows'@'%'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-5.6", "mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4"})
    void rowsOfOnePipelineAreNotThoseOfAnother(String name) throws Exception {
        DatabaseServer server = started(name);
        load(server);
        try (Connection connection = server.connect()) {
            fill(connection);
            CheckpointTable other = new CheckpointTable(connection, 71);
            assertThat(other.exists()).isFalse();
            assertThat(other.epochShared()).isEmpty();
            other.addIfAbsent(1, 9, 0);
            other.addIfAbsent(1, 8, 0);
            assertThat(other.epochForUpdate()).isEqualTo(OptionalLong.of(9));
            assertThat(other.position()).isEmpty();
            assertThat(other.move(8, position(), 0)).isFalse();
            other.setEpoch(10);
            assertThat(other.move(10, position(), 0)).isTrue();
            assertThat(other.positionForUpdate()).contains(position());
            assertThat(other.installation()).isEmpty();
            other.takeOver("ours");
            assertThat(other.installationForUpdate()).contains("ours");
            assertThat(other.move(10, position(), 0)).isFalse();
            assertThat(other.position()).contains(position());
            other.clear();
            assertThat(other.position()).isEmpty();
            assertThat(other.epochShared()).isEqualTo(OptionalLong.of(12));

            new DdlJournalTable(connection, 71).delete();
            ShadowTable shadows = new ShadowTable(connection, 71);
            assertThat(shadows.shadows("shop")).isEmpty();
            shadows.remove(SHADOW);
            SchemaTable schemas = new SchemaTable(connection, 71);
            assertThat(schemas.complete()).isEmpty();
            schemas.clear();
            schemas.prune(-1_000_000);
            DeadLetterTable letters = new DeadLetterTable(connection, 71);
            assertThat(letters.hasOpen()).isFalse();
            assertThat(letters.settle("crm.user", "7")).isZero();
            assertThat(letters.unshipped(10)).isEmpty();
            assertFilled(server, connection);

            SchemaTable own = new SchemaTable(connection, 70);
            own.prune(-1_000_000);
            assertThat(own.entries())
                    .extracting(SchemaTable.Entry::table)
                    .as("what was dropped, and others took the place of, is gone")
                    .containsExactly("user", "User");
            own.remove(List.of(own.places().get(0).id()));
            own.clear();
            assertThat(own.entries()).isEmpty();
        }
    }

    private void assertRefused(Connection connection, String... parts) {
        assertThatThrownBy(() -> tables.ensure(connection, ControlTable.values()))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_PRIVILEGE))
                .hasMessageContainingAll(parts)
                .hasMessageContaining("pipeline a-to-b: ");
    }

    private static void fill(Connection connection) throws SQLException {
        CheckpointTable checkpoint = new CheckpointTable(connection, 70);
        checkpoint.addIfAbsent(1, 3, 0);
        assertThat(checkpoint.move(3, position(), 0)).isTrue();
        DdlJournalTable journal = new DdlJournalTable(connection, 70);
        journal.replace(entry(0), 0);
        journal.replace(entry(1), 0);
        new ShadowTable(connection, 70).add(SHADOW, new ShadowTable.Entry("shop", "ALTER TABLE …", "{}"));
        SchemaTable schemas = new SchemaTable(connection, 70);
        schemas.add(List.of(
                new SchemaTable.Entry("shop", "gone", "{}", "{\"p\":0}"),
                new SchemaTable.Entry("shop", "user", "{\"水\":\"🦦\"}", "{\"p\":1}"),
                new SchemaTable.Entry("shop", "User", "{}", "{\"p\":2}"),
                new SchemaTable.Entry("shop", "gone", "", "{\"p\":3}")));
        schemas.setComplete("{\"p\":8}");
        schemas.setComplete("{\"p\":9}");
        schemas.prune(1_000_000);
        DeadLetterTable letters = new DeadLetterTable(connection, 70);
        letters.add(letter());
        assertThat(letters.addAttempt("crm.user", "7", "ROW_REFUSED", "no 🦦")).isTrue();
        new BufferTable(connection).add("shop.user", "I", "7");
    }

    private static void assertFilled(DatabaseServer server, Connection connection) throws SQLException {
        assertThat(new CheckpointTable(connection, 70).position()).contains(position());
        assertThat(new DdlJournalTable(connection, 70).find()).contains(entry(1));
        ShadowTable shadows = new ShadowTable(connection, 70);
        assertThat(shadows.shadows("shop")).containsExactly(SHADOW);
        assertThat(shadows.find(SHADOW)).containsExactly(new ShadowTable.Entry("shop", "ALTER TABLE …", "{}"));
        SchemaTable schemas = new SchemaTable(connection, 70);
        assertThat(schemas.complete()).isEqualTo("{\"p\":9}");
        assertThat(schemas.entries())
                .hasSize(4)
                .contains(new SchemaTable.Entry("shop", "user", "{\"水\":\"🦦\"}", "{\"p\":1}"));
        assertThat(schemas.places()).hasSize(4);
        DeadLetterTable letters = new DeadLetterTable(connection, 70);
        assertThat(letters.countOpen()).isEqualTo(1);
        assertThat(letters.unshipped(10)).singleElement().satisfies(stored -> {
            assertThat(stored.attempts()).isEqualTo(2);
            assertThat(stored.letter().errorText()).isEqualTo("no 🦦");
            assertThat(stored.letter().position()).hasSize(2_000);
        });
        assertThat(Servers.one(server, "SELECT CONCAT(FULL_NAME, TYPE, PK_DATA) FROM retl.retl_buffer"))
                .isEqualTo("shop.userI7");
    }

    private static BinlogPosition position() {
        return new BinlogPosition("mysql-bin.000042", 4711, "0-1-9", "uuid", 5, STAMP);
    }

    private static DdlJournalTable.Entry entry(int step) {
        BinlogPosition end = new BinlogPosition("mysql-bin.000042", 4711, "0-1-9", "uuid", 0, STAMP);
        return new DdlJournalTable.Entry(end, "ALTER TABLE …", "[]", step, "{}");
    }

    private static DeadLetterTable.Letter letter() {
        return new DeadLetterTable.Letter(
                1,
                "shop.user",
                "crm.user",
                "INSERT",
                "id = 7",
                "7",
                "",
                null,
                "{\"id\":7}",
                "ROW_REFUSED",
                "no",
                "x".repeat(2_001),
                5,
                6);
    }

    /** As they were before checkpoints knew their log and statements their session. */
    private static void makeFirstVersion(DatabaseServer server) {
        server.execute(
                "DROP TABLE IF EXISTS retl.retl_shadow, retl.retl_ddl, retl.retl_checkpoint",
                "CREATE TABLE retl.retl_checkpoint (PIPELINE_ID bigint NOT NULL, CHANNEL_ID bigint NOT NULL,"
                        + " EPOCH bigint NOT NULL, BINLOG_FILE varchar(255) NOT NULL, BINLOG_OFFSET bigint NOT NULL,"
                        + " GTID_SET longtext NOT NULL, SOURCE_UUID varchar(64) NOT NULL,"
                        + " COMMIT_TIME_MILLIS bigint NOT NULL, MODIFIED_MILLIS bigint NOT NULL,"
                        + " PRIMARY KEY (PIPELINE_ID)) ENGINE=InnoDB",
                "CREATE TABLE IF NOT EXISTS retl.retl_shadow (ID BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,"
                        + " PIPELINE_ID BIGINT NOT NULL, SHADOW_SCHEMA VARCHAR(64) NOT NULL,"
                        + " SHADOW_TABLE VARCHAR(64) NOT NULL, DEFAULT_SCHEMA VARCHAR(64) NOT NULL,"
                        + " STATEMENT LONGTEXT NOT NULL, KEY (PIPELINE_ID)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
                "CREATE TABLE IF NOT EXISTS retl.retl_ddl (PIPELINE_ID BIGINT NOT NULL PRIMARY KEY,"
                        + " BINLOG_FILE VARCHAR(255) NOT NULL, BINLOG_OFFSET BIGINT NOT NULL, GTID_SET LONGTEXT NOT NULL,"
                        + " STATEMENT LONGTEXT NOT NULL, STEPS LONGTEXT NOT NULL, STEP INT NOT NULL,"
                        + " DEFINITIONS LONGTEXT NOT NULL, MODIFIED_MILLIS BIGINT NOT NULL)"
                        + " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
    }

    private static Map<ControlTable, String> layouts(DatabaseServer server) throws SQLException {
        Map<ControlTable, String> layouts = new HashMap<>();
        for (ControlTable table : ControlTable.values()) {
            layouts.put(table, layout(server, table));
        }
        return layouts;
    }

    private static String layout(DatabaseServer server, ControlTable table) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + table.quoted())) {
            assertThat(row.next()).isTrue();
            return row.getString(2).replaceAll(" AUTO_INCREMENT=\\d+", "");
        }
    }

    /** As a DBA does. */
    private static void load(DatabaseServer server) throws IOException {
        server.execute(Arrays.stream(
                        Files.readString(SCRIPT).replaceAll("(?m)^--.*$", "").split(";\\s*(\\R|$)"))
                .filter(statement -> !statement.isBlank())
                .toArray(String[]::new));
    }

    private static DatabaseServer started(String name) {
        Servers.assumeAvailable(name);
        DatabaseServer server = STARTED.computeIfAbsent(name, servers::take);
        server.execute("DROP DATABASE IF EXISTS retl");
        return server;
    }
}
