package io.otter.node.walk;

import java.util.ArrayList;
import java.util.List;

/** Single rows that two sites change at the same time, made after reports about tools that sync both ways. */
final class ReportedRows {
    static final List<ConflictCase> CASES = List.of(
            row(
                    "no value beside one is nobody's, but two values are one row's",
                    "nulls28 (id INT PRIMARY KEY, a INT, b INT, n INT, UNIQUE (a, b))",
                    List.of(),
                    List.of("INSERT INTO $ VALUES (1, 5, NULL, 4), (3, 6, 1, 4)"),
                    List.of("INSERT INTO $ VALUES (2, 5, NULL, 5), (4, 6, 1, 5)"),
                    "[1, 5, null, 4] [2, 5, null, 5] [3, 6, 1, 4]",
                    "[1, 5, null, 4] [2, 5, null, 5] [4, 6, 1, 5]"),
            row(
                    "a key gets other letters, which the server takes for the same",
                    "letters29 (k VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY, v INT, n INT)",
                    List.of("INSERT INTO $ VALUES ('abc', 0, 1)"),
                    List.of("UPDATE $ SET k = 'ABC', n = 5"),
                    List.of("UPDATE $ SET v = 7, n = 6"),
                    "[ABC, 0, 5]",
                    "[abc, 7, 6]"),
            row(
                    "what the server makes of a column",
                    "made30 (id INT PRIMARY KEY, a INT, n INT, g INT AS (a * 2) STORED, w INT AS (a * 3) VIRTUAL)",
                    List.of("INSERT INTO $ (id, a, n) VALUES (1, 0, 1)"),
                    List.of("UPDATE $ SET a = 5, n = 5"),
                    List.of("UPDATE $ SET a = 6, n = 6"),
                    "[1, 5, 5, 10, 15]",
                    "[1, 6, 6, 12, 18]"),
            row(
                    "a time that every update sets, but not that of a pipeline",
                    "touched31 (id INT PRIMARY KEY, v INT, n INT, t DATETIME ON UPDATE CURRENT_TIMESTAMP)",
                    List.of("INSERT INTO $ VALUES (1, 0, 1, '2020-01-01 00:00:00')"),
                    List.of("UPDATE $ SET v = 5, n = 5, t = '2021-01-01 00:00:00'"),
                    List.of("UPDATE $ SET v = 6, n = 6, t = t"),
                    "[1, 5, 5, 2021-01-01 00:00:00]",
                    "[1, 6, 6, 2020-01-01 00:00:00]"),
            row(
                    "values that are not what they print",
                    "real32 (id INT PRIMARY KEY, f FLOAT, d DOUBLE, j JSON, n INT)",
                    List.of("INSERT INTO $ VALUES (1, 0.1, 0.1, '{\"a\": 1.50}', 1)"),
                    List.of("UPDATE $ SET f = 0.3, n = 5"),
                    List.of("UPDATE $ SET j = '{\"a\": 2}', n = 6"),
                    "[1, 0.3, 0.1, {\"a\": 1.5}, 5]",
                    "[1, 0.1, 0.1, {\"a\": 2}, 6]"),
            row(
                    "a choice, and none",
                    "choice33 (id INT PRIMARY KEY, e ENUM('b', 'a'), s SET('y', 'x'), n INT)",
                    List.of("INSERT INTO $ VALUES (1, 'a', 'x', 1)"),
                    List.of("UPDATE $ SET e = 'b', s = 'x,y', n = 5"),
                    List.of("UPDATE $ SET e = NULL, s = '', n = 6"),
                    "[1, b, y,x, 5]",
                    "[1, null, , 6]"),
            row(
                    "two rows swap their keys, and one is changed",
                    "swap34 (id INT PRIMARY KEY, v INT, n INT)",
                    List.of("INSERT INTO $ VALUES (1, 1, 1), (2, 2, 1)"),
                    List.of(
                            "BEGIN",
                            "UPDATE $ SET id = 99, n = 5 WHERE id = 1",
                            "UPDATE $ SET id = 1, n = 5 WHERE id = 2",
                            "UPDATE $ SET id = 2, n = 5 WHERE id = 99",
                            "COMMIT"),
                    List.of("UPDATE $ SET v = 9, n = 6 WHERE id = 2"),
                    "[1, 2, 5] [2, 1, 5]",
                    "[1, 2, 5] [2, 9, 6]"),
            row(
                    "a row is deleted and inserted by one transaction",
                    "again35 (id INT PRIMARY KEY, v INT, n INT)",
                    List.of("INSERT INTO $ VALUES (1, 0, 1)"),
                    List.of("BEGIN", "DELETE FROM $", "INSERT INTO $ VALUES (1, 3, 5)", "COMMIT"),
                    List.of("UPDATE $ SET v = 9, n = 6"),
                    "[1, 3, 5]",
                    "[1, 9, 6]"),
            row(
                    "both take more from a counter than there is",
                    "stock36 (id INT PRIMARY KEY, hits INT, n INT)",
                    List.of("INSERT INTO $ VALUES (1, 5, 1)"),
                    List.of("UPDATE $ SET hits = hits - 4, n = 5"),
                    List.of("UPDATE $ SET hits = hits - 3, n = 6"),
                    "[1, -2, 5]",
                    "[1, -2, 6]"),
            row(
                    "a row meets two others",
                    "meets37 (id INT PRIMARY KEY, u INT UNIQUE, w INT UNIQUE, n INT)",
                    List.of(),
                    List.of("INSERT INTO $ VALUES (1, 1, 10, 4), (2, 2, 20, 4)"),
                    List.of("INSERT INTO $ VALUES (3, 1, 20, 5)"),
                    "[1, 1, 10, 4] [2, 2, 20, 4]",
                    "[3, 1, 20, 5]"),
            row(
                    "a row gets what another has left that was changed",
                    "left38 (id INT PRIMARY KEY, u INT UNIQUE, v INT, n INT)",
                    List.of("INSERT INTO $ VALUES (1, 1, 0, 1), (2, 2, 0, 1)"),
                    List.of("DELETE FROM $ WHERE id = 1", "UPDATE $ SET u = 1, n = 5 WHERE id = 2"),
                    List.of("UPDATE $ SET v = 9, n = 6 WHERE id = 1"),
                    "[2, 1, 0, 5]",
                    "[1, 1, 9, 6]"),
            row(
                    "keys that differ in a byte that other types do not count",
                    "bytes39 (k VARBINARY(4) PRIMARY KEY, v INT, n INT)",
                    List.of("INSERT INTO $ VALUES (0x20, 0, 1)"),
                    List.of("INSERT INTO $ VALUES (0x6100, 1, 4)", "UPDATE $ SET v = 5, n = 5 WHERE k = 0x20"),
                    List.of("INSERT INTO $ VALUES (0x61, 2, 5)", "UPDATE $ SET v = 6, n = 6 WHERE k = 0x20"),
                    "[ , 5, 5] [a, 2, 5] [a\0, 1, 4]",
                    "[ , 6, 6] [a, 2, 5] [a\0, 1, 4]"));

    private ReportedRows() {}

    /** @param what is a remark; @param table its name and columns, and {@code $} in statements */
    private static ConflictCase row(
            String what,
            String table,
            List<String> before,
            List<String> here,
            List<String> there,
            String home,
            String newest) {
        String name = table.substring(0, table.indexOf(' '));
        List<String> create =
                new ArrayList<>(List.of("CREATE TABLE two." + table + " COMMENT '" + what.replace("'", "''") + "'"));
        create.addAll(in(name, before));
        return new ConflictCase(List.of(name), create, in(name, here), in(name, there), List.of(home), List.of(newest));
    }

    private static List<String> in(String table, List<String> statements) {
        return statements.stream().map(sql -> sql.replace("$", "two." + table)).toList();
    }
}
