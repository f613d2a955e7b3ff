package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.MediaPair;
import io.otter.node.verify.Difference;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that other tools for comparing tables take for different or for equal, wrongly. */
@Tag("servers")
@ExtendWith(SharedServers.class)
class VerifiedValuesTest {
    /** What both sides hold of a table, and a change at the target that has to be found. */
    private record Values(String table, String source, String target, String rows, String change, int differences) {}

    private static final String ALIKE = "id INT PRIMARY KEY, e ENUM('a','b'), s SET('x','y','z'), b BIT(64), y YEAR,"
            + " f FLOAT, d DOUBLE, n DECIMAL(9,2), t TIME(6), m DATETIME(6), z TIMESTAMP(6) NULL, a DATE, c CHAR(4),"
            + " v VARCHAR(9) CHARACTER SET latin1, x TEXT, p BINARY(4), q VARBINARY(4), r BLOB, u BIGINT UNSIGNED"
            + " ZEROFILL, i INT";

    private static final List<Values> VALUES = List.of(
            new Values(
                    "reals",
                    "id INT PRIMARY KEY, f FLOAT, d DOUBLE, g FLOAT",
                    "id INT PRIMARY KEY, f FLOAT, d DOUBLE, g DOUBLE",
                    "(1, 1.234567, 0.1, 0.1), (2, 16777216, 1e308, 3), (3, -0.0, -0.0, -0.0), (4, NULL, NULL, NULL),"
                            + " (5, 1.17549e-38, 2.2250738585072014e-308, 1e-40)",
                    "UPDATE # SET f = 1.234568 WHERE id = 1",
                    1),
            new Values(
                    "times",
                    "id INT PRIMARY KEY, t TIME(3), d DATETIME, s TIMESTAMP(6) NULL, y DATE",
                    "id INT PRIMARY KEY, t TIME(6), d DATETIME(6), s DATETIME(6), y DATETIME",
                    "(1, '12:00:00.100', '2020-01-01 00:00:00', '2020-03-29 02:30:00.5', '2020-01-01'),"
                            + " (2, '-00:00:01.5', '9999-12-31 23:59:59', '1970-01-01 00:00:01', '1000-01-01'),"
                            + " (3, '838:59:59', '0000-00-00 00:00:00', NULL, '0000-00-00'),"
                            + " (4, '00:00:00', '2020-00-00 00:00:00', NULL, '2020-01-00')",
                    "UPDATE # SET t = '-00:00:01.500001' WHERE id = 2",
                    1),
            new Values(
                    "shorter",
                    "id INT PRIMARY KEY, d DATETIME(6), t TIME(6)",
                    "id INT PRIMARY KEY, d DATETIME(3), t TIME",
                    "(1, '2020-12-31 23:59:59.999400', '10:00:00.600000'), (2, '2020-01-01 00:00:00.123456', '10:00:00')",
                    "UPDATE # SET d = '2020-01-01 00:00:00.125' WHERE id = 2",
                    1),
            new Values(
                    "bits",
                    "id INT PRIMARY KEY, b BIT(1), w BIT(64), u BIGINT UNSIGNED",
                    "id INT PRIMARY KEY, b BIT(1), w BIT(64), u DECIMAL(20,0)",
                    "(1, b'1', ~0, 18446744073709551615), (2, b'0', 1, 9223372036854775808), (3, NULL, NULL, NULL)",
                    "UPDATE # SET u = 18446744073709551614 WHERE id = 1",
                    1),
            new Values(
                    "labels",
                    "e ENUM('a','b','c'), s SET('x','y','z'), v INT, PRIMARY KEY (e)",
                    "e ENUM('c','b','a'), s SET('z','y','x'), v INT, PRIMARY KEY (e)",
                    "('a', 'x,z', 1), ('b', '', 2), ('c', 'x,y,z', 3)",
                    "UPDATE # SET s = 'x' WHERE e = 'a'",
                    1),
            new Values(
                    "documents",
                    "id INT PRIMARY KEY, j JSON",
                    "id INT PRIMARY KEY, j LONGTEXT CHARACTER SET utf8mb4",
                    "(1, '{\"bb\": 1, \"a\": [1.0, 2, {\"é\": \"😀\"}], \"n\": null}'), (2, '[]'), (3, '\"text\"'), (4, '1e2'),"
                            + " (5, '18446744073709551615'), (6, NULL), (7, 'true')",
                    "UPDATE # SET j = '{\"a\": [1, 2, {\"é\": \"😁\"}], \"bb\": 1, \"n\": null}' WHERE id = 1",
                    1),
            new Values(
                    "blanks",
                    "id INT PRIMARY KEY, c CHAR(8), v VARCHAR(8), b BINARY(8), t TEXT CHARACTER SET latin1",
                    "id INT PRIMARY KEY, c VARCHAR(8), v VARCHAR(8), b VARBINARY(8), t TEXT CHARACTER SET utf8mb4",
                    "(1, 'a  ', 'a  ', 'a', 'é€'), (2, '', '', '', ''), (3, NULL, NULL, NULL, NULL),"
                            + " (4, 'NULL', 'NULL', 'NULL', 'NULL')",
                    "UPDATE # SET v = 'a' WHERE id = 1",
                    1),
            new Values(
                    "scales",
                    "id INT PRIMARY KEY, d DECIMAL(10,2), i INT, n DECIMAL(10,4)",
                    "id INT PRIMARY KEY, d DECIMAL(20,6), i BIGINT, n DECIMAL(10,4)",
                    "(1, 1.50, -1, 0), (2, -0.01, 2147483647, 99.9999), (3, 0, 0, -0.0001)",
                    "UPDATE # SET d = 1.500001 WHERE id = 1",
                    1),
            new Values(
                    "orders",
                    "k VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci PRIMARY KEY, v INT",
                    "k VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY, v INT",
                    "('banana', 1), ('Apple', 2), ('äpfel', 3), ('Zebra', 4), ('苹果', 5), ('😀', 6), ('ß', 7), ('œ', 8)",
                    "INSERT INTO # VALUES ('BANANA', 1)",
                    1),
            // A checksum of sums or XORs takes these for equal.
            new Values(
                    "exchanged",
                    "id INT PRIMARY KEY, a INT, b VARCHAR(9), c VARCHAR(9)",
                    "id INT PRIMARY KEY, a INT, b VARCHAR(9), c VARCHAR(9)",
                    "(1, 10, 'ab', 'c'), (2, 20, 'ab', 'c'), (3, 3, NULL, ''), (4, 4, '', NULL)",
                    "UPDATE # SET a = 30 - a, b = IF(id = 3, '', IF(id = 4, NULL, b)), c = IF(id = 3, NULL, IF(id = 4, '',"
                            + " c)) WHERE id < 3; UPDATE # SET b = 'a', c = 'bc' WHERE id = 2",
                    2),
            // Likewise a sum of CRCs.
            new Values(
                    "swapped",
                    "id INT PRIMARY KEY, v VARCHAR(9)",
                    "id INT PRIMARY KEY, v VARCHAR(9)",
                    "(1, 'wtqqfi'), (2, 'gbufjg')",
                    "UPDATE # SET v = IF(id = 1, 'gbufjg', 'wtqqfi')",
                    2),
            // Texts of several character sets and collations, one of bytes only.
            new Values(
                    "characters",
                    "id INT PRIMARY KEY, a CHAR(4) CHARACTER SET utf8, b VARCHAR(9) COLLATE utf8mb4_unicode_ci,"
                            + " c TEXT CHARACTER SET gbk, d VARCHAR(9) CHARACTER SET ascii NOT NULL, e TEXT COLLATE utf8mb4_bin",
                    "id INT PRIMARY KEY, a VARCHAR(4) CHARACTER SET utf8mb4, b VARCHAR(9) COLLATE utf8mb4_general_ci,"
                            + " c TEXT CHARACTER SET utf8mb4, d VARCHAR(9) CHARACTER SET latin1 NOT NULL, e TEXT CHARACTER SET utf8",
                    "(1, 'é', '😀', '中文', 'd', 'é'), (2, '', NULL, '', '', NULL), (3, NULL, '', NULL, 'e', '')",
                    "UPDATE # SET c = '中女' WHERE id = 1; UPDATE # SET b = '' WHERE id = 2; UPDATE # SET b = NULL WHERE id = 3",
                    3),
            // All of these are added up by the servers.
            new Values(
                    "alike",
                    ALIKE,
                    ALIKE,
                    IntStream.rangeClosed(1, 20)
                            .mapToObj(
                                    id -> "(" + id + ", 'a', 'x,z', ~0, 2001, 1.234567, 0.1, 1.50, '-838:59:58.000001',"
                                            + " '2020-01-01 00:00:00.000001', '2021-03-28 02:30:00.000001', '2020-00-00', 'a ',"
                                            + " 'N', 'é,€', 'ab', 0x00, '', 18446744073709551615, NULL)")
                            .collect(Collectors.joining(", ")),
                    Stream.of(
                                    "e = 'b'",
                                    "s = 'x'",
                                    "b = ~0 - 1",
                                    "y = 2002",
                                    "f = 1.234568",
                                    "d = 0.10000000000000002",
                                    "n = 1.51",
                                    "t = '-838:59:58.000002'",
                                    "m = '2020-01-01 00:00:00.000002'",
                                    "z = '2021-03-28 02:30:00.000002'",
                                    "a = '2020-00-01'",
                                    "c = 'b'",
                                    "v = NULL",
                                    "x = 'é,€ '",
                                    "p = 0x616200ff",
                                    "q = ''",
                                    "r = NULL",
                                    "u = 18446744073709551614",
                                    "i = 0",
                                    "e = NULL")
                            .collect(StringBuilder::new, VerifiedValuesTest::addUpdate, StringBuilder::append)
                            .toString(),
                    20),
            new Values(
                    "generated",
                    "id INT PRIMARY KEY, a INT, g INT AS (a * 2) STORED, h INT AS (a * 3)",
                    "id INT PRIMARY KEY, a INT, g INT, h INT AS (a * 3)",
                    "(1, 10, DEFAULT, DEFAULT), (2, NULL, DEFAULT, DEFAULT)",
                    "UPDATE # SET g = 21 WHERE id = 1",
                    1),
            new Values(
                    "hexed",
                    "k BINARY(4), l VARBINARY(4), v INT, PRIMARY KEY (k, l)",
                    "k BINARY(4), l VARBINARY(4), v INT, PRIMARY KEY (k, l)",
                    "(0xff00, 0x00, 1), (0x00ff, '', 2), (0x8000, 0x8000, 3)",
                    "DELETE FROM # WHERE k = 0x80000000",
                    1));

