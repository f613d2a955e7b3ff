package io.otter.node.walk;

import io.otter.node.walk.RandomTable.Field;
import io.otter.node.walk.RandomTable.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Clauses and statements that leave what the generator knows of a table as it is, in what two servers both understand. */
final class RandomClauses {
    /** Of the source and the target. */
    enum Grammar {
        OLD,
        COMMON,
        MYSQL,
        MARIADB;

        static Grammar of(String from, String to) {
            if (from.equals("mysql-5.6") || to.equals("mysql-5.6")) {
                return OLD;
            }
            boolean mariadb = from.startsWith("mariadb");
            return mariadb != to.startsWith("mariadb") ? COMMON : mariadb ? MARIADB : MYSQL;
        }
    }

    private final Random random;
    private final Grammar grammar;

    RandomClauses(Random random, Grammar grammar) {
        this.random = random;
        this.grammar = grammar;
    }

    boolean isMariadb() {
        return grammar == Grammar.MARIADB;
    }

    boolean isNew() {
        return grammar != Grammar.OLD;
    }

    /** What comes after the name in ALTER TABLE. */
    String item(RandomTable table) {
        List<String> all = new ArrayList<>(items(table));
        if (isNew()) {
            all.addAll(newItems(table));
        }
        if (grammar == Grammar.MYSQL) {
            all.addAll(mysqlItems(table));
        } else if (isMariadb()) {
            all.addAll(mariadbItems());
        }
        return one(all);
    }

    private List<String> items(RandomTable table) {
        String x = name();
        String y = name();
        String first = table.fields().get(0).name();
        List<String> items = new ArrayList<>(List.of(
                "ADD COLUMN " + x + " INT DEFAULT 7",
                "ADD COLUMN (" + x + " INT, " + y + " VARCHAR(5) DEFAULT 'a\\\\b')",
                "ADD " + x + " VARCHAR(9) DEFAULT 'é' FIRST",
                "ADD `größe " + x + "` ENUM('ä','水獺','it''s, (x)') DEFAULT 'ä' AFTER " + first,
                "ADD " + x + " NCHAR(3) NOT NULL DEFAULT 'ü', ADD " + y + " CHAR(3) BYTE NOT NULL DEFAULT 'y' AFTER "
                        + x,
                "ADD " + x + " REAL NOT NULL DEFAULT 1.5",
                "ADD " + x + " BOOL NOT NULL DEFAULT TRUE COMMENT 'DROP COLUMN " + first + ", -- x'",
                "ADD " + x + " LONG VARCHAR CHARACTER SET cp1251",
                "ADD " + x + " TIMESTAMP NULL DEFAULT '2001-02-03 04:05:06'",
                "ADD " + x + " INT DEFAULT 3, ADD " + y + " INT DEFAULT 4 FIRST, ADD INDEX (" + x + ", " + y + ")",
                "ADD CONSTRAINT `ck " + x + "` CHECK (" + first + " IS NULL OR 1 = 1)",
                "COMMENT = 'it''s; ALTER TABLE'",
                "COMMENT 'x', ENGINE = InnoDB, ROW_FORMAT = DYNAMIC",
                "DEFAULT CHARACTER SET latin1",
                "CHARACTER SET = utf8mb4, COLLATE = utf8mb4_bin, ADD " + x + " CHAR(5) DEFAULT 'ß'",
                "DEFAULT CHARSET koi8r, ADD " + x + " TEXT, ADD " + y + " CHAR(2) CHARACTER SET utf8mb4 DEFAULT 'ж'",
                "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
                "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, ADD " + x + " TINYTEXT",
                "ADD KEY " + x + " USING BTREE (" + first + ") COMMENT 'k'",
                "FORCE"));
        for (Field field : table.loose()) {
            if (!field.key()) {
                items.add("ALTER COLUMN " + field.name() + " SET DEFAULT NULL, ADD " + x + " INT");
            }
            if (field.column().type().contains("CHAR")) {
                items.add("ADD INDEX " + x + " (" + field.name() + "(2), " + first + ")");
            }
        }
        if (table.isPartitionable()) {
            items.add("PARTITION BY HASH(" + first + ") PARTITIONS 3");
            items.add("PARTITION BY KEY() PARTITIONS 2");
            items.add("PARTITION BY RANGE (" + first
                    + ") (PARTITION a VALUES LESS THAN (2), PARTITION b VALUES LESS THAN" + " MAXVALUE)");
            items.add("REMOVE PARTITIONING");
        }
        return items;
    }

