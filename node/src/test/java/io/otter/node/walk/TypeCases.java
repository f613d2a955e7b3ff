package io.otter.node.walk;

import static io.otter.node.walk.TypeCase.ALL;
import static io.otter.node.walk.TypeCase.MARIADB;
import static io.otter.node.walk.TypeCase.MYSQL_8;
import static io.otter.node.walk.TypeCase.SINCE_2013;

import io.otter.common.error.ErrorCode;
import io.otter.node.walk.TypeCase.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All column types of all servers. */
final class TypeCases {
    private TypeCases() {}

    static List<TypeCase> all() {
        List<TypeCase> cases = new ArrayList<>();
        numbers(cases);
        bits(cases);
        times(cases);
        texts(cases);
        charsets(cases);
        bytes(cases);
        labels(cases);
        documents(cases);
        shapes(cases);
        networks(cases);
        features(cases);
        refusals(cases);
        return cases;
    }

    private static void numbers(List<TypeCase> cases) {
        cases.add(TypeCase.key("TINYINT", Look.TEXT, "-128", "-1", "0", "1", "127"));
        cases.add(TypeCase.key("TINYINT UNSIGNED", Look.TEXT, "0", "1", "128", "255"));
        cases.add(TypeCase.key("TINYINT(1)", Look.TEXT, "-128", "0", "1", "2", "127"));
        cases.add(TypeCase.key("SMALLINT", Look.TEXT, "-32768", "-1", "0", "32767"));
        cases.add(TypeCase.key("SMALLINT UNSIGNED", Look.TEXT, "0", "32768", "65535"));
        cases.add(TypeCase.key("MEDIUMINT", Look.TEXT, "-8388608", "-1", "0", "8388607"));
        cases.add(TypeCase.key("MEDIUMINT UNSIGNED", Look.TEXT, "0", "8388608", "16777215"));
        cases.add(TypeCase.key("INT", Look.TEXT, "-2147483648", "-1", "0", "2147483647"));
        cases.add(TypeCase.key("INT UNSIGNED", Look.TEXT, "0", "2147483648", "4294967295"));
        cases.add(TypeCase.key("INT(7) ZEROFILL", Look.TEXT, "0", "7", "4294967295"));
        cases.add(TypeCase.key("BIGINT", Look.TEXT, "-9223372036854775808", "-1", "0", "9223372036854775807"));
        cases.add(TypeCase.key("BIGINT UNSIGNED", Look.TEXT, "0", "9223372036854775808", "18446744073709551615"));
        cases.add(TypeCase.key(
                "DECIMAL(65,30)",
                Look.TEXT,
                "0",
                "1e-30",
                "-1e-30",
                "99999999999999999999999999999999999.999999999999999999999999999999",
                "-99999999999999999999999999999999999.999999999999999999999999999999"));
        cases.add(TypeCase.key("DECIMAL(65,0)", Look.TEXT, "0", "9".repeat(65), "-" + "9".repeat(65)));
        cases.add(TypeCase.key("DECIMAL(20,6)", Look.TEXT, "0", "-0.000001", "12345678901234.654321"));
        cases.add(TypeCase.key("DECIMAL(5,5)", Look.TEXT, "0", "0.99999", "-0.00001"));
        cases.add(TypeCase.key("DECIMAL(9,2) UNSIGNED", Look.TEXT, "0", "0.01", "9999999.99"));
        cases.add(TypeCase.key(
                "FLOAT",
                Look.REAL,
                "0",
                "-0e0",
                "0.1",
                "-1.5",
                "3.402823466e38",
                "-3.402823466e38",
                "1.17549435e-38",
                "1.4e-45",
                "16777217",
                "123456.7"));
        cases.add(TypeCase.key("FLOAT(7,4)", Look.REAL, "0", "0.0001", "-999.9999", "3.1416"));
        cases.add(TypeCase.key("FLOAT UNSIGNED", Look.REAL, "0", "0.1", "3.402823466e38"));
        cases.add(TypeCase.key(
                "DOUBLE",
                Look.REAL,
                "0",
                "-0e0",
                "0.1",
                "-2.25",
                "1.7976931348623157e308",
                "-1.7976931348623157e308",
                "2.2250738585072014e-308",
                "4.9406564584124654e-324",
                "9007199254740993",
                "0.30000000000000004",
                "1e22",
                "123456789012345680"));
        cases.add(TypeCase.key("DOUBLE(20,5)", Look.REAL, "0", "-0.00001", "123456789012345.12345"));
    }