    /** Of the next row. */
    private static void addUpdate(StringBuilder statements, String change) {
        long id = statements.chars().filter(one -> one == ';').count() + 1;
        statements
                .append("UPDATE # SET ")
                .append(change)
                .append(" WHERE id = ")
                .append(id)
                .append(';');
    }

    @Test
    void equalValuesAreEqualAndOthersAreNot(ServerPool servers) throws SQLException {
        for (List<String> pair : List.of(List.of("mysql-8.0", "mariadb-11.4"), List.of("mariadb-11.4", "mysql-8.0"))) {
            if (DatabaseServer.availableOf(pair.toArray(String[]::new)).containsAll(pair)) {
                compare(pair, servers);
            }
        }
    }

    private static void compare(List<String> names, ServerPool servers) throws SQLException {
        try (DatabaseServer source = servers.take(names.get(0));
                DatabaseServer target = servers.take(names.get(1))) {
            source.execute("SET GLOBAL sql_mode = ''", "CREATE DATABASE val");
            target.execute("SET GLOBAL sql_mode = ''", "CREATE DATABASE val");
            Walk.prepare(source, target);
            Walk.setTimeZones(source, target);
            for (Values values : VALUES) {
                source.execute("CREATE TABLE val." + values.table() + " (" + values.source() + ") CHARSET utf8mb4");
                target.execute("CREATE TABLE val." + values.table() + " (" + values.target() + ") CHARSET utf8mb4");
            }
            try (Walk walk = new Walk(source, target, Modes.schema("val"))) {
                for (Values values : VALUES) {
                    execute(source, "INSERT INTO val." + values.table() + " VALUES " + values.rows());
                }
                walk.awaitApplied();
                VerifyProgress equal = walk.verify(List.of(1L), "");
                assertThat(walk.differences()).as(names.toString()).isEmpty();
                assertThat(equal.tables())
                        .hasSize(VALUES.size())
                        .allSatisfy(table ->
                                assertThat(table.state()).as(table.toString()).isEqualTo(State.DONE));

                for (Values values : VALUES) {
                    for (String change : values.change().split(";")) {
                        execute(target, change.strip().replace("#", "val." + values.table()));
                    }
                }
                walk.verify(List.of(1L), "");
                assertThat(walk.differences().stream()
                                .collect(Collectors.groupingBy(Difference::sourceTable, Collectors.counting())))
                        .as(names.toString())
                        .isEqualTo(VALUES.stream().collect(Collectors.toMap(values -> "val." + values.table(), values ->
                                (long) values.differences())));
                assertThat(walk.differences())
                        .filteredOn(row -> row.sourceTable().equals("val.hexed"))
                        .singleElement()
                        .satisfies(row -> assertThat(row.key()).isEqualTo("k = 0x80000000, l = 0x8000"));
                assertThat(walk.differences())
                        .filteredOn(row -> row.sourceTable().equals("val.orders"))
                        .singleElement()
                        .satisfies(row -> assertThat(row.kind()).isEqualTo(Difference.Kind.EXTRA));

                walk.resync(new ResyncRequest(
                        3, List.of(1L), "", false, 0, 1, false, VerifyDesk.keys(walk.differences()), true));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> walk.progress(3)
                                .filter(one -> one.state().isEnd())
                                .isPresent());
                walk.verify(List.of(1L), "");
                assertThat(walk.differences()).as(names.toString()).isEmpty();
            }
        }
    }

    /** As lax sessions do. */
    private static void execute(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = '', time_zone = '+00:00'");
            statement.execute(sql);
        }
    }

    @Test
    void onlyWhatThePairSendsIsCompared(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            source.execute(
                    "CREATE DATABASE val",
                    "CREATE TABLE val.a (id INT PRIMARY KEY, name VARCHAR(9), secret INT, kind INT)",
                    "CREATE TABLE val.p1 (id INT PRIMARY KEY)",
                    "CREATE TABLE val.p2 (id INT PRIMARY KEY)",
                    "CREATE TABLE val.h (v INT)",
                    "INSERT INTO val.a VALUES (1, 'x', 1, 1), (2, 'y', 1, 2), (3, 'z', 1, 1)",
                    "INSERT INTO val.p1 VALUES (1)",
                    "INSERT INTO val.p2 VALUES (2)");
            target.execute(
                    "CREATE DATABASE val",
                    "CREATE TABLE val.b (no BIGINT PRIMARY KEY, label VARCHAR(9), own INT DEFAULT 7)",
                    "CREATE TABLE val.p (id INT PRIMARY KEY)",
                    "CREATE TABLE val.h (v INT)",
                    "INSERT INTO val.b (no, label) VALUES (1, 'x'), (2, 'other'), (3, 'Z'), (9, 'x')",
                    "INSERT INTO val.p VALUES (1)");
            ColumnView view = new ColumnView(
                    ColumnPairMode.INCLUDE,
                    List.of(new ColumnPair("id", "no"), new ColumnPair("name", "label")),
                    List.of());
            MediaPair renamed = Walk.pair(1, "val.a", "val.b", view);
            List<MediaPair> pairs = new ArrayList<>();
            pairs.add(new MediaPair(
                    1, renamed.source(), renamed.target(), renamed.weight(), view, "after.kind == 1", ""));
            pairs.add(Walk.pair(2, "val.p1", "val.p", ColumnView.ALL));
            pairs.add(Walk.pair(3, "val.p2", "val.p", ColumnView.ALL));
            pairs.add(Walk.pair(4, "val.h", "val.h", ColumnView.ALL));
            try (Walk walk = new Walk(source, target, Modes.schema("val").with(pairs.toArray(MediaPair[]::new)))) {
                VerifyProgress found = walk.verify(List.of(1L, 2L, 3L, 4L), "");
                assertThat(walk.differences())
                        .extracting(Difference::targetTable, Difference::kind, Difference::key)
                        .containsExactlyInAnyOrder(
                                tuple("val.b", Difference.Kind.DIFFERENT, "no = 3"),
                                tuple("val.b", Difference.Kind.EXTRA, "no = 9"),
                                tuple("val.p", Difference.Kind.MISSING, "id = 2"));
                assertThat(walk.differences())
                        .allSatisfy(row -> assertThat(row.toString()).doesNotContain("secret", "own"));
                assertThat(found.state()).isEqualTo(State.FAILED);
                assertThat(found.tables())
                        .filteredOn(table -> table.table().equals("p2"))
                        .singleElement()
                        .satisfies(table -> assertThat(table.note()).contains("other tables have rows in val.p"));
                assertThat(found.tables())
                        .filteredOn(table -> table.table().equals("h"))
                        .singleElement()
                        .satisfies(table -> assertThat(table.note()).contains("val.h", "key"));

                VerifyProgress some = walk.verify(List.of(1L), "name <> 'z'");
                assertThat(walk.differences()).isEmpty();
                assertThat(some.tables())
                        .singleElement()
                        .satisfies(table -> assertThat(table.note()).contains("'name'"));
            }
        }
    }
}
