package io.otter.node.walk;

import java.util.List;

/** Families of rows that two sites change at the same time, made after reports about tools that sync both ways. */
final class ReportedFamilies {
    static final List<ConflictCase> CASES = List.of(
            // Two rows are linked on one side while the other deletes one of them.
            new ConflictCase(
                    List.of("a41", "b41", "link41"),
                    List.of(
                            "CREATE TABLE two.a41 (id INT PRIMARY KEY, n INT)",
                            "CREATE TABLE two.b41 (id INT PRIMARY KEY, n INT)",
                            "CREATE TABLE two.link41 (a INT, b INT, n INT, PRIMARY KEY (a, b),"
                                    + " FOREIGN KEY (a) REFERENCES two.a41 (id) ON DELETE CASCADE,"
                                    + " FOREIGN KEY (b) REFERENCES two.b41 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.a41 VALUES (1, 1)",
                            "INSERT INTO two.b41 VALUES (1, 1), (2, 1)",
                            "INSERT INTO two.link41 VALUES (1, 2, 1)"),
                    List.of("INSERT INTO two.link41 VALUES (1, 1, 5)"),
                    List.of("DELETE FROM two.b41 WHERE id = 1"),
                    List.of("[1, 1]", "[2, 1]", "[1, 2, 1]"),
                    List.of()),
            // Both delete a link, and one makes it again.
            new ConflictCase(
                    List.of("a42", "link42"),
                    List.of(
                            "CREATE TABLE two.a42 (id INT PRIMARY KEY, n INT)",
                            "CREATE TABLE two.link42 (a INT, b INT, n INT, PRIMARY KEY (a, b),"
                                    + " FOREIGN KEY (a) REFERENCES two.a42 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.a42 VALUES (1, 1)",
                            "INSERT INTO two.link42 VALUES (1, 1, 1), (1, 2, 1)"),
                    List.of("DELETE FROM two.link42"),
                    List.of("DELETE FROM two.link42", "INSERT INTO two.link42 VALUES (1, 1, 2)"),
                    List.of("[1, 1]", "[1, 1, 2]"),
                    List.of()),
            // A parent is updated on both sides, on one of them by replacing it; its children are not to go.
            new ConflictCase(
                    List.of("p43", "c43"),
                    List.of(
                            "CREATE TABLE two.p43 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c43 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p43 (id)"
                                    + " ON DELETE CASCADE ON UPDATE CASCADE)",
                            "INSERT INTO two.p43 VALUES (1, 0, 1)",
                            "INSERT INTO two.c43 VALUES (1, 1, 1)"),
                    List.of("UPDATE two.p43 SET v = 5, n = 5"),
                    List.of("UPDATE two.p43 SET v = 6, n = 6", "INSERT INTO two.c43 VALUES (2, 1, 6)"),
                    List.of("[1, 5, 5]", "[1, 1, 1] [2, 1, 6]"),
                    List.of("[1, 6, 6]", "[1, 1, 1] [2, 1, 6]")),
            // All children go, then their parents, while one gets another child.
            new ConflictCase(
                    List.of("p44", "c44"),
                    List.of(
                            "CREATE TABLE two.p44 (id INT PRIMARY KEY, n INT)",
                            "CREATE TABLE two.c44 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p44 (id))",
                            "INSERT INTO two.p44 VALUES (1, 1), (2, 1)",
                            "INSERT INTO two.c44 VALUES (1, 1, 1), (2, 1, 1), (3, 2, 1), (4, 2, 1)"),
                    List.of("DELETE FROM two.c44", "DELETE FROM two.p44"),
                    List.of("INSERT INTO two.c44 VALUES (5, 2, 5)"),
                    List.of("", ""),
                    List.of("[2, 1]", "[5, 2, 5]")),
            // Two tables refer to each other.
            new ConflictCase(
                    List.of("team45", "man45"),
                    List.of(
                            "CREATE TABLE two.team45 (id INT PRIMARY KEY, boss INT, n INT)",
                            "CREATE TABLE two.man45 (id INT PRIMARY KEY, team INT, n INT,"
                                    + " FOREIGN KEY (team) REFERENCES two.team45 (id) ON DELETE CASCADE)",
                            "ALTER TABLE two.team45 ADD FOREIGN KEY (boss) REFERENCES two.man45 (id) ON DELETE SET NULL",
                            "INSERT INTO two.team45 VALUES (1, NULL, 1), (2, NULL, 1)",
                            "INSERT INTO two.man45 VALUES (1, 1, 1), (2, 2, 1)",
                            "UPDATE two.team45 SET boss = id"),
                    List.of("UPDATE two.team45 SET boss = 2, n = 5 WHERE id = 1"),
                    List.of("DELETE FROM two.team45 WHERE id = 2"),
                    List.of("[1, null, 5]", "[1, 1, 1]"),
                    List.of()),
            // An order goes with its lines, one of which is changed, and another order gets one.
            new ConflictCase(
                    List.of("order46", "line46"),
                    List.of(
                            "CREATE TABLE two.order46 (id INT PRIMARY KEY, n INT)",
                            "CREATE TABLE two.line46 (o INT, no INT, v INT, n INT, PRIMARY KEY (o, no),"
                                    + " FOREIGN KEY (o) REFERENCES two.order46 (id))",
                            "INSERT INTO two.order46 VALUES (1, 1), (2, 1)",
                            "INSERT INTO two.line46 VALUES (1, 1, 0, 1), (1, 2, 0, 1), (2, 1, 0, 1)"),
                    List.of(
                            "BEGIN",
                            "DELETE FROM two.line46 WHERE o = 1",
                            "DELETE FROM two.order46 WHERE id = 1",
                            "COMMIT"),
                    List.of(
                            "UPDATE two.line46 SET v = 5, n = 5 WHERE o = 1 AND no = 2",
                            "UPDATE two.line46 SET o = 1, no = 3, n = 5 WHERE o = 2"),
                    List.of("[2, 1]", "[2, 1, 0, 1]"),
                    List.of("[1, 1] [2, 1]", "[1, 2, 5, 5] [1, 3, 0, 5]")),
            // A child has an indexed column that the server makes.
            new ConflictCase(
                    List.of("p47", "c47"),
                    List.of(
                            "CREATE TABLE two.p47 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c47 (id INT PRIMARY KEY, p INT, n INT, w INT AS (n * 2) VIRTUAL, KEY (w),"
                                    + " FOREIGN KEY (p) REFERENCES two.p47 (id) ON DELETE CASCADE)",
                            "INSERT INTO two.p47 VALUES (1, 0, 1)",
                            "INSERT INTO two.c47 (id, p, n) VALUES (1, 1, 1)"),
                    List.of("UPDATE two.p47 SET v = 5, n = 5", "INSERT INTO two.c47 (id, p, n) VALUES (2, 1, 5)"),
                    List.of("DELETE FROM two.p47"),
                    List.of("[1, 5, 5]", "[1, 1, 1, 2] [2, 1, 5, 10]"),
                    List.of()),
            // Two rows swap a value that only one may have.
            new ConflictCase(
                    List.of("seat48", "guest48"),
                    List.of(
                            "CREATE TABLE two.seat48 (id INT PRIMARY KEY, place INT UNIQUE, n INT)",
                            "CREATE TABLE two.guest48 (id INT PRIMARY KEY, place INT, n INT,"
                                    + " FOREIGN KEY (place) REFERENCES two.seat48 (place) ON UPDATE CASCADE)",
                            "INSERT INTO two.seat48 VALUES (1, 10, 1), (2, 20, 1)",
                            "INSERT INTO two.guest48 VALUES (1, 10, 1), (2, 20, 1)"),
                    List.of(
                            "BEGIN",
                            "UPDATE two.seat48 SET place = 99, n = 5 WHERE id = 1",
                            "UPDATE two.seat48 SET place = 10, n = 5 WHERE id = 2",
                            "UPDATE two.seat48 SET place = 20, n = 5 WHERE id = 1",
                            "COMMIT"),
                    List.of("UPDATE two.seat48 SET n = 4 WHERE id = 2", "INSERT INTO two.guest48 VALUES (3, 20, 4)"),
                    List.of("[1, 20, 5] [2, 10, 5]", "[1, 20, 1] [2, 10, 1] [3, 20, 4]"),
                    List.of()),
            // Each side moves one of two branches under the other.
            new ConflictCase(
                    List.of("tree49"),
                    List.of(
                            "CREATE TABLE two.tree49 (id INT PRIMARY KEY, up INT, n INT,"
                                    + " FOREIGN KEY (up) REFERENCES two.tree49 (id))",
                            "INSERT INTO two.tree49 VALUES (1, NULL, 1), (2, 1, 1), (3, 1, 1)"),
                    List.of("UPDATE two.tree49 SET up = 3, n = 5 WHERE id = 2"),
                    List.of(
                            "UPDATE two.tree49 SET up = 2, n = 6 WHERE id = 3",
                            "INSERT INTO two.tree49 VALUES (4, 3, 6)"),
                    List.of("[1, null, 1] [2, 3, 5] [3, 2, 6] [4, 3, 6]"),
                    List.of()),
            // A branch goes leaf by leaf while it grows.
            new ConflictCase(
                    List.of("tree50"),
                    List.of(
                            "CREATE TABLE two.tree50 (id INT PRIMARY KEY, up INT, n INT,"
                                    + " FOREIGN KEY (up) REFERENCES two.tree50 (id))",
                            "INSERT INTO two.tree50 VALUES (1, NULL, 1), (2, 1, 1), (3, 2, 1), (4, 3, 1)"),
                    List.of("DELETE FROM two.tree50 WHERE id > 1 ORDER BY id DESC"),
                    List.of("INSERT INTO two.tree50 VALUES (5, 4, 5)"),
                    List.of("[1, null, 1]"),
                    List.of("[1, null, 1] [2, 1, 1] [3, 2, 1] [4, 3, 1] [5, 4, 5]")),
            // What a trigger writes for a child that goes with its parent is nobody's.
            new ConflictCase(
                    List.of("p51", "c51", "sum51"),
                    List.of(
                            "CREATE TABLE two.p51 (id INT PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c51 (id INT PRIMARY KEY, p INT, n INT,"
                                    + " FOREIGN KEY (p) REFERENCES two.p51 (id) ON DELETE CASCADE)",
                            "CREATE TABLE two.sum51 (p INT PRIMARY KEY, children INT, n INT)",
                            "INSERT INTO two.p51 VALUES (1, 0, 1)",
                            "INSERT INTO two.c51 VALUES (1, 1, 1)",
                            "INSERT INTO two.sum51 VALUES (1, 1, 1)",
                            "CREATE TRIGGER two.count51 AFTER INSERT ON two.c51 FOR EACH ROW"
                                    + " IF SUBSTRING_INDEX(USER(), '@', 1) <> 'plain' THEN"
                                    + " UPDATE two.sum51 SET children = children + 1, n = n + 1 WHERE p = NEW.p; END IF"),
                    List.of("INSERT INTO two.c51 VALUES (2, 1, 5)", "INSERT INTO two.c51 VALUES (4, 1, 5)"),
                    List.of("INSERT INTO two.c51 VALUES (3, 1, 5)"),
                    List.of("[1, 0, 1]", "[1, 1, 1] [2, 1, 5] [3, 1, 5] [4, 1, 5]", "[1, 3, 3]"),
                    List.of()),
            // As case 31 of ReferringRowsTest, but the child refers to another unique key.
            new ConflictCase(
                    List.of("p52", "c52"),
                    List.of(
                            "CREATE TABLE two.p52 (id INT PRIMARY KEY, u INT UNIQUE, v INT, n INT)",
                            "CREATE TABLE two.c52 (id INT PRIMARY KEY, p INT, n INT, FOREIGN KEY (p) REFERENCES two.p52 (u))",
                            "INSERT INTO two.p52 VALUES (1, 10, 0, 9)"),
                    List.of("DELETE FROM two.p52", "INSERT INTO two.p52 VALUES (1, 10, 7, 3)"),
                    List.of("INSERT INTO two.c52 VALUES (1, 10, 7)"),
                    List.of("DELETE FROM two.p52"),
                    List.of("[1, 10, 7, 3]", "[1, 10, 7]"),
                    List.of()),
            // Two rows that refer to each other go on one side and are changed on the other.
            new ConflictCase(
                    List.of("team53", "man53"),
                    List.of(
                            "CREATE TABLE two.team53 (id INT PRIMARY KEY, boss INT, n INT)",
                            "CREATE TABLE two.man53 (id INT PRIMARY KEY, team INT, n INT,"
                                    + " FOREIGN KEY (team) REFERENCES two.team53 (id) ON DELETE CASCADE)",
                            "ALTER TABLE two.team53 ADD FOREIGN KEY (boss) REFERENCES two.man53 (id) ON DELETE CASCADE",
                            "INSERT INTO two.team53 VALUES (1, NULL, 1)",
                            "INSERT INTO two.man53 VALUES (1, 1, 1)",
                            "UPDATE two.team53 SET boss = 1"),
                    List.of("UPDATE two.team53 SET n = 5", "UPDATE two.man53 SET n = 5"),
                    List.of("DELETE FROM two.team53"),
                    List.of("[1, 1, 5]", "[1, 1, 5]"),
                    List.of()),
            // Likewise three, by other keys than the primary ones.
            new ConflictCase(
                    List.of("a54", "b54", "c54"),
                    List.of(
                            "CREATE TABLE two.a54 (id INT PRIMARY KEY, u VARCHAR(9) UNIQUE, b INT, n INT)",
                            "CREATE TABLE two.b54 (id INT PRIMARY KEY, u INT, w INT, c INT NOT NULL, n INT, UNIQUE (u))",
                            "CREATE TABLE two.c54 (id INT PRIMARY KEY, u INT UNIQUE, a VARCHAR(9) NOT NULL, n INT,"
                                    + " FOREIGN KEY (a) REFERENCES two.a54 (u) ON DELETE CASCADE)",
                            "ALTER TABLE two.b54 ADD FOREIGN KEY (c) REFERENCES two.c54 (u) ON DELETE CASCADE",
                            "ALTER TABLE two.a54 ADD FOREIGN KEY (b) REFERENCES two.b54 (u) ON DELETE CASCADE",
                            "INSERT INTO two.a54 VALUES (1, 'ten', NULL, 1)",
                            "INSERT INTO two.c54 VALUES (3, 30, 'ten', 1)",
                            "INSERT INTO two.b54 VALUES (2, 20, 0, 30, 1)",
                            "UPDATE two.a54 SET b = 20"),
                    List.of("UPDATE two.a54 SET n = 5", "UPDATE two.b54 SET n = 5", "UPDATE two.c54 SET n = 5"),
                    List.of("DELETE FROM two.b54"),
                    List.of("[1, ten, 20, 5]", "[2, 20, 0, 30, 5]", "[3, 30, ten, 5]"),
                    List.of()),
            // Likewise two, whose keys are spelled otherwise where they are referred to.
            new ConflictCase(
                    List.of("team55", "man55"),
                    List.of(
                            "CREATE TABLE two.team55 (id VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY,"
                                    + " boss VARCHAR(9) COLLATE utf8mb4_general_ci, n INT)",
                            "CREATE TABLE two.man55 (id VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY,"
                                    + " team VARCHAR(9) COLLATE utf8mb4_general_ci NOT NULL, n INT,"
                                    + " FOREIGN KEY (team) REFERENCES two.team55 (id) ON DELETE CASCADE)",
                            "ALTER TABLE two.team55 ADD FOREIGN KEY (boss) REFERENCES two.man55 (id) ON DELETE CASCADE",
                            "INSERT INTO two.team55 VALUES ('Ab', NULL, 1)",
                            "INSERT INTO two.man55 VALUES ('Cé', 'aB', 1)",
                            "UPDATE two.team55 SET boss = 'cE '"),
                    List.of("UPDATE two.team55 SET n = 5", "UPDATE two.man55 SET n = 5"),
                    List.of("DELETE FROM two.team55"),
                    List.of("[Ab, cE , 5]", "[Cé, aB, 5]"),
                    List.of()),
            // A parent goes with its children, of which the other side changes one and adds one, each with another
            // spelling.
            new ConflictCase(
                    List.of("p56", "c56"),
                    List.of(
                            "CREATE TABLE two.p56 (k VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY, n INT)",
                            "CREATE TABLE two.c56 (id INT PRIMARY KEY, p VARCHAR(9) COLLATE utf8mb4_general_ci, n INT,"
                                    + " FOREIGN KEY (p) REFERENCES two.p56 (k) ON DELETE CASCADE ON UPDATE CASCADE)",
                            "INSERT INTO two.p56 VALUES ('Ab', 1)",
                            "INSERT INTO two.c56 VALUES (1, 'aB', 1), (2, 'AB', 1)"),
                    List.of(
                            "UPDATE two.p56 SET n = 5",
                            "UPDATE two.c56 SET n = 5 WHERE id = 1",
                            "INSERT INTO two.c56 VALUES (3, 'ab', 5)"),
                    List.of("DELETE FROM two.p56"),
                    List.of("[Ab, 5]", "[1, aB, 5] [2, AB, 1] [3, ab, 5]"),
                    List.of()),
            // A child is newer than its parent's deletion, and spells it otherwise.
            new ConflictCase(
                    List.of("p57", "c57"),
                    List.of(
                            "CREATE TABLE two.p57 (k VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY, v INT, n INT)",
                            "CREATE TABLE two.c57 (id INT PRIMARY KEY, p VARCHAR(9) COLLATE utf8mb4_general_ci, n INT,"
                                    + " FOREIGN KEY (p) REFERENCES two.p57 (k))",
                            "INSERT INTO two.p57 VALUES ('Ab', 0, 9)"),
                    List.of("DELETE FROM two.p57", "INSERT INTO two.p57 VALUES ('Ab', 7, 3)"),
                    List.of("INSERT INTO two.c57 VALUES (1, 'aB', 7)"),
                    List.of("DELETE FROM two.p57"),
                    List.of("[Ab, 7, 3]", "[1, aB, 7]"),
                    List.of()));

    private ReportedFamilies() {}
}