    private static void bits(List<TypeCase> cases) {
        for (int bits : List.of(1, 2, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33, 63, 64)) {
            cases.add(TypeCase.key(
                    "BIT(" + bits + ")",
                    Look.BITS,
                    "0",
                    "1",
                    "b'" + "1".repeat(bits) + "'",
                    "b'1" + "0".repeat(bits - 1) + "'"));
        }
    }

    private static void times(List<TypeCase> cases) {
        cases.add(TypeCase.key(
                "DATE",
                Look.TEXT,
                "'0000-00-00'",
                "'2026-00-00'",
                "'2026-02-00'",
                "'0001-01-01'",
                "'1000-01-01'",
                "'1582-10-10'",
                "'2024-02-29'",
                "'2026-02-31'",
                "'9999-12-31'",
                "'0000-01-01'"));
        for (int digits = 0; digits <= 6; digits++) {
            String fraction = digits == 0 ? "" : "." + "987654".substring(0, digits);
            String least = digits == 0 ? "" : "." + "0".repeat(digits - 1) + "1";
            String suffix = digits == 0 ? "" : "(" + digits + ")";
            cases.add(TypeCase.key(
                    "TIME" + suffix,
                    Look.TEXT,
                    "'00:00:00'",
                    "'00:00:00" + least + "'",
                    "'-00:00:00" + least + "'",
                    "'-00:00:01" + fraction + "'",
                    "'12:34:56" + fraction + "'",
                    "'838:59:58" + fraction + "'",
                    "'-838:59:58" + fraction + "'",
                    "'-838:59:59'",
                    "'838:59:59'"));
            cases.add(TypeCase.key(
                    "DATETIME" + suffix,
                    Look.TEXT,
                    "'0000-00-00 00:00:00'",
                    "'2026-00-00 00:00:00'",
                    "'2026-01-00 10:11:12" + fraction + "'",
                    "'1000-01-01 00:00:00'",
                    "'0001-01-01 00:00:00" + least + "'",
                    "'1969-12-31 23:59:59" + fraction + "'",
                    "'2026-03-29 02:30:00" + fraction + "'",
                    "'2024-02-29 23:59:59" + fraction + "'",
                    "'2026-02-30 00:00:01'",
                    "'9999-12-31 23:59:59" + fraction + "'"));
            cases.add(TypeCase.key(
                    "TIMESTAMP" + suffix,
                    Look.TEXT,
                    "'0000-00-00 00:00:00'",
                    "'1970-01-01 00:00:01'",
                    "'1970-01-01 00:00:01" + fraction + "'",
                    // The hour that Berlin's and Shanghai's clocks skip or repeat.
                    "'2026-03-29 01:00:00" + fraction + "'",
                    "'2026-10-25 00:30:00" + fraction + "'",
                    "'2026-10-25 01:30:00" + fraction + "'",
                    "'1988-04-16 18:30:00" + least + "'",
                    "'2038-01-19 03:14:07" + "'"));
        }
        cases.add(TypeCase.key("YEAR", Look.TEXT, "0", "1901", "1999", "2000", "2069", "2070", "2155"));
    }

