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
 * Rows that foreign keys lead to a row that both sides changed: each case twice, the home being the side that keeps the row, and the
 * one that deletes it or gives it another key. What a foreign key does then is in no log.
 */
@ExtendWith(SharedServers.class)
class ReferringRowsTest {
    private static final List<ConflictCase> CASES = List.of(
            // A parent is deleted on one side and changed on the other; its children, and theirs, go without a trace.
            new ConflictCase(
                    List.of("p1", "c1", "g1"),
                    List.of(
                            "CREATE TABLE two.p1 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c1 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p1 (id) ON DELETE CASCADE)",
                            "CREATE TABLE two.g1 (id INT PRIMARY KEY, c INT, n INT, FOREIGN KEY (c) REFERENCES two.c1 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.p1 VALUES (1, 0, 1), (2, 0, 1)",
                            "INSERT INTO two.c1 VALUES (1, 1, 0, 1), (2, 1, 0, 1), (3, 2, 0, 1)",
                            "INSERT INTO two.g1 VALUES (1, 1, 1), (2, 2, 1), (3, 3, 1)"),
                    List.of(
                            "UPDATE two.p1 SET v = 5, n = 5 WHERE id = 1",
                            "UPDATE two.c1 SET v = 5, n = 5 WHERE id = 2",
                            "INSERT INTO two.c1 VALUES (10, 1, 5, 5)",
                            "INSERT INTO two.g1 VALUES (10, 10, 5)"),
                    List.of("DELETE FROM two.p1 WHERE id = 1"),
                    List.of(
                            "[1, 5, 5] [2, 0, 1]",
                            "[1, 1, 0, 1] [2, 1, 5, 5] [3, 2, 0, 1] [10, 1, 5, 5]",
                            "[1, 1, 1] [2, 2, 1] [3, 3, 1] [10, 10, 5]"),
                    List.of()),
            new ConflictCase(
                    List.of("p2", "c2", "g2"),
                    List.of(
                            "CREATE TABLE two.p2 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c2 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p2 (id) ON DELETE CASCADE)",
                            "CREATE TABLE two.g2 (id INT PRIMARY KEY, c INT, n INT, FOREIGN KEY (c) REFERENCES two.c2 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.p2 VALUES (1, 0, 1), (2, 0, 1)",
                            "INSERT INTO two.c2 VALUES (1, 1, 0, 1), (2, 1, 0, 1), (3, 2, 0, 1)",
                            "INSERT INTO two.g2 VALUES (1, 1, 1), (2, 2, 1), (3, 3, 1)"),
                    List.of("DELETE FROM two.p2 WHERE id = 1"),
                    List.of(
                            "UPDATE two.p2 SET v = 5, n = 5 WHERE id = 1",
                            "UPDATE two.c2 SET v = 5, n = 5 WHERE id = 2",
                            "INSERT INTO two.c2 VALUES (10, 1, 5, 5)",
                            "INSERT INTO two.g2 VALUES (10, 10, 5)"),
                    List.of("[2, 0, 1]", "[3, 2, 0, 1]", "[3, 3, 1]"),
                    List.of(
                            "[1, 5, 5] [2, 0, 1]",
                            "[1, 1, 0, 1] [2, 1, 5, 5] [3, 2, 0, 1] [10, 1, 5, 5]",
                            "[1, 1, 1] [2, 2, 1] [3, 3, 1] [10, 10, 5]")),
            // Its children lose what they refer to.
            new ConflictCase(
                    List.of("p3", "c3"),
                    List.of(
                            "CREATE TABLE two.p3 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c3 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p3 (id) ON DELETE SET NULL)",
                            "INSERT INTO two.p3 VALUES (1, 0, 1)",
                            "INSERT INTO two.c3 VALUES (1, 1, 0, 1), (2, 1, 0, 1)"),
                    List.of(
                            "UPDATE two.p3 SET v = 5, n = 5 WHERE id = 1",
                            "UPDATE two.c3 SET v = 5, n = 5 WHERE id = 2"),
                    List.of("DELETE FROM two.p3 WHERE id = 1"),
                    List.of("[1, 5, 5]", "[1, 1, 0, 1] [2, 1, 5, 5]"),
                    List.of()),
            new ConflictCase(
                    List.of("p4", "c4"),
                    List.of(
                            "CREATE TABLE two.p4 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c4 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p4 (id) ON DELETE SET NULL)",
                            "INSERT INTO two.p4 VALUES (1, 0, 1)",
                            "INSERT INTO two.c4 VALUES (1, 1, 0, 1), (2, 1, 0, 1)"),
                    List.of("DELETE FROM two.p4 WHERE id = 1"),
                    List.of(
                            "UPDATE two.p4 SET v = 5, n = 5 WHERE id = 1",
                            "UPDATE two.c4 SET v = 5, n = 5 WHERE id = 2"),
                    List.of("", "[1, null, 0, 1] [2, null, 0, 1]"),
                    List.of("[1, 5, 5]", "[1, null, 0, 1] [2, 1, 5, 5]")),
            // It gets another key on one side, where its children follow it.
            new ConflictCase(
                    List.of("p5", "c5"),
                    List.of(
                            "CREATE TABLE two.p5 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c5 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p5 (id) ON UPDATE CASCADE)",
                            "INSERT INTO two.p5 VALUES (1, 0, 1), (2, 0, 1)",
                            "INSERT INTO two.c5 VALUES (1, 1, 0, 1), (2, 1, 0, 1), (3, 2, 0, 1)"),
                    List.of(
                            "UPDATE two.p5 SET v = 5, n = 5 WHERE id = 1",
                            "UPDATE two.c5 SET v = 5, n = 5 WHERE id = 2"),
                    List.of("UPDATE two.p5 SET id = 5, n = 3 WHERE id = 1"),
                    List.of("[1, 5, 5] [2, 0, 1] [5, 0, 3]", "[1, 1, 0, 1] [2, 1, 5, 5] [3, 2, 0, 1]"),
                    List.of()),
            new ConflictCase(
                    List.of("p6", "c6"),
                    List.of(
                            "CREATE TABLE two.p6 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c6 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p6 (id) ON UPDATE CASCADE)",
                            "INSERT INTO two.p6 VALUES (1, 0, 1), (2, 0, 1)",
                            "INSERT INTO two.c6 VALUES (1, 1, 0, 1), (2, 1, 0, 1), (3, 2, 0, 1)"),
                    List.of("UPDATE two.p6 SET id = 5, n = 3 WHERE id = 1"),
                    List.of(
                            "UPDATE two.p6 SET v = 5, n = 5 WHERE id = 1",
                            "UPDATE two.c6 SET v = 5, n = 5 WHERE id = 2"),
                    List.of("[2, 0, 1] [5, 0, 3]", "[1, 5, 0, 1] [2, 5, 0, 1] [3, 2, 0, 1]"),
                    List.of("[1, 5, 5] [2, 0, 1] [5, 0, 3]", "[1, 5, 0, 1] [2, 1, 5, 5] [3, 2, 0, 1]")),
            // The root of a tree.
            new ConflictCase(
                    List.of("tree7"),
                    List.of(
                            "CREATE TABLE two.tree7 (id INT PRIMARY KEY, up INT, v INT, n INT, FOREIGN KEY (up) REFERENCES two.tree7 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.tree7 VALUES (1, NULL, 0, 1), (2, 1, 0, 1), (3, 2, 0, 1), (9, NULL, 0, 1)"),
                    List.of("UPDATE two.tree7 SET v = 5, n = 5 WHERE id = 1"),
                    List.of("DELETE FROM two.tree7 WHERE id = 1"),
                    List.of("[1, null, 5, 5] [2, 1, 0, 1] [3, 2, 0, 1] [9, null, 0, 1]"),
                    List.of()),
            new ConflictCase(
                    List.of("tree8"),
                    List.of(
                            "CREATE TABLE two.tree8 (id INT PRIMARY KEY, up INT, v INT, n INT, FOREIGN KEY (up) REFERENCES two.tree8 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.tree8 VALUES (1, NULL, 0, 1), (2, 1, 0, 1), (3, 2, 0, 1), (9, NULL, 0, 1)"),
                    List.of("DELETE FROM two.tree8 WHERE id = 1"),
                    List.of("UPDATE two.tree8 SET v = 5, n = 5 WHERE id = 1"),
                    List.of("[9, null, 0, 1]"),
                    List.of("[1, null, 5, 5] [2, 1, 0, 1] [3, 2, 0, 1] [9, null, 0, 1]")),
            // Keys of several columns, of which one is not the primary one, under names that have to be quoted.
            new ConflictCase(
                    List.of("`we``ird p9`", "`o'c9`", "`d.d9`"),
                    List.of(
                            "CREATE TABLE two.`we``ird p9` (`a b` INT, `select` VARCHAR(9), u INT, v INT, n INT, PRIMARY KEY (`a b`, `select`), UNIQUE (u, `select`))",
                            "CREATE TABLE two.`o'c9` (`k y` VARBINARY(4), id INT, `x \"1\"` INT, y VARCHAR(9), n INT, PRIMARY KEY (`k y`, id), FOREIGN KEY (`x \"1\"`, y) REFERENCES two.`we``ird p9` (`a b`, `select`) ON DELETE CASCADE)",
                            "CREATE TABLE two.`d.d9` (id VARCHAR(9) PRIMARY KEY, u INT, s VARCHAR(9), n INT, FOREIGN KEY (u, s) REFERENCES two.`we``ird p9` (u, `select`) ON DELETE CASCADE ON UPDATE CASCADE)",
                            "INSERT INTO two.`we``ird p9` VALUES (1, 'x', 10, 0, 1), (1, 'y', 11, 0, 1)",
                            "INSERT INTO two.`o'c9` VALUES ('AB', 1, 1, 'x', 1), ('B', 2, 1, 'y', 1)",
                            "INSERT INTO two.`d.d9` VALUES ('q''uo', 10, 'x', 1), ('z', 11, 'y', 1)"),
                    List.of("UPDATE two.`we``ird p9` SET v = 5, n = 5 WHERE `select` = 'x'"),
                    List.of("DELETE FROM two.`we``ird p9` WHERE `select` = 'x'"),
                    List.of(
                            "[1, x, 10, 5, 5] [1, y, 11, 0, 1]",
                            "[AB, 1, 1, x, 1] [B, 2, 1, y, 1]",
                            "[q'uo, 10, x, 1] [z, 11, y, 1]"),
                    List.of()),
            new ConflictCase(
                    List.of("`we``ird p10`", "`o'c10`", "`d.d10`"),
                    List.of(
                            "CREATE TABLE two.`we``ird p10` (`a b` INT, `select` VARCHAR(9), u INT, v INT, n INT, PRIMARY KEY (`a b`, `select`), UNIQUE (u, `select`))",
                            "CREATE TABLE two.`o'c10` (`k y` VARBINARY(4), id INT, `x \"1\"` INT, y VARCHAR(9), n INT, PRIMARY KEY (`k y`, id), FOREIGN KEY (`x \"1\"`, y) REFERENCES two.`we``ird p10` (`a b`, `select`) ON DELETE CASCADE)",
                            "CREATE TABLE two.`d.d10` (id VARCHAR(9) PRIMARY KEY, u INT, s VARCHAR(9), n INT, FOREIGN KEY (u, s) REFERENCES two.`we``ird p10` (u, `select`) ON DELETE CASCADE ON UPDATE CASCADE)",
                            "INSERT INTO two.`we``ird p10` VALUES (1, 'x', 10, 0, 1), (1, 'y', 11, 0, 1)",
                            "INSERT INTO two.`o'c10` VALUES ('AB', 1, 1, 'x', 1), ('B', 2, 1, 'y', 1)",
                            "INSERT INTO two.`d.d10` VALUES ('q''uo', 10, 'x', 1), ('z', 11, 'y', 1)"),
                    List.of("DELETE FROM two.`we``ird p10` WHERE `select` = 'x'"),
                    List.of("UPDATE two.`we``ird p10` SET v = 5, n = 5 WHERE `select` = 'x'"),
                    List.of("[1, y, 11, 0, 1]", "[B, 2, 1, y, 1]", "[z, 11, y, 1]"),
                    List.of(
                            "[1, x, 10, 5, 5] [1, y, 11, 0, 1]",
                            "[AB, 1, 1, x, 1] [B, 2, 1, y, 1]",
                            "[q'uo, 10, x, 1] [z, 11, y, 1]")),
            // What its children refer to is changed, but not its key.
            new ConflictCase(
                    List.of("p11", "c11"),
                    List.of(
                            "CREATE TABLE two.p11 (id INT PRIMARY KEY, u INT UNIQUE, v INT, n INT)",
                            "CREATE TABLE two.c11 (id INT PRIMARY KEY, u INT, n INT, FOREIGN KEY (u) REFERENCES two.p11 (u) ON UPDATE SET NULL)",
                            "INSERT INTO two.p11 VALUES (1, 10, 0, 1)",
                            "INSERT INTO two.c11 VALUES (1, 10, 1)"),
                    List.of("UPDATE two.p11 SET v = 5, n = 5 WHERE id = 1"),
                    List.of("UPDATE two.p11 SET u = 20, n = 3 WHERE id = 1"),
                    List.of("[1, 10, 5, 5]", "[1, 10, 1]"),
                    List.of()),
            new ConflictCase(
                    List.of("p12", "c12"),
                    List.of(
                            "CREATE TABLE two.p12 (id INT PRIMARY KEY, u INT UNIQUE, v INT, n INT)",
                            "CREATE TABLE two.c12 (id INT PRIMARY KEY, u INT, n INT, FOREIGN KEY (u) REFERENCES two.p12 (u) ON UPDATE SET NULL)",
                            "INSERT INTO two.p12 VALUES (1, 10, 0, 1)",
                            "INSERT INTO two.c12 VALUES (1, 10, 1)"),
                    List.of("UPDATE two.p12 SET u = 20, n = 3 WHERE id = 1"),
                    List.of("UPDATE two.p12 SET v = 5, n = 5 WHERE id = 1"),
                    List.of("[1, 20, 0, 3]", "[1, null, 1]"),
                    List.of("[1, 10, 5, 5]", "[1, null, 1]")),
            // A child is added to a parent that nobody may delete while it has any; so far this stopped the pipeline.
            new ConflictCase(
                    List.of("p13", "c13"),
                    List.of(
                            "CREATE TABLE two.p13 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c13 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p13 (id))",
                            "INSERT INTO two.p13 VALUES (1, 0, 1), (2, 0, 1)"),
                    List.of("INSERT INTO two.c13 VALUES (1, 1, 0, 1)"),
                    List.of("DELETE FROM two.p13 WHERE id = 1"),
                    List.of("[1, 0, 1] [2, 0, 1]", "[1, 1, 0, 1]"),
                    List.of()),
            new ConflictCase(
                    List.of("p14", "c14"),
                    List.of(
                            "CREATE TABLE two.p14 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c14 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p14 (id))",
                            "INSERT INTO two.p14 VALUES (1, 0, 1), (2, 0, 1)"),
                    List.of("DELETE FROM two.p14 WHERE id = 1"),
                    List.of("INSERT INTO two.c14 VALUES (1, 1, 0, 1)"),
                    List.of("[2, 0, 1]", ""),
                    List.of("[1, 0, 1] [2, 0, 1]", "[1, 1, 0, 1]")),
            // Many are deleted with one statement, of which one has got a child, and one was changed.
            new ConflictCase(
                    List.of("p15", "c15"),
                    List.of(
                            "CREATE TABLE two.p15 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c15 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p15 (id))",
                            "INSERT INTO two.p15 VALUES (1, 0, 1), (2, 0, 1), (3, 0, 1), (4, 0, 1), (5, 0, 1), (6, 0, 1), (7, 0, 1), (8, 0, 1), (9, 0, 1)"),
                    List.of("INSERT INTO two.c15 VALUES (1, 3, 0, 1)", "UPDATE two.p15 SET v = 5, n = 5 WHERE id = 4"),
                    List.of("DELETE FROM two.p15 WHERE id <= 8"),
                    List.of("[3, 0, 1] [4, 5, 5] [9, 0, 1]", "[1, 3, 0, 1]"),
                    List.of()),
            new ConflictCase(
                    List.of("p16", "c16"),
                    List.of(
                            "CREATE TABLE two.p16 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c16 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p16 (id))",
                            "INSERT INTO two.p16 VALUES (1, 0, 1), (2, 0, 1), (3, 0, 1), (4, 0, 1), (5, 0, 1), (6, 0, 1), (7, 0, 1), (8, 0, 1), (9, 0, 1)"),
                    List.of("DELETE FROM two.p16 WHERE id <= 8"),
                    List.of("INSERT INTO two.c16 VALUES (1, 3, 0, 1)", "UPDATE two.p16 SET v = 5, n = 5 WHERE id = 4"),
                    List.of("[9, 0, 1]", ""),
                    List.of("[3, 0, 1] [4, 5, 5] [9, 0, 1]", "[1, 3, 0, 1]")),
            // A child is added to one that gets another key, which it may not while it has any.
            new ConflictCase(
                    List.of("p17", "c17"),
                    List.of(
                            "CREATE TABLE two.p17 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c17 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p17 (id))",
                            "INSERT INTO two.p17 VALUES (1, 0, 1)"),
                    List.of("INSERT INTO two.c17 VALUES (1, 1, 0, 1)"),
                    List.of("UPDATE two.p17 SET id = 5, n = 3 WHERE id = 1"),
                    List.of("[1, 0, 1] [5, 0, 3]", "[1, 1, 0, 1]"),
                    List.of()),
            new ConflictCase(
                    List.of("p18", "c18"),
                    List.of(
                            "CREATE TABLE two.p18 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c18 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p18 (id))",
                            "INSERT INTO two.p18 VALUES (1, 0, 1)"),
                    List.of("UPDATE two.p18 SET id = 5, n = 3 WHERE id = 1"),
                    List.of("INSERT INTO two.c18 VALUES (1, 1, 0, 1)"),
                    List.of("[5, 0, 3]", ""),
                    List.of("[1, 0, 1] [5, 0, 3]", "[1, 1, 0, 1]")),
            // The key that it gets is taken.
            new ConflictCase(
                    List.of("p19", "c19"),
                    List.of(
                            "CREATE TABLE two.p19 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c19 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p19 (id) ON UPDATE CASCADE)",
                            "INSERT INTO two.p19 VALUES (1, 0, 1)",
                            "INSERT INTO two.c19 VALUES (1, 1, 0, 1)"),
                    List.of("INSERT INTO two.p19 VALUES (5, 2, 4)", "UPDATE two.p19 SET v = 7, n = 2 WHERE id = 1"),
                    List.of("UPDATE two.p19 SET id = 5, v = 1, n = 5 WHERE id = 1"),
                    List.of("[1, 7, 2] [5, 2, 4]", "[1, 1, 0, 1]"),
                    List.of("[1, 7, 2] [5, 1, 5]", "[1, 1, 0, 1]")),
            new ConflictCase(
                    List.of("p20", "c20"),
                    List.of(
                            "CREATE TABLE two.p20 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c20 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p20 (id) ON UPDATE CASCADE)",
                            "INSERT INTO two.p20 VALUES (1, 0, 1)",
                            "INSERT INTO two.c20 VALUES (1, 1, 0, 1)"),
                    List.of("UPDATE two.p20 SET id = 5, v = 1, n = 5 WHERE id = 1"),
                    List.of("INSERT INTO two.p20 VALUES (5, 2, 4)", "UPDATE two.p20 SET v = 7, n = 2 WHERE id = 1"),
                    List.of("[5, 1, 5]", "[1, 5, 0, 1]"),
                    List.of("[1, 7, 2] [5, 1, 5]", "[1, 5, 0, 1]")),
            // It is replaced, which deletes its children.
            new ConflictCase(
                    List.of("p21", "c21"),
                    List.of(
                            "CREATE TABLE two.p21 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c21 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p21 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.p21 VALUES (1, 0, 1)",
                            "INSERT INTO two.c21 VALUES (1, 1, 0, 1)"),
                    List.of("UPDATE two.p21 SET v = 5, n = 5 WHERE id = 1"),
                    List.of("REPLACE INTO two.p21 VALUES (1, 9, 3)"),
                    List.of("[1, 5, 5]", "[1, 1, 0, 1]"),
                    List.of()),
            new ConflictCase(
                    List.of("p22", "c22"),
                    List.of(
                            "CREATE TABLE two.p22 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c22 (id INT PRIMARY KEY, p INT, v INT, n INT, FOREIGN KEY (p) REFERENCES two.p22 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.p22 VALUES (1, 0, 1)",
                            "INSERT INTO two.c22 VALUES (1, 1, 0, 1)"),
                    List.of("REPLACE INTO two.p22 VALUES (1, 9, 3)"),
                    List.of("UPDATE two.p22 SET v = 5, n = 5 WHERE id = 1"),
                    List.of("[1, 9, 3]", ""),
                    List.of("[1, 5, 5]", "[1, 1, 0, 1]")),
            // A child of two, of which one is kept.
            new ConflictCase(
                    List.of("a23", "b23", "c23"),
                    List.of(
                            "CREATE TABLE two.a23 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.b23 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c23 (id INT PRIMARY KEY, a INT, b INT, n INT, FOREIGN KEY (a) REFERENCES two.a23 (id) ON DELETE CASCADE, FOREIGN KEY (b) REFERENCES two.b23 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.a23 VALUES (1, 0, 1)",
                            "INSERT INTO two.b23 VALUES (1, 0, 1)",
                            "INSERT INTO two.c23 VALUES (1, 1, 1, 1)"),
                    List.of("UPDATE two.a23 SET v = 5, n = 5"),
                    List.of("DELETE FROM two.a23", "DELETE FROM two.b23"),
                    List.of("[1, 5, 5]", "", ""),
                    List.of()),
            new ConflictCase(
                    List.of("a24", "b24", "c24"),
                    List.of(
                            "CREATE TABLE two.a24 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.b24 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c24 (id INT PRIMARY KEY, a INT, b INT, n INT, FOREIGN KEY (a) REFERENCES two.a24 (id) ON DELETE CASCADE, FOREIGN KEY (b) REFERENCES two.b24 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.a24 VALUES (1, 0, 1)",
                            "INSERT INTO two.b24 VALUES (1, 0, 1)",
                            "INSERT INTO two.c24 VALUES (1, 1, 1, 1)"),
                    List.of("DELETE FROM two.a24", "DELETE FROM two.b24"),
                    List.of("UPDATE two.a24 SET v = 5, n = 5"),
                    List.of("", "", ""),
                    List.of("[1, 5, 5]", "", "")),
            // A parent goes and comes back while it gets children at the other side, which find it there when they
            // arrive.
            new ConflictCase(
                    List.of("p25", "c25", "f25"),
                    List.of(
                            "CREATE TABLE two.p25 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c25 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p25 (id) ON DELETE CASCADE ON UPDATE CASCADE)",
                            "CREATE TABLE two.f25 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p25 (id) ON DELETE SET NULL ON UPDATE SET NULL)",
                            "INSERT INTO two.p25 VALUES (1, 0, 1)",
                            "INSERT INTO two.c25 VALUES (1, 1, 1)",
                            "INSERT INTO two.f25 VALUES (1, 1, 1)"),
                    List.of("INSERT INTO two.c25 VALUES (10, 1, 5)", "INSERT INTO two.f25 VALUES (10, 1, 5)"),
                    List.of("DELETE FROM two.p25", "INSERT INTO two.p25 VALUES (1, 7, 7)"),
                    List.of("[1, 7, 7]", "", "[1, null, 1] [10, null, 5]"),
                    List.of("[1, 7, 7]", "[10, 1, 5]", "[1, null, 1] [10, null, 5]")),
            new ConflictCase(
                    List.of("p26", "c26", "f26"),
                    List.of(
                            "CREATE TABLE two.p26 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c26 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p26 (id) ON DELETE CASCADE ON UPDATE CASCADE)",
                            "CREATE TABLE two.f26 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p26 (id) ON DELETE SET NULL ON UPDATE SET NULL)",
                            "INSERT INTO two.p26 VALUES (1, 0, 1)",
                            "INSERT INTO two.c26 VALUES (1, 1, 1)",
                            "INSERT INTO two.f26 VALUES (1, 1, 1)"),
                    List.of("DELETE FROM two.p26", "INSERT INTO two.p26 VALUES (1, 7, 7)"),
                    List.of("INSERT INTO two.c26 VALUES (10, 1, 5)", "INSERT INTO two.f26 VALUES (10, 1, 5)"),
                    List.of("[1, 7, 7]", "[10, 1, 5]", "[1, null, 1] [10, 1, 5]"),
                    List.of()),
            // Likewise it gets another key, and another row has its own.
            new ConflictCase(
                    List.of("p27", "c27", "f27"),
                    List.of(
                            "CREATE TABLE two.p27 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c27 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p27 (id) ON DELETE CASCADE ON UPDATE CASCADE)",
                            "CREATE TABLE two.f27 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p27 (id) ON DELETE SET NULL ON UPDATE SET NULL)",
                            "INSERT INTO two.p27 VALUES (1, 0, 1)",
                            "INSERT INTO two.c27 VALUES (1, 1, 1)",
                            "INSERT INTO two.f27 VALUES (1, 1, 1)"),
                    List.of("INSERT INTO two.c27 VALUES (10, 1, 5)", "INSERT INTO two.f27 VALUES (10, 1, 5)"),
                    List.of("UPDATE two.p27 SET id = 5, n = 3", "INSERT INTO two.p27 VALUES (1, 7, 7)"),
                    List.of("[1, 7, 7] [5, 0, 3]", "[1, 5, 1] [10, 5, 5]", "[1, null, 1] [10, null, 5]"),
                    List.of()),
            new ConflictCase(
                    List.of("p28", "c28", "f28"),
                    List.of(
                            "CREATE TABLE two.p28 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c28 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p28 (id) ON DELETE CASCADE ON UPDATE CASCADE)",
                            "CREATE TABLE two.f28 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p28 (id) ON DELETE SET NULL ON UPDATE SET NULL)",
                            "INSERT INTO two.p28 VALUES (1, 0, 1)",
                            "INSERT INTO two.c28 VALUES (1, 1, 1)",
                            "INSERT INTO two.f28 VALUES (1, 1, 1)"),
                    List.of("UPDATE two.p28 SET id = 5, n = 3", "INSERT INTO two.p28 VALUES (1, 7, 7)"),
                    List.of("INSERT INTO two.c28 VALUES (10, 1, 5)", "INSERT INTO two.f28 VALUES (10, 1, 5)"),
                    List.of("[1, 7, 7] [5, 0, 3]", "[1, 5, 1] [10, 1, 5]", "[1, null, 1] [10, 1, 5]"),
                    List.of()),
            // The children's own keys follow it.
            new ConflictCase(
                    List.of("p29", "c29", "g29"),
                    List.of(
                            "CREATE TABLE two.p29 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c29 (p INT, no INT, n INT, PRIMARY KEY (p, no), FOREIGN KEY (p) REFERENCES two.p29 (id) ON UPDATE CASCADE)",
                            "CREATE TABLE two.g29 (p INT, no INT, n INT, PRIMARY KEY (p, no), FOREIGN KEY (p, no) REFERENCES two.c29 (p, no) ON UPDATE CASCADE)",
                            "INSERT INTO two.p29 VALUES (1, 0, 1)",
                            "INSERT INTO two.c29 VALUES (1, 1, 1)",
                            "INSERT INTO two.g29 VALUES (1, 1, 1)"),
                    List.of("UPDATE two.p29 SET v = 5, n = 5"),
                    List.of("UPDATE two.p29 SET id = 5, n = 3"),
                    List.of("[1, 5, 5] [5, 0, 3]", "[1, 1, 1]", "[1, 1, 1]"),
                    List.of("[1, 5, 5] [5, 0, 3]", "[1, 1, 1] [5, 1, 1]", "[1, 1, 1] [5, 1, 1]")),
            new ConflictCase(
                    List.of("p30", "c30", "g30"),
                    List.of(
                            "CREATE TABLE two.p30 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c30 (p INT, no INT, n INT, PRIMARY KEY (p, no), FOREIGN KEY (p) REFERENCES two.p30 (id) ON UPDATE CASCADE)",
                            "CREATE TABLE two.g30 (p INT, no INT, n INT, PRIMARY KEY (p, no), FOREIGN KEY (p, no) REFERENCES two.c30 (p, no) ON UPDATE CASCADE)",
                            "INSERT INTO two.p30 VALUES (1, 0, 1)",
                            "INSERT INTO two.c30 VALUES (1, 1, 1)",
                            "INSERT INTO two.g30 VALUES (1, 1, 1)"),
                    List.of("UPDATE two.p30 SET id = 5, n = 3"),
                    List.of("UPDATE two.p30 SET v = 5, n = 5"),
                    List.of("[5, 0, 3]", "[5, 1, 1]", "[5, 1, 1]"),
                    List.of("[1, 5, 5] [5, 0, 3]", "[1, 1, 1] [5, 1, 1]", "[1, 1, 1] [5, 1, 1]")),
            // A child is newer than its parent's deletion, and that than the parent; so far both told each other of
            // them until the pipeline stopped.
            new ConflictCase(
                    List.of("p31", "c31"),
                    List.of(
                            "CREATE TABLE two.p31 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c31 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p31 (id))",
                            "INSERT INTO two.p31 VALUES (1, 0, 9)"),
                    List.of("DELETE FROM two.p31", "INSERT INTO two.p31 VALUES (1, 7, 3)"),
                    List.of("INSERT INTO two.c31 VALUES (1, 1, 7)"),
                    List.of("DELETE FROM two.p31"),
                    List.of("[1, 7, 3]", "[1, 1, 7]"),
                    List.of()));

    @ParameterizedTest
    @MethodSource("io.otter.node.walk.ConflictCase#sites")
    void endEqualWithTheRowThatTheyReferTo(String one, String other, ConflictPolicy policy, ServerPool servers) {
        // MySQL 9.6 and later log what foreign keys do, and of it more gets across.
        boolean logged = List.of(one, other).contains("mysql-9.7");
        ConflictCase.play(
                Stream.concat(CASES.stream(), ReportedFamilies.CASES.stream()).toList(),
                servers.take(one),
                servers.take(other),
                policy,
                !logged);
    }
}
