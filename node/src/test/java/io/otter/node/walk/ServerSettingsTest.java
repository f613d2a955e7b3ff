package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.OtterException;
import io.otter.common.model.Consistency;
import io.otter.common.model.Order;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.workload.TableComparer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What administrators set at servers before and while a pipeline runs: no row is lost or changed by it. With {@code
 * -Dotter.pairs=all} between two of every kind of server, and all of it.
 */
@Tag("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class ServerSettingsTest {
    private static final String PAIRS = System.getProperty("otter.pairs", "");

    private @Nullable DatabaseServer from;
    private @Nullable DatabaseServer to;

    static List<String> servers() {
        return PAIRS.isEmpty()
                ? List.of("mysql-8.0")
                : TypeMatrixTest.SERVERS.stream()
                        .filter(server -> PAIRS.equals("all") || PAIRS.startsWith(server))
                        .toList();
    }

    @AfterAll
    void stopServers() {
        Stream.of(from, to).filter(Objects::nonNull).forEach(DatabaseServer::close);
    }

    /** After zendesk/maxwell#1088, pingcap/tiflow#7142, alibaba/canal#3310. */
    @ParameterizedTest
    @MethodSource("servers")
    void sessionsThatBeginWithOtherDefaults(String server, ServerPool servers) {
        start(server, servers);
        String account = "writer";
        target().execute(
                        "CREATE USER " + account + "@'%' IDENTIFIED BY '" + target().password() + "'",
                        "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES ON *.* TO "
                                + account + "@'%'");
        for (DatabaseServer side : List.of(source(), target())) {
            side.execute(Stream.of(
                            "autocommit = 0",
                            "sql_select_limit = 1",
                            "sql_safe_updates = 1",
                            "sql_auto_is_null = 1",
                            "completion_type = 'CHAIN'",
                            "foreign_key_checks = 0",
                            "unique_checks = 0",
                            "sql_big_selects = 0",
                            "group_concat_max_len = 4",
                            "sql_quote_show_create = 0",
                            "default_storage_engine = 'MyISAM'",
                            "low_priority_updates = 1",
                            "div_precision_increment = 0",
                            "sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,PAD_CHAR_TO_FULL_LENGTH,NO_ZERO_DATE'",
                            "character_set_client = latin1",
                            "character_set_connection = latin1",
                            "character_set_results = latin1",
                            "collation_connection = latin1_bin",
                            "time_zone = '+09:00'",
                            (server.equals("mysql-5.6") || side.isMariaDb() ? "tx_isolation" : "transaction_isolation")
                                    + " = 'SERIALIZABLE'")
                    .map(set -> "SET GLOBAL " + set)
                    .toArray(String[]::new));
        }
        target().execute("SET GLOBAL init_connect = 'SET NAMES latin1, SESSION sql_mode = ''NO_BACKSLASH_ESCAPES'','"
                + " ' SESSION autocommit = 0, SESSION time_zone = ''-03:00'', SESSION sql_select_limit = 1'");
        Modes modes = Modes.schema("ss").withEverything(4, 2, Order.SOURCE).writtenBy(account);
        for (Consistency consistency : Consistency.values()) {
            for (DatabaseServer side : List.of(source(), target())) {
                execute(
                        side,
                        "DROP DATABASE IF EXISTS ss",
                        "CREATE DATABASE ss CHARACTER SET utf8mb4",
                        "CREATE TABLE ss.t (id INT PRIMARY KEY, v VARCHAR(90), c CHAR(9), d DATE NOT NULL, ts TIMESTAMP NULL,"
                                + " b BLOB) ENGINE = InnoDB",
                        "CREATE TABLE ss.keyless (a INT, b VARCHAR(90)) ENGINE = InnoDB");
            }
            try (Walk walk = new Walk(source(), target(), modes.with(consistency))) {
                walk.awaitApplied();
                for (int i = 1; i < 40; i += 4) {
                    execute(
                            source(),
                            "INSERT INTO ss.t VALUES (" + i
                                    + ", 'é水獺\\\\n''\"\\\\', 'ab ', '0000-00-00', '2020-03-29 02:30:00', X'00FF5C27'),"
                                    + " (" + (i + 1) + ", '', '', '2020-01-01', NULL, ''), (" + (i + 2)
                                    + ", 'ÿ€', 'ü', '2021-01-01', '2020-10-25 01:30:00', 'x')",
                            "INSERT INTO ss.keyless VALUES (1, 'é'), (2, 'é\\\\')",
                            "UPDATE ss.t SET v = CONCAT(v, '€') WHERE id BETWEEN " + i + " AND " + (i + 2),
                            "DELETE FROM ss.keyless WHERE a = 1");
                }
                execute(
                        source(),
                        "ALTER TABLE ss.t ADD x VARCHAR(9) DEFAULT 'é\\\\'",
                        "DELETE FROM ss.t WHERE id < 4",
                        "INSERT INTO ss.t (id, d) VALUES (99, '2020-01-01')");
                walk.awaitApplied();
            } catch (OtterException e) {
                throw new AssertionError(e.describe(), e);
            }
            assertEqual("ss.t", "ss.keyless");
            assertThat(
                            Walk.rows(
                                    target(),
                                    "SELECT TABLE_NAME, ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'retl' AND ENGINE <> 'InnoDB'"))
                    .isEmpty();
        }
    }

    /** After debezium/debezium#7981, zendesk/maxwell#2254, julien-duponchelle/python-mysql-replication#260, block/spirit#1064. */
    @EnabledIfSystemProperty(named = "otter.pairs", matches = ".+")
    @ParameterizedTest
    @MethodSource("servers")
    void theLogIsWrittenOtherwiseFromNowOn(String server, ServerPool servers) {
        start(server, servers);
        tables("ss", "CREATE TABLE ss.t (id INT PRIMARY KEY, v VARCHAR(300))");
        List<String> changes = new ArrayList<>();
        boolean mariadb = source().isMariaDb();
        for (int i = 0; i < 2; i++) {
            changes.addAll(
                    List.of("SET GLOBAL binlog_checksum = NONE", "FLUSH LOGS", "SET GLOBAL binlog_checksum = CRC32"));
            changes.add("SET GLOBAL binlog_cache_size = " + (4096 << i));
            if (mariadb) {
                changes.addAll(List.of(
                        "SET GLOBAL log_bin_compress = ON",
                        "SET GLOBAL log_bin_compress_min_len = 10",
                        "SET GLOBAL gtid_domain_id = " + (i + 3),
                        "SET GLOBAL binlog_annotate_row_events = OFF",
                        "SET GLOBAL server_id = " + (4711 + i)));
            } else {
                changes.add("SET GLOBAL binlog_rows_query_log_events = ON");
            }
            if (!server.equals("mysql-5.6")) {
                changes.addAll(
                        List.of("SET GLOBAL binlog_row_metadata = FULL", "SET GLOBAL binlog_row_metadata = MINIMAL"));
            }
            if (server.startsWith("mysql-8") || server.startsWith("mysql-9")) {
                changes.addAll(List.of(
                        "SET GLOBAL binlog_transaction_compression = ON",
                        "SET GLOBAL enforce_gtid_consistency = ON",
                        "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                        "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                        "SET GLOBAL gtid_mode = ON",
                        "SET GLOBAL binlog_transaction_compression = OFF",
                        "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                        "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                        "SET GLOBAL gtid_mode = OFF",
                        "SET GLOBAL binlog_order_commits = OFF"));
            }
        }
        int id = 0;
        Walk walk = new Walk(source(), target(), Modes.schema("ss").withEverything(4, 2, Order.SOURCE));
        try {
            walk.awaitApplied();
            for (String change : changes) {
                tryTo(source(), change);
                for (int i = 0; i < 5; i++) {
                    source().execute("INSERT INTO ss.t VALUES (" + id++ + ", REPEAT('é', 200))");
                }
                source().execute("UPDATE ss.t SET v = CONCAT('" + id + "', v) WHERE id > " + (id - 9));
                if (id % 3 == 0) {
                    source().execute("ALTER TABLE ss.t ADD c" + id + " INT DEFAULT " + id);
                }
                if (id % 2 == 0) {
                    source().execute("FLUSH LOGS");
                    walk.awaitApplied();
                    walk.close();
                    source().execute("INSERT INTO ss.t (id) VALUES (" + id++ + ")");
                    walk = walk.successor();
                } else if (id % 5 == 0) {
                    kill(source(), "COMMAND LIKE 'Binlog Dump%'");
                }
            }
            walk.awaitApplied();
        } catch (OtterException e) {
            throw new AssertionError(e.describe(), e);
        } finally {
            walk.close();
        }
        assertEqual("ss.t");
    }

    /** After alibaba/otter#424, zendesk/maxwell#1118. */
    @ParameterizedTest
    @MethodSource("servers")
    void theTargetTakesSmallPacketsOnly(String server, ServerPool servers) {
        start(server, servers);
        tables("ss", "CREATE TABLE ss.t (id INT PRIMARY KEY, v LONGBLOB)");
        target().execute("SET GLOBAL max_allowed_packet = 65536", "SET GLOBAL net_buffer_length = 16384");
        Modes modes = Modes.schema("ss").withEverything(1000, 2, Order.SOURCE);
        try (Walk walk = new Walk(source(), target(), modes)) {
            StringBuilder values = new StringBuilder();
            for (int i = 0; i < 400; i++) {
                values.append(i == 0 ? "" : ",").append('(').append(i).append(", REPEAT(X'27', 2000))");
            }
            source().execute(
                            "INSERT INTO ss.t VALUES " + values,
                            "UPDATE ss.t SET v = CONCAT(v, 'x')",
                            "DELETE FROM ss.t WHERE id > 300");
            walk.awaitApplied();
            source().execute(
                            "INSERT INTO ss.t VALUES (1000, REPEAT('x', 100000))",
                            "INSERT INTO ss.t VALUES (1001, 'y')");
            OtterException fault = walk.awaitFailure();
            assertThat(fault.describe()).contains("ss.t").contains("max_allowed_packet");
            target().execute("SET GLOBAL max_allowed_packet = 16777216");
            try (Walk next = walk.successor()) {
                next.awaitApplied();
            }
        }
        assertEqual("ss.t");
    }

    /** After zendesk/maxwell#1043, shyiko/mysql-binlog-connector-java#25, debezium/debezium#7461. */
    @EnabledIfSystemProperty(named = "otter.pairs", matches = ".+")
    @ParameterizedTest
    @MethodSource("servers")
    void serversAreClosedToOthersForAWhile(String server, ServerPool servers) throws Exception {
        start(server, servers);
        tables("ss", "CREATE TABLE ss.t (id INT PRIMARY KEY, v INT)");
        String account = "plain";
        target().execute(
                        "CREATE USER " + account + "@'%' IDENTIFIED BY '" + target().password() + "'",
                        "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX ON *.* TO " + account
                                + "@'%'");
        Modes modes = Modes.schema("ss").withEverything(4, 2, Order.SOURCE).writtenBy(account);
        int id = 0;
        try (Walk walk = new Walk(source(), target(), modes)) {
            walk.awaitApplied();
            List<String[]> closed = new ArrayList<>();
            closed.add(new String[] {"SET GLOBAL read_only = ON", "SET GLOBAL read_only = OFF"});
            closed.add(new String[] {"FLUSH TABLES WITH READ LOCK", "UNLOCK TABLES"});
            if (server.startsWith("mysql-8") || server.startsWith("mysql-9")) {
                closed.add(new String[] {"SET GLOBAL max_user_connections = 1", "SET GLOBAL max_user_connections = 0"});
                closed.add(new String[] {"SET GLOBAL offline_mode = ON", "SET GLOBAL offline_mode = OFF"});
                closed.add(new String[] {"SET GLOBAL super_read_only = ON", "SET GLOBAL read_only = OFF"});
                closed.add(
                        new String[] {"SET GLOBAL transaction_read_only = ON", "SET GLOBAL transaction_read_only = OFF"
                        });
                closed.add(new String[] {"LOCK INSTANCE FOR BACKUP", "UNLOCK INSTANCE"});
            }
            for (String[] way : closed) {
                try (Connection admin = target().connect();
                        Statement statement = admin.createStatement()) {
                    statement.execute(way[0]);
                    for (int i = 0; i < 5; i++) {
                        source().execute("INSERT INTO ss.t VALUES (" + id++ + ", " + i + ")");
                        kill(target(), "USER = '" + account + "'");
                    }
                    int last = id - 1;
                    await("a fault or the row")
                            .atMost(Duration.ofSeconds(60))
                            .until(() -> walk.facts().lastFault() != null || isThere(walk, last));
                    statement.execute(way[1]);
                }
                walk.awaitApplied();
            }
        } catch (OtterException e) {
            throw new AssertionError(e.describe(), e);
        }
        assertEqual("ss.t");
    }

    private boolean isThere(Walk walk, int id) {
        return walk.failure().isPresent()
                || !Walk.rows(target(), "SELECT id FROM ss.t WHERE id = " + id).isEmpty();
    }

    private static void tryTo(DatabaseServer server, String sql) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            // Not every server has or permits it; sessions end by themselves.
        }
    }

    private static void killDump(DatabaseServer server) {
        kill(
                server,
                "ID IN (SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND LIKE 'Binlog Dump%')",
                "1 = 1");
    }

    private static void kill(DatabaseServer server, String account) {
        kill(server, "USER = '" + account + "'", "1 = 1");
    }

    private static void kill(DatabaseServer server, String which, String also) {
        for (List<@Nullable String> row :
                Walk.rows(server, "SELECT ID FROM information_schema.PROCESSLIST WHERE " + which + " AND " + also)) {
            tryTo(server, "KILL " + row.get(0));
        }
    }

    /** In a session as an application has it, whatever the server's defaults are. */
    private static void execute(DatabaseServer server, String... statements) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET NAMES utf8mb4");
            statement.execute(
                    "SET SESSION sql_mode = '', autocommit = 1, completion_type = 0, sql_safe_updates = 0, sql_select_limit = DEFAULT");
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage(), e);
        }
    }

    private void tables(String schema, String table) {
        for (DatabaseServer side : List.of(source(), target())) {
            execute(
                    side,
                    "DROP DATABASE IF EXISTS " + schema,
                    "CREATE DATABASE " + schema + " CHARACTER SET utf8mb4",
                    table);
        }
    }

    private void assertEqual(String... tables) {
        for (DatabaseServer side : List.of(source(), target())) {
            side.execute(
                    "SET GLOBAL sql_select_limit = 18446744073709551615",
                    "SET GLOBAL autocommit = 1",
                    "SET GLOBAL completion_type = 0");
        }
        assertThat(new TableComparer(source(), target()).difference(List.of(tables)))
                .isEmpty();
    }

    private void start(String server, ServerPool servers) {
        RequiredServer.assumeAvailable(server);
        stopServers();
        from = servers.take(server);
        to = servers.take(server);
        Walk.prepare(source(), target());
    }

    private DatabaseServer source() {
        return Objects.requireNonNull(from);
    }

    private DatabaseServer target() {
        return Objects.requireNonNull(to);
    }
}