    private static void texts(List<TypeCase> cases) {
        String[] values = {
            "''",
            "'a'",
            "' a '",
            "'a\\0b'",
            "'it''s \\\\ \"q\" `b` % _ ? \\n\\r\\t\\Z'",
            "'水獺🦦𝒳'",
            "'0'",
            "'NULL'",
            "_utf8mb4 X'EFBFBD'",
            "_utf8mb4 X'C3A9'",
            "_utf8mb4 X'65CC81'"
        };
        cases.add(TypeCase.key("CHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", Look.BYTES, values));
        cases.add(TypeCase.key("CHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", Look.BYTES, values));
        cases.add(TypeCase.of("CHAR(255) CHARACTER SET utf8mb4", Look.BYTES, "''", "REPEAT('🦦', 255)", "'a'"));
        cases.add(TypeCase.of("CHAR(0)", Look.BYTES, "''"));
        cases.add(TypeCase.key("VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", Look.BYTES, values));
        cases.add(TypeCase.key("VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci", Look.BYTES, values));
        cases.add(TypeCase.key(
                "VARCHAR(63) CHARACTER SET latin1 COLLATE latin1_german1_ci", Look.BYTES, "'a'", "'ä'", "'ß '"));
        cases.add(TypeCase.of(
                "VARCHAR(64) CHARACTER SET utf8mb4", Look.BYTES, "''", "REPEAT('€', 63)", "REPEAT('🦦', 64)"));
        cases.add(TypeCase.of("VARCHAR(16000) CHARACTER SET utf8mb4", Look.BYTES, "''", "'x '", "REPEAT('🦦', 16000)"));
        cases.add(TypeCase.of("TINYTEXT CHARACTER SET utf8mb4", Look.BYTES, "''", "'水獺\\0'", "REPEAT('x', 255)"));
        cases.add(TypeCase.of("TEXT CHARACTER SET utf8mb4", Look.BYTES, "''", "'水獺 '", "REPEAT('x', 65535)"));
        cases.add(TypeCase.of("MEDIUMTEXT CHARACTER SET utf8mb4", Look.BYTES, "''", "'🦦'", "REPEAT('x', 65536)"));
        cases.add(TypeCase.of("LONGTEXT CHARACTER SET utf8mb4", Look.BYTES, "''", "'🦦'", "REPEAT('otter', 60000)"));
        cases.add(TypeCase.of(
                MARIADB,
                "VARCHAR(500) COMPRESSED CHARACTER SET utf8mb4",
                "VARCHAR(500) CHARACTER SET utf8mb4",
                Look.BYTES,
                false,
                "''",
                "'a'",
                "REPEAT('水獺', 250)"));
        cases.add(TypeCase.of(
                MARIADB,
                "LONGTEXT COMPRESSED CHARACTER SET utf8mb4",
                "LONGTEXT CHARACTER SET utf8mb4",
                Look.BYTES,
                false,
                "''",
                "'a'",
                "REPEAT('水獺', 20000)"));
    }

    private static void charsets(List<TypeCase> cases) {
        String ascii = "'plain ~\\\\|'";
        charset(cases, "ascii", ascii, "'b'");
        charset(cases, "latin1", ascii, "'é€ÿ'", "_latin1 X'8081828D8F909D9FA0FF'");
        charset(cases, "latin2", ascii, "'ŁĄś'");
        charset(cases, "latin5", ascii, "'ğİş'");
        charset(cases, "latin7", ascii, "'ąčę'");
        charset(cases, "cp1250", ascii, "'ŁĄś€'");
        charset(cases, "cp1251", ascii, "'Выдра№€'");
        charset(cases, "cp1256", ascii, "'ثعلب'");
        charset(cases, "cp1257", ascii, "'ąčę€'");
        charset(cases, "cp850", ascii, "'éß│'");
        charset(cases, "cp852", ascii, "'ŁĄś'");
        charset(cases, "cp866", ascii, "'Выдра│'");
        charset(cases, "koi8r", ascii, "'Выдра│'");
        charset(cases, "koi8u", ascii, "'Видраїґ'");
        charset(cases, "greek", ascii, "'Ενυδρίδα'");
        charset(cases, "hebrew", ascii, "'לוטרה'");
        charset(cases, "tis620", ascii, "'นาก'");
        charset(cases, "macroman", ascii, "'é∑'");
        charset(cases, "macce", ascii, "'Łąś'");
        charset(cases, "armscii8", ascii, "'Ջրասամույր'");
        charset(cases, "geostd8", ascii, "'წავი'");
        charset(cases, "dec8", ascii, "'é'");
        charset(cases, "hp8", ascii, "'é'");
        charset(cases, "keybcs2", ascii, "'čž'");
        charset(cases, "swe7", "'plain'", "'åäö'");
        charset(cases, "big5", ascii, "'水獺許功蓋'");
        charset(cases, "gb2312", ascii, "'水北京'");
        charset(cases, "gbk", ascii, "'水獺北京誠'");
        charset(cases, "sjis", "'plain'", "'カワウソ日本表'", "_sjis X'7E815C815F8160'");
        charset(cases, "cp932", ascii, "'カワウソ日本①髙'", "_cp932 X'5C7E815F81608160'");
        charset(cases, "ujis", ascii, "'カワウソ日本ｶ'", "_ujis X'5C7EA1BDA1C1F5A1'");
        charset(cases, "eucjpms", ascii, "'カワウソ日本①髙'", "_eucjpms X'5C7EA1C0A1C1'");
        charset(cases, "euckr", ascii, "'수달'");
        charset(cases, "utf8", ascii, "'水獺é'");
        charset(cases, "ucs2", ascii, "'水獺é'");
        charset(cases, "utf16", ascii, "'水獺é🦦'");
        charset(cases, "utf16le", ascii, "'水獺é🦦'");
        charset(cases, "utf32", ascii, "'水獺é🦦'");
        cases.add(TypeCase.of(
                SINCE_GB18030,
                "VARCHAR(40) CHARACTER SET gb18030",
                "VARCHAR(40) CHARACTER SET utf8mb4",
                Look.TEXT,
                false,
                "'水獺é🦦'"));
    }

