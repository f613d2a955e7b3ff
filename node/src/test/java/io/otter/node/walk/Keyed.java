package io.otter.node.walk;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table with some kind of key.
 *
 * @param columns definitions of the key's columns
 * @param key its columns in key order
 * @param names of the columns that are written
 * @param values of these, of a number {@code #}
 */
record Keyed(String columns, String key, String names, String values) {
    /** By table name, in order. */
    static Map<String, Keyed> tables() {
        Map<String, Keyed> tables = new LinkedHashMap<>();
        tables.put("i", new Keyed("id INT", "id", "id", "#"));
        tables.put("ubig", new Keyed("id BIGINT UNSIGNED", "id", "id", "18446744073709551615 - #"));
        tables.put(
                "comp",
                new Keyed(
                        "a INT, b VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                        "b, a",
                        "a, b",
                        "(#) MOD 7, CONCAT(IF((#) MOD 2, 'b', 'B'), (#) DIV 7)"));
        tables.put(
                "chr",
                new Keyed(
                        "c CHAR(12) CHARACTER SET latin1 COLLATE latin1_german1_ci",
                        "c",
                        "c",
                        "CONCAT(ELT(1 + (#) MOD 5, 'z', 'ä', 'A', 'ß', 'é'), #)"));
        tables.put("bin", new Keyed("b BINARY(6)", "b", "b", "UNHEX(LPAD(HEX((#) * 256), 12, '0'))"));
        tables.put("vbin", new Keyed("b VARBINARY(20)", "b", "b", "UNHEX(LEFT(SHA2(#, 256), 40))"));
        tables.put("deci", new Keyed("d DECIMAL(20,4)", "d", "d", "(#) * 1.25 - 1000"));
        tables.put("flt", new Keyed("f FLOAT", "f", "f", "(#) / 3"));
        tables.put("dbl", new Keyed("f DOUBLE", "f", "f", "(#) / 7"));
        tables.put(
                "dt",
                new Keyed(
                        "t DATETIME(6)",
                        "t",
                        "t",
                        "TIMESTAMPADD(MICROSECOND, (#) * 1000003, '2020-01-01 00:00:00.000000')"));
        tables.put(
                "ts",
                new Keyed("t TIMESTAMP(3) DEFAULT '2020-01-01'", "t", "t", "FROM_UNIXTIME(1600000000 + (#) * 61)"));
        tables.put("tm", new Keyed("t TIME, d DATE", "t, d", "t, d", "SEC_TO_TIME((#) * 7), '2020-02-02'"));
        tables.put(
                "enm",
                new Keyed("e ENUM('z','b','a'), id INT", "e, id", "e, id", "ELT(1 + (#) MOD 3, 'z', 'b', 'a'), #"));
        tables.put("bit", new Keyed("b BIT(20)", "b", "b", "#"));
        return tables;
    }

    /** Makes {@code walk.n} with the numbers from 0. */
    static void makeNumbers(Statement statement, int rows) throws SQLException {
        statement.execute("CREATE TABLE walk.n (n INT PRIMARY KEY)");
        statement.execute("INSERT INTO walk.n VALUES (0)");
        for (int n = 1; n < rows; n *= 2) {
            statement.execute("INSERT INTO walk.n SELECT n + " + n + " FROM walk.n WHERE n + " + n + " < " + rows);
        }
    }
}
