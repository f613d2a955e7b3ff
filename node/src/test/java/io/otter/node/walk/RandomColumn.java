package io.otter.node.walk;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * A type with a generator of literals. There are few values, so that keys collide and some updates change nothing.
 *
 * @param key whether it can be part of a key
 * @param exact whether comparing with a value finds it again
 */
record RandomColumn(String type, boolean key, boolean exact, Function<Random, String> literal) {
    /** Types that hold all values of another one and fit into a key of MySQL 5.6: 767 bytes per column. */
    private static final Map<String, String> WIDER = Map.ofEntries(
            Map.entry("SMALLINT", "INT"),
            Map.entry("INT", "BIGINT"),
            Map.entry("DECIMAL(12,3)", "DECIMAL(16,5)"),
            Map.entry(
                    "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                    "VARCHAR(180) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
            Map.entry(
                    "VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
                    "VARCHAR(21) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"),
            Map.entry("BINARY(4)", "BINARY(6)"),
            Map.entry("VARBINARY(6)", "VARBINARY(700)"),
            Map.entry("DATE", "DATETIME"),
            Map.entry("DATETIME(3)", "DATETIME(6)"),
            Map.entry("TIME(2)", "TIME(4)"),
            Map.entry("BIT(11)", "BIT(33)"),
            Map.entry("ENUM('a','b','1','')", "ENUM('z','','1','b','a')"),
            Map.entry("SET('x','y','2')", "SET('x','y','2','w')"),
            Map.entry("FLOAT", "DOUBLE"),
            Map.entry("BLOB", "LONGBLOB"),
            Map.entry("MEDIUMTEXT CHARACTER SET gbk", "MEDIUMTEXT CHARACTER SET utf8mb4"));

    private static final List<String> WORDS =
            List.of("a", "A", "b", "a ", "é", "水獺", "🦦", "it''s", "x\\\\y", "", "0", "ß");

    /** Types that all servers have and print alike. */
    static final List<RandomColumn> ALL = List.of(
            key("INT", random -> Integer.toString(random.nextInt(12) - 3)),
            key(
                    "BIGINT UNSIGNED",
                    random ->
                            Long.toUnsignedString(random.nextInt(4) == 0 ? -1 - random.nextInt(3) : random.nextInt(9))),
            key("SMALLINT", random -> Integer.toString(random.nextInt(9))),
            key("DECIMAL(12,3)", random -> random.nextInt(20) - 10 + "." + random.nextInt(3)),
            key("VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", RandomColumn::word),
            key("VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", RandomColumn::word),
            key("CHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", RandomColumn::word),
            key(
                    "VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
                    random -> pick(random, "'a'", "'A'", "'é'", "'ü'", "'€'")),
            key("BINARY(4)", random -> "X'" + pick(random, "00", "0001", "ff00", "27", "5c275c00", "") + "'"),
            key("VARBINARY(6)", random -> "X'" + pick(random, "00", "0000", "ff", "275c", "") + "'"),
            key(
                    "DATE",
                    random -> pick(
                            random, "'2026-02-28'", "'0000-00-00'", "'2024-02-29'", "'1000-01-01'", "'9999-12-31'")),
            key(
                    "DATETIME(3)",
                    random -> pick(
                            random, "'2026-03-29 02:30:00.125'", "'0000-00-00 00:00:00'", "'1999-12-31 23:59:59.999'")),
            key(
                    "TIMESTAMP(6) NULL",
                    random -> pick(
                            random,
                            "'2026-10-25 00:30:00.000001'",
                            "'1971-01-01 00:00:00'",
                            "'2037-12-31 23:59:59.999999'")),
            key("TIME(2)", random -> pick(random, "'-00:00:00.01'", "'838:59:59'", "'-838:59:59'", "'12:00:00.50'")),
            key("YEAR", random -> pick(random, "0", "1901", "2155", "2026")),
            key("BIT(11)", random -> Integer.toString(random.nextInt(2048))),
            key("ENUM('a','b','1','')", random -> pick(random, "'a'", "'b'", "'1'", "''")),
            key("SET('x','y','2')", random -> pick(random, "'x'", "'2'", "'y,2'", "'x,y,2'", "''")),
            value("FLOAT", random -> Float.toString((random.nextInt(100) - 50) / 8f)),
            value("DOUBLE", random -> Double.toString((random.nextInt(1000) - 500) / 64d)),
            large("TEXT CHARACTER SET utf8mb4", random -> "REPEAT(" + word(random) + ", " + random.nextInt(300) + ")"),
            large("BLOB", random -> "REPEAT(X'275c00', " + random.nextInt(300) + ")"),
            large("MEDIUMTEXT CHARACTER SET gbk", random -> pick(random, "'水北京'", "'a'", "''")));

    static RandomColumn any(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** The same with a type that holds all of its values; the same type if none is known. */
    RandomColumn wider() {
        String wider = WIDER.getOrDefault(type, type);
        return new RandomColumn(wider, key, exact, literal);
    }

    private static RandomColumn key(String type, Function<Random, String> literal) {
        return new RandomColumn(type, true, true, literal);
    }

    private static RandomColumn value(String type, Function<Random, String> literal) {
        return new RandomColumn(type, false, false, literal);
    }

    private static RandomColumn large(String type, Function<Random, String> literal) {
        return new RandomColumn(type, false, true, literal);
    }

    private static String word(Random random) {
        return "'" + WORDS.get(random.nextInt(WORDS.size())) + "'";
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }
}