    private static final Set<String> SINCE_GB18030 = MYSQL_8;

    private static void charset(List<TypeCase> cases, String name, String... values) {
        cases.add(TypeCase.of(
                ALL,
                "VARCHAR(40) CHARACTER SET " + name,
                "VARCHAR(40) CHARACTER SET " + name,
                Look.BYTES,
                true,
                values));
    }

    private static void bytes(List<TypeCase> cases) {
        String[] values = {"X''", "X'00'", "X'00FF10'", "X'0000000000000000'", "X'FFFEFDFC27225C0A'", "X'2020'"};
        cases.add(TypeCase.key("BINARY(8)", Look.BYTES, values));
        cases.add(TypeCase.key("VARBINARY(8)", Look.BYTES, values));
        cases.add(TypeCase.key("BINARY(255)", Look.BYTES, "X''", "REPEAT(X'FF', 255)", "X'0100'"));
        cases.add(TypeCase.of("VARBINARY(60000)", Look.BYTES, "X''", "REPEAT(X'00FF', 30000)"));
        cases.add(TypeCase.of("TINYBLOB", Look.BYTES, "X''", "X'00'", "REPEAT(X'80', 255)"));
        cases.add(TypeCase.of("BLOB", Look.BYTES, "X''", "X'00'", "REPEAT(X'80', 65535)"));
        cases.add(TypeCase.of("MEDIUMBLOB", Look.BYTES, "X''", "X'00'", "REPEAT(X'275C', 40000)"));
        cases.add(TypeCase.of("LONGBLOB", Look.BYTES, "X''", "X'00'", "REPEAT(X'00275C0A', 80000)"));
        cases.add(TypeCase.of(
                MARIADB,
                "VARBINARY(500) COMPRESSED",
                "VARBINARY(500)",
                Look.BYTES,
                false,
                "X''",
                "REPEAT(X'00FF', 250)"));
        cases.add(TypeCase.of(
                MARIADB, "BLOB COMPRESSED", "BLOB", Look.BYTES, false, "X''", "X'00'", "REPEAT(X'00FF', 30000)"));
    }