    private List<String> newItems(RandomTable table) {
        String x = name();
        String first = table.fields().get(0).name();
        // What the newest servers take, too: they refuse MD5, and CHAR with the spaces that it may have.
        String hex = "HEX(RTRIM(" + first + "))";
        return List.of(
                "ADD " + x + " INT AS (CHAR_LENGTH(" + first + ")) VIRTUAL",
                "ADD " + x + " VARCHAR(160) GENERATED ALWAYS AS (" + hex + ") STORED AFTER " + first,
                "ADD " + x + " CHAR(160) AS (" + hex + ") STORED, ADD UNIQUE KEY (" + x + ")",
                "ADD " + x + " VARCHAR(40) DEFAULT (CONCAT('a', 'b')), ADD INDEX (" + x + " DESC)",
                "ADD " + x + " INT INVISIBLE DEFAULT 3",
                "ADD " + x + " INT DEFAULT 5 INVISIBLE FIRST",
                "ADD " + x + " INT DEFAULT 1 CHECK (" + x + " > 0)");
    }

    private List<String> mysqlItems(RandomTable table) {
        String x = name();
        String first = table.fields().get(0).name();
        return List.of(
                "ADD INDEX " + x + " ((CHAR_LENGTH(" + first + ")))",
                "ADD INDEX " + x + " (" + first + ") INVISIBLE",
                "ADD " + x + " JSON, ADD INDEX ((CAST(" + x + "->'$[*]' AS UNSIGNED ARRAY)))",
                "ADD COLUMN " + x + " INT, ALGORITHM = INSTANT",
                "ALGORITHM = INPLACE, LOCK = NONE, ADD COLUMN " + x + " INT AFTER " + first,
                "ADD " + x + " POINT SRID 4326",
                "ADD " + x + " INT COLUMN_FORMAT DYNAMIC STORAGE DISK ENGINE_ATTRIBUTE = '{}'");
    }

    private List<String> mariadbItems() {
        String x = name();
        return List.of(
                "ADD COLUMN IF NOT EXISTS " + x + " INT DEFAULT 2, DROP COLUMN IF EXISTS nothing",
                "MODIFY COLUMN IF EXISTS nothing INT, ADD COLUMN IF NOT EXISTS (" + x + " INT)",
                "CHANGE COLUMN IF EXISTS nothing any_name INT, DROP INDEX IF EXISTS nothing, ADD " + x + " UUID",
                "ADD " + x + " TEXT COMPRESSED, ADD INDEX IF NOT EXISTS (" + x + "(3))",
                "WAIT 3 ADD " + x + " VARCHAR(9) DEFAULT concat('a', 'b')",
                "NOWAIT ADD " + x + " INET6 DEFAULT '::1'",
                "ADD " + x + " INT AS (1) PERSISTENT");
    }

