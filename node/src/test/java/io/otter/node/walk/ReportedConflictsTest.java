package io.otter.node.walk;

import io.otter.common.model.ConflictPolicy;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What two sites do at the same time, made after reports about tools that sync both ways: what foreign keys and triggers do unseen,
 * keys that move, keys that the server makes, versions that are hard to compare. {@code -Dotter.pairs=all} for more servers.
 */
@ExtendWith(SharedServers.class)
class ReportedConflictsTest {
    private static final List<ConflictCase> CASES = List.of(
            // A child is added, or changed, while its parent goes; so far its insert stopped the pipeline.
            new ConflictCase(
                    List.of("p1", "c1"),
                    List.of(
                            "CREATE TABLE two.p1 (id INT PRIMARY KEY, n INT)",
                            "CREATE TABLE two.c1 (id INT PRIMARY KEY, p INT, v INT, n INT,"
                                    + " FOREIGN KEY (p) REFERENCES two.p1 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.p1 VALUES (1, 1), (2, 1), (3, 1)",
                            "INSERT INTO two.c1 VALUES (1, 1, 0, 1), (2, 2, 0, 1), (3, 3, 0, 1)"),
                    List.of("DELETE FROM two.p1 WHERE id = 1", "DELETE FROM two.p1 WHERE id = 2"),
                    List.of("INSERT INTO two.c1 VALUES (10, 1, 5, 5)", "UPDATE two.c1 SET v = 5, n = 5 WHERE id = 2"),
                    List.of("[3, 1]", "[3, 3, 0, 1]"),
                    List.of()),
            new ConflictCase(
                    List.of("p2", "c2"),
                    List.of(
                            "CREATE TABLE two.p2 (id INT PRIMARY KEY, n INT)",
                            "CREATE TABLE two.c2 (id INT PRIMARY KEY, p INT, v INT, n INT,"
                                    + " FOREIGN KEY (p) REFERENCES two.p2 (id) ON DELETE SET NULL)",
                            "INSERT INTO two.p2 VALUES (1, 1), (2, 1)",
                            "INSERT INTO two.c2 VALUES (1, 1, 0, 1), (2, 2, 0, 1)"),
                    List.of("DELETE FROM two.p2 WHERE id = 1", "UPDATE two.c2 SET v = 7, n = 7 WHERE id = 2"),
                    List.of("UPDATE two.c2 SET v = 5, n = 5 WHERE id = 1", "DELETE FROM two.p2 WHERE id = 2"),
                    List.of("", "[1, null, 0, 1] [2, null, 7, 7]"),
                    List.of("", "[1, null, 5, 5] [2, null, 7, 7]")),
            new ConflictCase(
                    List.of("p3", "c3"),
                    List.of(
                            "CREATE TABLE two.p3 (id INT PRIMARY KEY, n INT)",
                            "CREATE TABLE two.c3 (id INT PRIMARY KEY, p INT, v INT, n INT,"
                                    + " FOREIGN KEY (p) REFERENCES two.p3 (id) ON UPDATE CASCADE)",
                            "INSERT INTO two.p3 VALUES (1, 1), (2, 1)",
                            "INSERT INTO two.c3 VALUES (1, 1, 0, 1), (2, 2, 0, 1)"),
                    List.of(
                            "UPDATE two.p3 SET id = 5, n = 3 WHERE id = 1",
                            "UPDATE two.c3 SET v = 7, n = 7 WHERE id = 2"),
                    List.of(
                            "UPDATE two.c3 SET v = 5, n = 5 WHERE id = 1",
                            "UPDATE two.p3 SET id = 6, n = 3 WHERE id = 2"),
                    List.of("[5, 3] [6, 3]", "[1, 5, 0, 1] [2, 6, 7, 7]"),
                    List.of("[5, 3] [6, 3]", "[1, 5, 5, 5] [2, 6, 7, 7]")),
            new ConflictCase(
                    List.of("tree"),
                    List.of(
                            "CREATE TABLE two.tree (id INT PRIMARY KEY, up INT, v INT, n INT,"
                                    + " FOREIGN KEY (up) REFERENCES two.tree (id) ON DELETE CASCADE)",
                            "INSERT INTO two.tree VALUES (1, NULL, 0, 1), (2, 1, 0, 1), (3, 2, 0, 1), (9, NULL, 0, 1)"),
                    List.of("DELETE FROM two.tree WHERE id = 1"),
                    List.of(
                            "UPDATE two.tree SET v = 5, n = 5 WHERE id = 3",
                            "INSERT INTO two.tree VALUES (4, 3, 5, 5)"),
                    List.of("[9, null, 0, 1]"),
                    List.of()),
            // Both have the same trigger, which leaves alone what a pipeline writes.
            new ConflictCase(
                    List.of("t5", "log5"),
                    List.of(
                            "CREATE TABLE two.t5 (id INT PRIMARY KEY, n INT)",
                            "CREATE TABLE two.log5 (t INT, n INT, PRIMARY KEY (t, n))",
                            "CREATE TRIGGER two.audit5 AFTER INSERT ON two.t5 FOR EACH ROW"
                                    + " IF SUBSTRING_INDEX(USER(), '@', 1) <> 'plain' THEN"
                                    + " INSERT INTO two.log5 VALUES (NEW.id, 0); END IF"),
                    List.of("INSERT INTO two.t5 VALUES (1, 1)"),
                    List.of("INSERT INTO two.t5 VALUES (2, 2)"),
                    List.of("[1, 1] [2, 2]", "[1, 0] [2, 0]"),
                    List.of()),
            // Both give a row another key, or two rows the same.
            new ConflictCase(
                    List.of("moved6"),
                    List.of(
                            "CREATE TABLE two.moved6 (id INT PRIMARY KEY, v INT, n INT)",
                            "INSERT INTO two.moved6 VALUES (1, 0, 1), (2, 0, 1), (3, 0, 1), (4, 0, 1)"),
                    List.of(
                            "UPDATE two.moved6 SET id = 10, n = 5 WHERE id = 1",
                            "UPDATE two.moved6 SET id = 20, n = 5 WHERE id = 2",
                            "UPDATE two.moved6 SET id = id + 100, n = 5 WHERE id IN (3, 4) ORDER BY id DESC"),
                    List.of(
                            "UPDATE two.moved6 SET id = 11, n = 6 WHERE id = 1",
                            "UPDATE two.moved6 SET id = 20, v = 9, n = 4 WHERE id = 3",
                            "UPDATE two.moved6 SET v = 3, n = 6 WHERE id = 4"),
                    List.of("[10, 0, 5] [11, 0, 6] [20, 0, 5] [103, 0, 5] [104, 0, 5]"),
                    List.of("[4, 3, 6] [10, 0, 5] [11, 0, 6] [20, 0, 5] [103, 0, 5] [104, 0, 5]")),
            new ConflictCase(
                    List.of("shift7"),
                    List.of(
                            "CREATE TABLE two.shift7 (id INT PRIMARY KEY, v INT, n INT)",
                            "INSERT INTO two.shift7 VALUES (1, 1, 1), (2, 2, 1), (3, 3, 1), (4, 4, 1)"),
                    List.of("UPDATE two.shift7 SET id = id + 1, n = 5 ORDER BY id DESC"),
                    List.of("UPDATE two.shift7 SET v = 30, n = 6 WHERE id = 3", "DELETE FROM two.shift7 WHERE id = 2"),
                    List.of("[2, 1, 5] [3, 2, 5] [4, 3, 5] [5, 4, 5]"),
                    List.of("[2, 1, 5] [3, 30, 6] [4, 3, 5] [5, 4, 5]")),
            new ConflictCase(
                    List.of("again8"),
                    List.of(
                            "CREATE TABLE two.again8 (id INT PRIMARY KEY, u INT UNIQUE, v INT, n INT)",
                            "INSERT INTO two.again8 VALUES (1, 1, 0, 1), (2, 2, 0, 1)"),
                    List.of(
                            "BEGIN",
                            "DELETE FROM two.again8 WHERE id = 1",
                            "INSERT INTO two.again8 VALUES (1, 1, 7, 4)",
                            "COMMIT",
                            "REPLACE INTO two.again8 VALUES (2, 2, 7, 6)"),
                    List.of("UPDATE two.again8 SET v = 5, n = 5 WHERE id = 1", "DELETE FROM two.again8 WHERE id = 2"),
                    List.of("[1, 1, 7, 4] [2, 2, 7, 6]"),
                    List.of("[1, 1, 5, 5] [2, 2, 7, 6]")),
            // Keys that are equal to the server.
            new ConflictCase(
                    List.of("spelled9"),
                    List.of(
                            "CREATE TABLE two.spelled9 (k VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY, v INT, n INT)"),
                    List.of("INSERT INTO two.spelled9 VALUES ('a', 1, 4), ('ß', 1, 4), ('E', 1, 6)"),
                    List.of("INSERT INTO two.spelled9 VALUES ('A ', 2, 5), ('s', 2, 5), ('é', 2, 5)"),
                    List.of("[a, 1, 4] [E, 1, 6] [ß, 1, 4]"),
                    List.of("[A , 2, 5] [E, 1, 6] [s, 2, 5]")),
            // Keys that the server makes; so far two rows that claim one stopped the pipeline.
            new ConflictCase(
                    List.of("mail10", "even10"),
                    List.of(
                            "CREATE TABLE two.mail10 (id INT PRIMARY KEY, mail VARCHAR(20),"
                                    + " low VARCHAR(20) AS (LOWER(mail)) STORED UNIQUE, n INT)",
                            "CREATE TABLE two.even10 (a INT PRIMARY KEY, n INT, k INT AS (a * 2) STORED UNIQUE)",
                            "INSERT INTO two.mail10 (id, mail, n) VALUES (1, 'A@x', 1)",
                            "INSERT INTO two.even10 (a, n) VALUES (1, 1), (2, 1)"),
                    List.of(
                            "INSERT INTO two.mail10 (id, mail, n) VALUES (2, 'B@x', 5)",
                            "UPDATE two.mail10 SET mail = 'C@x', n = 5 WHERE id = 1",
                            "UPDATE two.even10 SET n = 5 WHERE a = 1",
                            "DELETE FROM two.even10 WHERE a = 2"),
                    List.of(
                            "INSERT INTO two.mail10 (id, mail, n) VALUES (3, 'b@X', 6)",
                            "INSERT INTO two.mail10 (id, mail, n) VALUES (4, 'c@X', 4)",
                            "UPDATE two.even10 SET n = 6 WHERE a = 1",
                            "UPDATE two.even10 SET n = 6 WHERE a = 2"),
                    List.of("[1, C@x, c@x, 5] [2, B@x, b@x, 5]", "[1, 5, 2]"),
                    List.of("[1, C@x, c@x, 5] [3, b@X, b@x, 6]", "[1, 6, 2] [2, 6, 4]")),
            // Versions that say little, or not what their text says.
            new ConflictCase(
                    List.of("zero11"),
                    List.of(
                            "CREATE TABLE two.zero11 (id INT PRIMARY KEY, v INT, n DATETIME NULL)",
                            "INSERT INTO two.zero11 VALUES (1, 0, NULL), (2, 0, NULL), (3, 0, NULL), (4, 0, '2024-01-01')"),
                    List.of(
                            "SET SESSION sql_mode = ''",
                            "UPDATE two.zero11 SET v = 1, n = '0000-00-00' WHERE id = 1",
                            "UPDATE two.zero11 SET v = 1 WHERE id = 2",
                            "UPDATE two.zero11 SET v = 1, n = '0000-00-00' WHERE id = 3",
                            "DELETE FROM two.zero11 WHERE id = 4"),
                    List.of(
                            "UPDATE two.zero11 SET v = 2 WHERE id = 1",
                            "UPDATE two.zero11 SET v = 2 WHERE id = 2",
                            "UPDATE two.zero11 SET v = 2, n = '0001-01-01' WHERE id = 3",
                            "UPDATE two.zero11 SET v = 2, n = NULL WHERE id = 4"),
                    List.of("[1, 1, 0000-00-00 00:00:00] [2, 1, null] [3, 1, 0000-00-00 00:00:00]"),
                    List.of("[1, 1, 0000-00-00 00:00:00] [2, 1, null] [3, 2, 0001-01-01 00:00:00]")),
            new ConflictCase(
                    List.of("zone12"),
                    List.of(
                            "CREATE TABLE two.zone12 (id INT PRIMARY KEY, v INT, n TIMESTAMP(6) NULL)",
                            "INSERT INTO two.zone12 VALUES (1, 0, NULL), (2, 0, NULL)"),
                    List.of(
                            "SET SESSION time_zone = '+05:30'",
                            "UPDATE two.zone12 SET v = 1, n = '2024-01-01 05:30:00.000002' WHERE id = 1",
                            "UPDATE two.zone12 SET v = 1, n = '2024-01-01 05:30:00.1' WHERE id = 2"),
                    List.of(
                            "SET SESSION time_zone = '-08:00'",
                            "UPDATE two.zone12 SET v = 2, n = '2023-12-31 16:00:00.000001' WHERE id = 1",
                            "UPDATE two.zone12 SET v = 2, n = '2023-12-31 16:00:00.100001' WHERE id = 2"),
                    List.of("[1, 1, 2024-01-01 00:00:00.000002] [2, 1, 2024-01-01 00:00:00.100000]"),
                    List.of("[1, 1, 2024-01-01 00:00:00.000002] [2, 2, 2024-01-01 00:00:00.100001]")),
            new ConflictCase(
                    List.of("hours13"),
                    List.of(
                            "CREATE TABLE two.hours13 (id INT PRIMARY KEY, v INT, n TIME NULL)",
                            "INSERT INTO two.hours13 VALUES (1, 0, NULL), (2, 0, NULL)"),
                    List.of(
                            "UPDATE two.hours13 SET v = 1, n = '100:00:00' WHERE id = 1",
                            "UPDATE two.hours13 SET v = 1, n = '-02:00:00' WHERE id = 2"),
                    List.of(
                            "UPDATE two.hours13 SET v = 2, n = '20:00:00' WHERE id = 1",
                            "UPDATE two.hours13 SET v = 2, n = '-01:00:00' WHERE id = 2"),
                    List.of("[1, 1, 100:00:00] [2, 1, -02:00:00]"),
                    List.of("[1, 1, 100:00:00] [2, 2, -01:00:00]")),
            // Rows that are there and gone again; a transaction of which one row is in conflict.
            new ConflictCase(
                    List.of("same14"),
                    List.of("CREATE TABLE two.same14 (id INT PRIMARY KEY, v INT, n INT)"),
                    List.of(
                            "INSERT INTO two.same14 VALUES (1, 1, 1)",
                            "DELETE FROM two.same14 WHERE id = 1",
                            "INSERT INTO two.same14 VALUES (2, 1, 1)"),
                    List.of(
                            "INSERT INTO two.same14 VALUES (1, 1, 1)",
                            "INSERT INTO two.same14 VALUES (2, 1, 1)",
                            "DELETE FROM two.same14 WHERE id = 2"),
                    List.of("[1, 1, 1]"), // each side knows of its own deletions by what it is told only
                    List.of("")),
            new ConflictCase(
                    List.of("a15", "b15"),
                    List.of(
                            "CREATE TABLE two.a15 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.b15 (id INT PRIMARY KEY, v INT, n INT)",
                            "INSERT INTO two.a15 VALUES (1, 100, 1), (2, 0, 1)"),
                    List.of(
                            "BEGIN",
                            "UPDATE two.a15 SET v = 50, n = 5 WHERE id = 1",
                            "UPDATE two.a15 SET v = 50, n = 5 WHERE id = 2",
                            "INSERT INTO two.b15 VALUES (2, 50, 5)",
                            "COMMIT"),
                    List.of(
                            "BEGIN",
                            "UPDATE two.a15 SET v = 70, n = 6 WHERE id = 1",
                            "INSERT INTO two.b15 VALUES (2, 30, 4)",
                            "COMMIT"),
                    List.of("[1, 50, 5] [2, 50, 5]", "[2, 50, 5]"),
                    List.of("[1, 70, 6] [2, 50, 5]", "[2, 50, 5]")),
            // Counters that have no number.
            new ConflictCase(
                    List.of("hits16"),
                    List.of(
                            "CREATE TABLE two.hits16 (id INT PRIMARY KEY, hits INT, n INT)",
                            "INSERT INTO two.hits16 VALUES (1, NULL, 1), (2, 10, 1), (3, 10, 1)"),
                    List.of(
                            "UPDATE two.hits16 SET hits = 1, n = 5 WHERE id = 1",
                            "UPDATE two.hits16 SET hits = hits + 1, n = 5 WHERE id = 2",
                            "UPDATE two.hits16 SET hits = hits + 1 WHERE id = 3"),
                    List.of(
                            "UPDATE two.hits16 SET hits = 5, n = 6 WHERE id = 1",
                            "UPDATE two.hits16 SET hits = NULL, n = 6 WHERE id = 2",
                            "UPDATE two.hits16 SET hits = hits + 2 WHERE id = 3"),
                    List.of("[1, 5, 5] [2, null, 5] [3, 13, 1]"),
                    List.of("[1, 5, 6] [2, null, 6] [3, 13, 1]")),
            // Both delete a row, and one makes it anew.
            new ConflictCase(
                    List.of("anew17"),
                    List.of(
                            "CREATE TABLE two.anew17 (id INT PRIMARY KEY, v INT, n INT)",
                            "INSERT INTO two.anew17 VALUES (1, 0, 1), (2, 0, 1)"),
                    List.of("DELETE FROM two.anew17", "INSERT INTO two.anew17 VALUES (2, 7, 2)"),
                    List.of("DELETE FROM two.anew17", "INSERT INTO two.anew17 VALUES (1, 7, 2)"),
                    List.of("[1, 7, 2] [2, 7, 2]"),
                    List.of()),
            // Keys of other types, by which the two sides tell each other of rows.
            new ConflictCase(
                    List.of("decimal18"),
                    List.of("CREATE TABLE two.decimal18 (k DECIMAL(5,2) PRIMARY KEY, v INT, n INT)"),
                    List.of("INSERT INTO two.decimal18 VALUES (1.50, 1, 4)"),
                    List.of("INSERT INTO two.decimal18 VALUES (1.5, 2, 5)"),
                    List.of("[1.50, 1, 4]"),
                    List.of("[1.50, 2, 5]")),
            new ConflictCase(
                    List.of("time19"),
                    List.of("CREATE TABLE two.time19 (k DATETIME(6) PRIMARY KEY, v INT, n INT)"),
                    List.of("INSERT INTO two.time19 VALUES ('2024-01-01 00:00:00.1', 1, 4)"),
                    List.of("INSERT INTO two.time19 VALUES ('2024-01-01 00:00:00.100000', 2, 5)"),
                    List.of("[2024-01-01 00:00:00.100000, 1, 4]"),
                    List.of("[2024-01-01 00:00:00.100000, 2, 5]")),
            new ConflictCase(
                    List.of("enum20"),
                    List.of("CREATE TABLE two.enum20 (k ENUM('b', 'a') PRIMARY KEY, v INT, n INT)"),
                    List.of("INSERT INTO two.enum20 VALUES ('a', 1, 4)"),
                    List.of("INSERT INTO two.enum20 VALUES (2, 2, 5)"),
                    List.of("[a, 1, 4]"),
                    List.of("[a, 2, 5]")),
            new ConflictCase(
                    List.of("date21"),
                    List.of("CREATE TABLE two.date21 (d DATE, t TIME, v INT, n INT, PRIMARY KEY (d, t))"),
                    List.of("INSERT INTO two.date21 VALUES ('2024-02-29', '-01:02:03', 1, 4)"),
                    List.of("INSERT INTO two.date21 VALUES ('2024-02-29', '-01:02:03', 2, 5)"),
                    List.of("[2024-02-29, -01:02:03, 1, 4]"),
                    List.of("[2024-02-29, -01:02:03, 2, 5]")),
            // Inserts that become updates on both sides.
            new ConflictCase(
                    List.of("duplicate22"),
                    List.of(
                            "CREATE TABLE two.duplicate22 (id INT PRIMARY KEY, v INT, n INT)",
                            "INSERT INTO two.duplicate22 VALUES (1, 0, 1)"),
                    List.of("INSERT INTO two.duplicate22 VALUES (1, 9, 9) ON DUPLICATE KEY UPDATE v = v + 1, n = 5"),
                    List.of("INSERT INTO two.duplicate22 VALUES (1, 9, 9) ON DUPLICATE KEY UPDATE v = v + 2, n = 6"),
                    List.of("[1, 1, 5]"),
                    List.of("[1, 2, 6]")),
            // A row that is again as it was when the other side changed it.
            new ConflictCase(
                    List.of("back23"),
                    List.of(
                            "CREATE TABLE two.back23 (id INT PRIMARY KEY, v INT, n INT)",
                            "INSERT INTO two.back23 VALUES (1, 0, 1)"),
                    List.of("UPDATE two.back23 SET v = 1, n = 2", "UPDATE two.back23 SET v = 0, n = 1"),
                    List.of("UPDATE two.back23 SET v = 5, n = 3"),
                    List.of("[1, 5, 3]"),
                    List.of()),
            // No value of a unique key is nobody's.
            new ConflictCase(
                    List.of("null24"),
                    List.of("CREATE TABLE two.null24 (id INT PRIMARY KEY, u INT UNIQUE, n INT)"),
                    List.of("INSERT INTO two.null24 VALUES (1, NULL, 4)"),
                    List.of("INSERT INTO two.null24 VALUES (2, NULL, 5)"),
                    List.of("[1, null, 4] [2, null, 5]"),
                    List.of()),
            // A row that comes and goes within one transaction.
            new ConflictCase(
                    List.of("within25"),
                    List.of("CREATE TABLE two.within25 (id INT PRIMARY KEY, v INT, n INT)"),
                    List.of(
                            "BEGIN",
                            "INSERT INTO two.within25 VALUES (1, 1, 1)",
                            "UPDATE two.within25 SET v = 2, n = 2",
                            "DELETE FROM two.within25",
                            "COMMIT"),
                    List.of("INSERT INTO two.within25 VALUES (1, 5, 5)"),
                    List.of("[1, 5, 5]"),
                    List.of()),
            // Numbers that a server gives to nobody.
            new ConflictCase(
                    List.of("zero26"),
                    List.of("CREATE TABLE two.zero26 (id INT AUTO_INCREMENT PRIMARY KEY, v INT, n INT)"),
                    List.of(
                            "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
                            "INSERT INTO two.zero26 VALUES (0, 1, 4), (-1, 1, 4)"),
                    List.of(
                            "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
                            "INSERT INTO two.zero26 VALUES (0, 2, 5), (-1, 2, 5)"),
                    List.of("[-1, 1, 4] [0, 1, 4]"),
                    List.of("[-1, 2, 5] [0, 2, 5]")),
            new ConflictCase(
                    List.of("long27"),
                    List.of(
                            "CREATE TABLE two.long27 (k VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY, v INT, n INT)"),
                    List.of("INSERT INTO two.long27 VALUES (REPEAT('💧', 150), 1, 4)"),
                    List.of("INSERT INTO two.long27 VALUES (REPEAT('💧', 150), 2, 5)"),
                    List.of("[" + "💧".repeat(150) + ", 1, 4]"),
                    List.of("[" + "💧".repeat(150) + ", 2, 5]")));

    @ParameterizedTest
    @MethodSource("io.otter.node.walk.ConflictCase#sites")
    void bothSidesEndEqualAndAsThePolicySays(String one, String other, ConflictPolicy policy, ServerPool servers) {
        ConflictCase.play(
                Stream.concat(CASES.stream(), ReportedRows.CASES.stream()).toList(),
                servers.take(one),
                servers.take(other),
                policy);
    }
}