    private static void labels(List<TypeCase> cases) {
        cases.add(TypeCase.key("ENUM('a','b','')", Look.LABEL, "'a'", "'b'", "''"));
        cases.add(TypeCase.key("ENUM('2','1','0','x')", Look.LABEL, "'2'", "'1'", "'0'", "'x'"));
        cases.add(TypeCase.key(
                "ENUM('it''s','a,b','水獺','back\\\\slash',' lead') CHARACTER SET utf8mb4",
                Look.LABEL,
                "1",
                "2",
                "3",
                "4",
                "5"));
        cases.add(TypeCase.key("ENUM('中','文') CHARACTER SET gbk", Look.LABEL, "1", "2"));
        cases.add(TypeCase.key(
                        "ENUM("
                                + IntStream.range(0, 300)
                                        .mapToObj(i -> "'l" + i + "'")
                                        .collect(Collectors.joining(",")) + ")",
                        Look.LABEL,
                        "1",
                        "255",
                        "256",
                        "300")
                .named("ENUM of 300 labels"));
        cases.add(TypeCase.key("SET('a','b','c')", Look.LABEL, "''", "'a'", "'c,a'", "7"));
        cases.add(TypeCase.key("SET('2','1','4')", Look.LABEL, "1", "2", "4", "5"));
        cases.add(TypeCase.key(
                        "SET("
                                + IntStream.range(0, 64)
                                        .mapToObj(i -> "'l" + i + "'")
                                        .collect(Collectors.joining(",")) + ")",
                        Look.LABEL,
                        "0",
                        "1",
                        "9223372036854775808",
                        "18446744073709551615")
                .named("SET of 64 labels"));
    }

    private static void documents(List<TypeCase> cases) {
        cases.add(TypeCase.of(
                SINCE_2013,
                "JSON",
                "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                Look.JSON,
                false,
                "'null'",
                "'{}'",
                "'[]'",
                "'\"\"'",
                "'true'",
                "'{\"a\": [1, -2, 0, 18446744073709551615, -9223372036854775808, 1.5, true, null, \"x\"]}'",
                "'[32767, -32768, 32768, 65535, 65536, 2147483648, 4294967296, -2147483649]'",
                "'[0.1, 1e10, 1e-7, 1e300, -1.5e-10, 3.0, 123456789.125]'",
                "'{\"水獺\": \"🦦 \\\\\" \\\\\\\\ \\\\/ \\\\n \\\\u0001 é\", \"\": {\"b\": {}, \"a\": []}}'",
                "'{\"s\": \"a\\\\u0000b\"}'",
                "CONCAT('[\"', REPEAT('x', 70000), '\", ', REPEAT('1,', 20000), '2]')"));
    }

    private static void shapes(List<TypeCase> cases) {
        cases.add(shape("GEOMETRY", "POINT(1 -2.5)", "LINESTRING(0 0, 1 1)", "GEOMETRYCOLLECTION(POINT(1 2))"));
        cases.add(shape("POINT", "POINT(1 2)", "POINT(-1e300 0.1)"));
        cases.add(shape("LINESTRING", "LINESTRING(0 0, 1 1, 2 0)"));
        cases.add(shape("POLYGON", "POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 2 4, 4 4, 2 2))"));
        cases.add(shape("MULTIPOINT", "MULTIPOINT(0 0, 1 1)"));
        cases.add(shape("MULTILINESTRING", "MULTILINESTRING((0 0, 1 1), (2 2, 3 3))"));
        cases.add(shape("MULTIPOLYGON", "MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))"));
        cases.add(shape("GEOMETRYCOLLECTION", "GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(0 0, 1 1))"));
        cases.add(TypeCase.of(
                Set.of("mysql-9.7"),
                "VECTOR(3)",
                "VARBINARY(12)",
                Look.BYTES,
                false,
                "TO_VECTOR('[1, 2.5, -3]')",
                "TO_VECTOR('[0]')",
                "TO_VECTOR('[-1e-30, 3e38, 0.1]')"));
    }

    private static TypeCase shape(String type, String... texts) {
        return TypeCase.of(
                type,
                Look.BYTES,
                java.util.stream.Stream.of(texts)
                        .flatMap(text -> java.util.stream.Stream.of(
                                "ST_GeomFromText('" + text + "')", "ST_GeomFromText('" + text + "', 4326)"))
                        .filter(sql -> !sql.contains("e300") || !sql.contains("4326"))
                        .toArray(String[]::new));
    }