    /** Statements about other tables and other things, and some that mean nothing for a mapped table. */
    List<String> others(RandomTable table) {
        String full = table.fullName();
        String x = name();
        List<List<String>> all = new ArrayList<>(List.of(
                List.of("ANALYZE TABLE " + full),
                List.of("FLUSH TABLES"),
                List.of("CREATE OR REPLACE VIEW aside.v AS SELECT * FROM " + full, "DROP VIEW IF EXISTS aside.v"),
                List.of(
                        "CREATE TABLE IF NOT EXISTS aside." + table.name() + " (id INT PRIMARY KEY, v TEXT)",
                        "INSERT IGNORE INTO aside." + table.name() + " VALUES (1, 'x'), (2, 'y')",
                        "ALTER TABLE aside." + table.name() + " ADD COLUMN " + x + " INT FIRST"),
                List.of("TRUNCATE TABLE aside." + table.name()),
                List.of("RENAME TABLE aside." + table.name() + " TO aside." + x),
                List.of("DROP TABLE IF EXISTS aside." + table.name()),
                List.of(
                        "USE aside",
                        "CREATE TABLE " + x + " LIKE " + full,
                        "ALTER TABLE " + x + " ADD q INT",
                        "USE random"),
                List.of("CREATE TABLE aside." + x + " AS SELECT * FROM " + full),
                List.of("USE random", "ALTER TABLE " + table.name() + " ADD COLUMN " + x + " INT DEFAULT 1"),
                List.of(
                        "CREATE TEMPORARY TABLE " + full + " (id INT PRIMARY KEY)",
                        "INSERT INTO " + full + " VALUES (1)",
                        "ALTER TABLE " + full + " ADD COLUMN q INT",
                        "TRUNCATE TABLE " + full,
                        "DROP TEMPORARY TABLE " + full),
                List.of("CREATE TABLE IF NOT EXISTS " + full + " (other_shape INT PRIMARY KEY, v TEXT)"),
                List.of(
                        "CREATE PROCEDURE aside." + x + "() BEGIN TRUNCATE TABLE " + full + "; END",
                        "DROP PROCEDURE aside." + x),
                List.of("ALTER DATABASE aside COLLATE utf8mb4_bin"),
                List.of("ALTER DATABASE random CHARACTER SET koi8r", "ALTER TABLE " + full + " ADD " + x + " TEXT"),
                List.of("ALTER SCHEMA random COLLATE = latin1_german1_ci"),
                List.of("USE random", "ALTER DATABASE CHARACTER SET utf8mb4")));
        if (isMariadb()) {
            all.add(List.of(
                    "SET STATEMENT lock_wait_timeout = 1 FOR ALTER TABLE " + full + " ADD " + x + " INT DEFAULT 4"));
            all.add(List.of("CREATE OR REPLACE TABLE aside." + table.name() + " (id INT)"));
            all.add(List.of("RENAME TABLE IF EXISTS aside.nothing TO aside.nobody"));
            all.add(List.of("CREATE SEQUENCE IF NOT EXISTS aside.s", "DROP SEQUENCE IF EXISTS aside.s"));
        }
        return one(all);
    }

    /** The same statements in a session of other settings, which are put back. */
    List<String> inOtherSession(List<String> statements) {
        List<String> settings = one(List.of(
                List.of("SET SESSION sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES'", Player.MODES),
                List.of("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES'", Player.MODES),
                List.of("SET SESSION sql_mode = 'REAL_AS_FLOAT,PIPES_AS_CONCAT,IGNORE_SPACE'", Player.MODES),
                List.of("SET NAMES latin1", "SET NAMES utf8mb4"),
                List.of("SET NAMES utf8mb4 COLLATE utf8mb4_unicode_520_ci", "SET NAMES utf8mb4"),
                List.of("SET NAMES gbk", "SET NAMES utf8mb4"),
                List.of("SET SESSION collation_connection = utf8mb4_bin", "SET NAMES utf8mb4"),
                List.of("SET SESSION time_zone = '+03:00'", "SET SESSION time_zone = '+00:00'")));
        boolean ansi = settings.get(0).contains("ANSI");
        List<String> all = new ArrayList<>(List.of(settings.get(0)));
        statements.forEach(sql -> all.add(ansi ? sql.replace('`', '"') : sql));
        all.add(settings.get(1));
        return all;
    }

    /** The same statement with comments and other blanks where there are blanks. */
    String spelled(String sql) {
        StringBuilder spelled = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < sql.length(); i++) {
            char character = sql.charAt(i);
            if (quote != 0) {
                quote = character == quote ? 0 : quote;
            } else if (character == '\'' || character == '"' || character == '`') {
                quote = character;
            }
            spelled.append(quote == 0 && character == ' ' && random.nextInt(8) == 0 ? blank() : character);
        }
        return spelled.toString();
    }

    private String blank() {
        return one(List.of(
                "/**/", " /* it's; \"x\" ` */ ", "\n", "\t", " -- it's\n", " # DROP\n", "  ", "/*! */", " --\n"));
    }

    private String name() {
        return "x" + random.nextInt(100_000);
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** A copy of a table by a query: without its keys. */
    static RandomTable copyOf(RandomTable table, String name) {
        List<Field> fields = table.fields().stream()
                .map(field -> new Field(field.name(), field.column(), false))
                .toList();
        return new RandomTable(name, fields, Key.NONE, List.of(), null);
    }
}
