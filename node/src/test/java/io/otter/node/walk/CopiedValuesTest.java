package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.error.ErrorCode;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables that other tools copy or compare wrongly: they are copied, equal, change, and are equal again. */
@Tag("servers")
@ExtendWith(SharedServers.class)
class CopiedValuesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * A table on both sides.
     *
     * @param target its columns there, where they are others
     * @param change of the source's rows, once they are copied
     */
    private record Copied(String table, String columns, String target, String rows, String change) {
        Copied(String table, String columns, String rows, String change) {
            this(table, columns, columns, rows, change);
        }
    }

    private static final List<Copied> EVERYWHERE = List.of(
            new Copied(
                    "id_zero",
                    "id INT AUTO_INCREMENT PRIMARY KEY, v INT",
                    "(0, 1), (1, 2), (-1, 3)",
                    "UPDATE # SET v = 9 WHERE id = 0"),
            new Copied(
                    "far_apart",
                    "id BIGINT PRIMARY KEY, v CHAR(0) NULL, b BIT(1)",
                    "(-9223372036854775808, '', 0), (9223372036854775807, NULL, 1), (0, '', NULL)",
                    "UPDATE # SET v = IF(v IS NULL, '', NULL), b = 1"),
            new Copied(
                    "zero_below",
                    "f DOUBLE PRIMARY KEY, v VARBINARY(5)",
                    "(-0e0, 0x6100), (1e-310, 0x00), (-1e308, '')",
                    "UPDATE # SET v = 0x0000 WHERE f = 0; DELETE FROM # WHERE f < -1"),
            new Copied("Upper_Case", "ID INT PRIMARY KEY, V INT", "(1, 2), (2, NULL)", "UPDATE # SET v = 3"),
            new Copied(
                    "padded_key",
                    "k CHAR(5) COLLATE utf8mb4_general_ci PRIMARY KEY, v INT",
                    "('A ', 1), ('b', 2), ('', 3)",
                    "UPDATE # SET k = 'a', v = 4 WHERE k = 'a'"),
            new Copied(
                    "zero_bytes",
                    "k BINARY(4), l VARBINARY(4), v INT, PRIMARY KEY (k, l)",
                    "(0x61000000, '', 1), (0x61, 0x00, 2), (0x00, 0x0000, 3)",
                    "UPDATE # SET v = v + 1; DELETE FROM # WHERE l = ''"),
            new Copied(
                    "prefix_key",
                    "k VARCHAR(40) COLLATE utf8mb4_bin, v TEXT, PRIMARY KEY (k(6))",
                    "('abcdef-1', 'x'), ('abcde', 'y'), ('', 'z')",
                    "UPDATE # SET k = 'abcdef-2' WHERE v = 'x'"),
            new Copied(
                    "most",
                    "k BIGINT UNSIGNED, b BIT(64), e ENUM('b','a'), v INT, PRIMARY KEY (k, b, e)",
                    "(18446744073709551615, ~0, 'a', 1), (18446744073709551615, ~0, 'b', 2), (0, 0, 'b', 3)",
                    "UPDATE # SET b = 5 WHERE e = 'a'; UPDATE # SET v = 7 WHERE k > 0"),
            new Copied(
                    "zero_dates",
                    "d DATE, t DATETIME(6), v TIMESTAMP NULL, PRIMARY KEY (d, t)",
                    "('0000-00-00', '0000-00-00', NULL), ('2020-00-31', '2020-01-01 00:00:00.000001', '0000-00-00'),"
                            + " ('9999-12-31', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07')",
                    "UPDATE # SET v = NULL WHERE d = '2020-00-31'"),
            new Copied(
                    "exact",
                    "d DECIMAL(30,10), f DOUBLE, v FLOAT, PRIMARY KEY (d, f)",
                    "(0.0000000001, 0.1, 0.1), (-99999999999999999999.9999999999, 1e300, 16777217), (0, -0.0, -0.0)",
                    "UPDATE # SET v = 1.1 WHERE d = 0.0000000001"),
            new Copied(
                    "empty_or_null",
                    "id INT PRIMARY KEY, a VARCHAR(9), b BLOB, c CHAR(3), s SET('x','y'), e ENUM('','x')",
                    "(1, '', '', '', '', ''), (2, NULL, NULL, NULL, NULL, NULL), (3, ' ', 0x00, ' ', 'x', 'x')",
                    "UPDATE # SET a = IF(a IS NULL, '', NULL), b = a"),
            new Copied(
                    "documents",
                    "id INT PRIMARY KEY, j JSON",
                    "(1, '{\"b\": 1.0, \"a\": [null, \"\\\\u00e9\", 1e2]}'), (2, 'null'), (3, NULL), (4, '\"\"')",
                    "UPDATE # SET j = '[]' WHERE id = 2"),
            new Copied(
                    "generated",
                    "id INT PRIMARY KEY, a INT, g INT AS (a + 1) STORED, h INT AS (a + 2), UNIQUE (g)",
                    "id INT PRIMARY KEY, a INT, g INT AS (a + 1), h INT",
                    "(1, 5, DEFAULT, DEFAULT), (2, NULL, DEFAULT, DEFAULT)",
                    "UPDATE # SET a = a + 6"),
            new Copied(
                    "parted",
                    "id INT, k INT, v INT, PRIMARY KEY (id, k)) PARTITION BY HASH (k) PARTITIONS 3",
                    "id INT, k INT, v INT, PRIMARY KEY (id, k)",
                    "(1, 1, 1), (1, 2, 2), (2, 0, 3), (3, 7, 4)",
                    "UPDATE # SET k = k + 1 WHERE id = 1 ORDER BY k DESC"),
            new Copied(
                    "unique_only",
                    "a INT, k VARCHAR(9) NOT NULL, v INT, UNIQUE (a), UNIQUE (k)",
                    "(NULL, 'x', 1), (NULL, 'Y', 2), (3, '', 3)",
                    "UPDATE # SET a = 4 WHERE k = 'y'"),
            new Copied(
                    "we ird`'\"",
                    "`ke``y` INT PRIMARY KEY, `a b` INT, `order` INT",
                    "(1, 2, 3), (2, NULL, 4)",
                    "UPDATE # SET `order` = 5"),
            new Copied(
                    "shapes",
                    "id INT PRIMARY KEY, p POINT, g GEOMETRY",
                    "(1, POINT(1, 2), ST_GEOMFROMTEXT('LINESTRING(0 0, 1 1)')), (2, NULL, NULL)",
                    "UPDATE # SET p = POINT(-1, 0.5)"),
            // Keys that sort otherwise, or are written otherwise, at the target.
            new Copied(
                    "number_as_text",
                    "id INT PRIMARY KEY, v INT",
                    "id VARCHAR(12) PRIMARY KEY, v INT",
                    "(9, 1), (10, 2), (100, 3), (-1, 4), (-10, 5), (0, 6)",
                    "UPDATE # SET v = 7 WHERE id = 10; DELETE FROM # WHERE id = -1; UPDATE # SET id = 11 WHERE id = 9"),
            new Copied(
                    "text_as_number",
                    "k VARCHAR(9) PRIMARY KEY, v INT",
                    "k BIGINT PRIMARY KEY, v INT",
                    "('9', 1), ('10', 2), ('100', 3), ('-1', 4)",
                    "UPDATE # SET v = 7 WHERE k = '10'; DELETE FROM # WHERE k = '-1'"),
            new Copied(
                    "label_as_text",
                    "k ENUM('z','b','a'), l SET('y','x'), v INT, PRIMARY KEY (k, l)",
                    "k VARCHAR(5), l VARCHAR(9), v INT, PRIMARY KEY (k, l)",
                    "('z', 'y', 1), ('b', 'y,x', 2), ('a', '', 3), ('a', 'x', 4)",
                    "UPDATE # SET v = 7 WHERE k = 'b'; UPDATE # SET k = 'z' WHERE l = ''"),
            new Copied(
                    "longer_bytes",
                    "k BINARY(4) PRIMARY KEY, v INT",
                    "k VARBINARY(8) PRIMARY KEY, v INT",
                    "(0x61, 1), (0x6162, 2), (0x00, 3), (0xff000000, 4)",
                    "UPDATE # SET v = 7 WHERE k = 0x61000000; DELETE FROM # WHERE k = 0x00000000"),
            new Copied(
                    "wider_numbers",
                    "d DECIMAL(8,2), f FLOAT, y YEAR, v INT, PRIMARY KEY (d, f, y)",
                    "d DECIMAL(12,5), f DOUBLE, y INT, v INT, PRIMARY KEY (d, f, y)",
                    "(1.10, 0.5, 2001, 1), (-0.01, 16777216, 1901, 2), (0, 0.1, 0, 3)",
                    "UPDATE # SET v = 7"),
            new Copied(
                    "longer_moments",
                    "d DATE, t TIMESTAMP DEFAULT '2020-01-01', m TIME, v INT, PRIMARY KEY (d, t, m)",
                    "d DATETIME, t DATETIME(3), m TIME(6), v INT, PRIMARY KEY (d, t, m)",
                    "('2020-01-01', '2021-03-28 02:30:00', '-01:00:00', 1), ('1000-01-01', '1970-01-01 00:00:01',"
                            + " '838:59:59', 2)",
                    "UPDATE # SET v = 7"),
            new Copied(
                    "other_characters",
                    "k VARCHAR(9) CHARACTER SET latin1 PRIMARY KEY, v INT",
                    "k VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY, v INT",
                    "('é', 1), ('f', 2), ('Z', 3), ('ß', 4), ('€', 5)",
                    "UPDATE # SET v = 7 WHERE k = 'é'; DELETE FROM # WHERE k = 'z'"),
            new Copied(
                    "many_keys",
                    "a INT, b INT, c INT, d INT, e INT, f INT, g INT, h INT, i INT, j INT, k INT, l INT, m INT, n INT,"
                            + " o INT, p INT, v INT, PRIMARY KEY (p, o, n, m, l, k, j, i, h, g, f, e, d, c, b, a)",
                    "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1), (2,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2),"
                            + " (0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,3)",
                    "UPDATE # SET v = v + 1"));

    private static final List<Copied> MYSQL = List.of(
            new Copied(
                    "no_pad",
                    "k VARCHAR(5) COLLATE utf8mb4_0900_ai_ci PRIMARY KEY, v INT",
                    "('a', 1), ('a ', 2), ('b', 3)",
                    "UPDATE # SET v = 5 WHERE k = 'a '; DELETE FROM # WHERE k = 'a'"),
            new Copied(
                    "key_unseen",
                    "my_row_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT INVISIBLE PRIMARY KEY, v INT",
                    "(5), (5), (NULL)",
                    "UPDATE # SET v = 6 WHERE my_row_id = 2; DELETE FROM # WHERE v = 5"),
            new Copied(
                    "generated_key",
                    "id INT, g VARCHAR(12) AS (CONCAT('k', id)) STORED, v INT, UNIQUE (id), PRIMARY KEY (g)",
                    "id INT, g VARCHAR(12) PRIMARY KEY, v INT",
                    "(1, DEFAULT, 1), (10, DEFAULT, 2), (2, DEFAULT, 3)",
                    "UPDATE # SET id = 20 WHERE id = 2; UPDATE # SET v = 7 WHERE id = 10"),
            new Copied(
                    "unseen", "id INT PRIMARY KEY, v INT, h INT INVISIBLE DEFAULT 3", "(1, 2)", "UPDATE # SET h = 4"),
            new Copied(
                    "downwards",
                    "a INT, b VARCHAR(5), v INT, PRIMARY KEY (a DESC, b)",
                    "(3, 'a', 1), (1, 'b', 2), (1, 'a', 3), (2, '', 4)",
                    "UPDATE # SET v = 5 WHERE a = 1"),
            new Copied(
                    "by_function",
                    "id INT PRIMARY KEY, j JSON, k INT, UNIQUE ((CAST(j->'$.n' AS UNSIGNED))), KEY ((k + 1))",
                    "(1, '{\"n\": 1}', 5), (2, '{\"n\": 2}', NULL)",
                    "UPDATE # SET k = 6"));

    private static final List<Copied> MARIADB = List.of(
            new Copied(
                    "no_pad",
                    "k VARCHAR(5) COLLATE utf8mb4_nopad_bin PRIMARY KEY, v INT",
                    "('a', 1), ('a ', 2), ('b', 3)",
                    "UPDATE # SET v = 5 WHERE k = 'a '; DELETE FROM # WHERE k = 'a'"),
            new Copied(
                    "spans",
                    "id INT, s DATE, e DATE, v INT, PERIOD FOR p (s, e), PRIMARY KEY (id, p WITHOUT OVERLAPS)",
                    "id INT, s DATE, e DATE, v INT, PRIMARY KEY (id, s, e)",
                    "(1, '2020-01-01', '2020-02-01', 1), (1, '2020-02-01', '2020-03-01', 2)",
                    "UPDATE # SET v = 3 WHERE v = 2; DELETE FROM # FOR PORTION OF p FROM '2020-01-10' TO '2020-01-20'"),
            new Copied(
                    "unseen", "id INT PRIMARY KEY, v INT, h INT INVISIBLE DEFAULT 3", "(1, 2)", "UPDATE # SET h = 4"),
            new Copied(
                    "addresses",
                    "u UUID, i INET6, v INT, PRIMARY KEY (u, i)",
                    "('123e4567-e89b-12d3-a456-426655440000', '::1', 1), ('00000000-0000-0000-0000-000000000000',"
                            + " '2001:db8::ff00:42:8329', 2)",
                    "UPDATE # SET v = 3"));

    @Test
    void allIsCopiedAndEqualAlsoAfterChanges(ServerPool servers) throws SQLException {
        for (String name : DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4")) {
            try (DatabaseServer source = servers.take(name);
                    DatabaseServer target = servers.take(name)) {
                for (DatabaseServer server : List.of(source, target)) {
                    server.execute("SET GLOBAL sql_mode = ''", "CREATE DATABASE odd CHARACTER SET utf8mb4");
                }
                Walk.prepare(source, target);
                Walk.setTimeZones(source, target);
                List<Copied> own = source.isMariaDb() ? MARIADB : MYSQL;
                for (List<Copied> some : List.of(EVERYWHERE, own)) {
                    for (Copied one : some) {
                        execute(source, "CREATE TABLE # " + definition(one.columns()), one);
                        execute(target, "CREATE TABLE # " + definition(one.target()), one);
                        execute(source, "INSERT INTO # VALUES " + one.rows(), one);
                    }
                }
                source.execute("CREATE VIEW odd.seen AS SELECT * FROM odd.id_zero");
                target.execute(
                        "CREATE TABLE odd.log (id INT AUTO_INCREMENT PRIMARY KEY, v INT)",
                        "CREATE TRIGGER odd.fired AFTER INSERT ON odd.id_zero FOR EACH ROW INSERT INTO odd.log (v)"
                                + " VALUES (NEW.v)");
                try (Walk walk = new Walk(source, target, Modes.schema("odd"))) {
                    walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 2, false));
                    await().atMost(LIMIT)
                            .failFast(() -> assertThat(walk.failure()).isEmpty())
                            .until(() -> walk.progress(1)
                                    .filter(one -> one.state().isEnd())
                                    .isPresent());
                    ResyncProgress copied = walk.progress(1).orElseThrow();
                    assertThat(copied.tables())
                            .as(name)
                            .hasSize(EVERYWHERE.size() + own.size())
                            .allSatisfy(table -> assertThat(table.state())
                                    .as(table.toString())
                                    .isEqualTo(State.DONE));
                    equal(walk, name + ", copied");
                    for (List<Copied> some : List.of(EVERYWHERE, own)) {
                        for (Copied one : some) {
                            for (String change : one.change().split(";")) {
                                execute(source, change, one);
                            }
                        }
                    }
                    walk.awaitApplied();
                    equal(walk, name + ", changed");
                }
            }
        }
    }

    private static void equal(Walk walk, String when) {
        VerifyProgress verified = walk.verify(List.of(1L), "");
        assertThat(walk.differences()).as(when).isEmpty();
        assertThat(verified.tables())
                .as(when)
                .allSatisfy(
                        table -> assertThat(table.state()).as(table.toString()).isEqualTo(State.DONE));
    }

    /** Others write the second row in place of the first, or leave it out. */
    @Test
    void rowsThatTheTargetTakesForOneStopTheCopyAloud(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                String collation = server == source ? "utf8mb4_bin" : "utf8mb4_general_ci";
                server.execute(
                        "CREATE DATABASE odd",
                        "CREATE TABLE odd.a (id INT PRIMARY KEY, name VARCHAR(9) COLLATE " + collation
                                + ", UNIQUE (name))");
            }
            source.execute("INSERT INTO odd.a VALUES (1, 'shop'), (2, 'Shop')");
            try (Walk walk = new Walk(source, target, Modes.schema("odd"))) {
                walk.resync(new ResyncRequest(1, List.of(1L), "", false, 0, 1, false));
                assertThat(walk.awaitFailure().code()).isEqualTo(ErrorCode.LOAD_DATA);
            }
            assertThat(Walk.rows(target, "SELECT COUNT(*) FROM odd.a")).containsExactly(List.of("0"));
        }
    }

    /** Columns, and perhaps options after them. */
    private static String definition(String columns) {
        return "(" + columns + (columns.contains("PARTITIONS") ? "" : ")");
    }

    private static void execute(DatabaseServer server, String sql, Copied one) throws SQLException {
        execute(server, sql.strip().replace("#", "odd.`" + one.table().replace("`", "``") + "`"));
    }

    /** As lax sessions do. */
    private static void execute(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(sql + ": " + e.getMessage(), e);
        }
    }
}