    private static void networks(List<TypeCase> cases) {
        cases.add(TypeCase.of(
                MARIADB,
                "UUID",
                "CHAR(36) CHARACTER SET ascii",
                Look.TEXT,
                true,
                "'00000000-0000-0000-0000-000000000000'",
                "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'",
                "'f47ac10b-58cc-4372-a567-0e02b2c3d479'",
                "'018f3e2a-7b00-7cde-8123-456789abcd00'",
                "'f47ac10b-58cc-4372-2567-0e02b2c3d400'"));
        cases.add(TypeCase.of(
                MARIADB, "INET4", "VARCHAR(15)", Look.TEXT, true, "'0.0.0.0'", "'127.0.0.1'", "'255.255.255.0'"));
        cases.add(TypeCase.of(
                MARIADB,
                "INET6",
                "VARCHAR(39)",
                Look.TEXT,
                true,
                "'::'",
                "'::1'",
                "'2001:db8::ff00:42:8329'",
                "'::ffff:192.0.2.128'",
                "'fe80::'",
                "'2001:db8:0:1:1:1:1:1'",
                "'::1.2.3.4'",
                "'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff00'"));
    }

    private static void features(List<TypeCase> cases) {
        cases.add(TypeCase.table(
                SINCE_2013,
                "generated columns",
                "(a INT, s INT AS (a + 1) STORED, id INT PRIMARY KEY, v INT AS (a * 2) VIRTUAL, b VARCHAR(9))",
                "(a INT, id INT PRIMARY KEY, b VARCHAR(9))",
                List.of("id", "a", "b"),
                "INSERT INTO $ (id, a, b) VALUES (1, 10, 'x'), (2, NULL, 'y'), (3, 3, 'z')",
                "UPDATE $ SET a = a + 1, b = 'changed'",
                "DELETE FROM $ WHERE id = 3"));
        cases.add(TypeCase.table(
                ALL,
                "ON UPDATE CURRENT_TIMESTAMP",
                "(id INT PRIMARY KEY, a INT, t TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE"
                        + " CURRENT_TIMESTAMP(6), d DATETIME NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)",
                "",
                List.of("id", "a", "t", "d"),
                "INSERT INTO $ (id, a, t, d) VALUES (1, 1, '2001-02-03 04:05:06.7', '2001-02-03 04:05:06')",
                "INSERT INTO $ (id, a) VALUES (2, 2)",
                "UPDATE $ SET a = 3, t = t, d = d WHERE id = 1",
                "UPDATE $ SET a = 4 WHERE id = 2"));
        cases.add(TypeCase.table(
                ALL,
                "AUTO_INCREMENT with 0",
                "(id INT AUTO_INCREMENT PRIMARY KEY, a INT)",
                "",
                List.of("id", "a"),
                "INSERT INTO $ VALUES (0, 1), (-5, 2)",
                "INSERT INTO $ (a) VALUES (3)",
                "UPDATE $ SET id = -1 WHERE id = 0",
                "UPDATE $ SET id = 0 WHERE a = 3"));
        cases.add(TypeCase.table(
                SINCE_2013.stream().collect(Collectors.toSet()),
                "invisible columns",
                "(id INT PRIMARY KEY, a INT, h INT INVISIBLE DEFAULT 7)",
                "(id INT PRIMARY KEY, a INT, h INT)",
                List.of("id", "a", "h"),
                "INSERT INTO $ (id, a, h) VALUES (1, 1, 1)",
                "INSERT INTO $ (id, a) VALUES (2, 2)",
                "UPDATE $ SET h = 9 WHERE id = 2"));
        cases.add(TypeCase.table(
                ALL,
                "NOT NULL without default",
                "(id INT PRIMARY KEY, a VARCHAR(9) NOT NULL, b INT NOT NULL)",
                "",
                List.of("id", "HEX(a)", "b"),
                "INSERT INTO $ VALUES (1, '', 0)",
                "INSERT INTO $ VALUES (2, ' ', 1)"));
        cases.add(TypeCase.table(
                MYSQL_8,
                "primary key that the server makes (GIPK)",
                "(a INT, b VARCHAR(9))",
                "(my_row_id BIGINT UNSIGNED PRIMARY KEY, a INT, b VARCHAR(9))",
                List.of("my_row_id", "a", "b"),
                "INSERT INTO $ (a, b) VALUES (1, 'x'), (1, 'x')",
                "UPDATE $ SET b = 'y' WHERE my_row_id = 2"));
    }

    private static void refusals(List<TypeCase> cases) {
        cases.add(TypeCase.table(
                ALL,
                "ENUM with an invalid value",
                "(id INT PRIMARY KEY, v ENUM('a','b',''), w ENUM('x','y') NOT NULL, n INT)",
                "",
                List.of("id", "CAST(v AS UNSIGNED)", "CAST(w AS UNSIGNED)", "n"),
                "INSERT INTO $ VALUES (1, 'none', 'none', 1), (2, '', 'x', 1), (3, 'a', 'none', 1), (4, 'b', 'y', 1)",
                "INSERT INTO $ VALUES (5, 0, 0, 1), (6, NULL, 'y', 1)",
                "UPDATE $ SET n = 2",
                "UPDATE $ SET v = 'none' WHERE id = 2",
                "UPDATE $ SET v = '' WHERE id = 1",
                "UPDATE $ SET v = 'b', w = 'y' WHERE id = 3",
                "DELETE FROM $ WHERE id = 5"));
        cases.add(TypeCase.table(
                ALL,
                "ENUM with an invalid value as the key",
                "(v ENUM('a','') NOT NULL, n INT, PRIMARY KEY (v, n))",
                "",
                List.of("CAST(v AS UNSIGNED)", "n"),
                "INSERT INTO $ VALUES ('none', 1), ('none', 2), ('', 1), ('', 2), ('a', 1), ('none', 3), ('', 3)",
                "UPDATE $ SET n = 10 WHERE v = 0 AND n = 1",
                "UPDATE $ SET v = 'a' WHERE v = 0 AND n = 2",
                "DELETE FROM $ WHERE v + 0 = 2 AND n = 2",
                "DELETE FROM $ WHERE v = 0 AND n = 3"));
        cases.add(TypeCase.table(
                TypeCase.MARIADB,
                "TEXT and BLOB with unique keys",
                "(id INT PRIMARY KEY, v TEXT UNIQUE, w BLOB, x VARCHAR(4000), UNIQUE (w), UNIQUE (x, w))",
                "(id INT PRIMARY KEY, v TEXT, w BLOB, x VARCHAR(4000))",
                List.of("id", "HEX(v)", "HEX(w)", "HEX(x)"),
                "INSERT INTO $ VALUES (1, REPEAT('a', 9000), 'w', 'x'), (2, 'b', NULL, 'x'), (3, NULL, 'v', NULL)",
                "UPDATE $ SET v = NULL WHERE id = 1",
                "UPDATE $ SET v = REPEAT('a', 9000) WHERE id = 2",
                "DELETE FROM $ WHERE id = 3"));
        cases.add(TypeCase.table(
                        MYSQL_8,
                        "JSON changed in part (binlog_row_value_options = PARTIAL_JSON)",
                        "(id INT PRIMARY KEY, v JSON)",
                        "(id INT PRIMARY KEY, v LONGTEXT)",
                        List.of("id", "v"),
                        "INSERT INTO $ VALUES (1, CONCAT('{\"a\": 1, \"b\": \"', REPEAT('x', 500), '\"}'))",
                        "SET SESSION binlog_row_value_options = PARTIAL_JSON",
                        "UPDATE $ SET v = JSON_REPLACE(v, '$.a', 2)")
                .refused(ErrorCode.BINLOG_UNSUPPORTED));
        cases.add(TypeCase.table(
                        MARIADB,
                        "system-versioned table",
                        "(id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING",
                        "(id INT PRIMARY KEY, v INT)",
                        List.of("id", "v"),
                        "INSERT INTO $ VALUES (1, 1)")
                .refused(ErrorCode.SCHEMA_UNKNOWN));
    }
}
