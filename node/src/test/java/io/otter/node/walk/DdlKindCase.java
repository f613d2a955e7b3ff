package io.otter.node.walk;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A kind of DDL as an example, about tables of its own.
 *
 * @param before runs at both servers before the start
 */
record DdlKindCase(String name, List<String> before, List<String> statements) {
    private static final Pattern TABLE = Pattern.compile("kinds\\.(\\w+)");
    private static final String COLUMNS = " (id INT PRIMARY KEY, a INT, b VARCHAR(9), KEY ka (a))";
    private static final String PARTITIONED = " (id INT PRIMARY KEY, a INT) PARTITION BY RANGE (id)"
            + " (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20))";

    static final List<DdlKindCase> ALL = List.of(
            alone("CREATE TABLE", "CREATE TABLE kinds.c1 (id INT PRIMARY KEY)"),
            with("CREATE TABLE … LIKE", "c2", "CREATE TABLE kinds.c3 LIKE kinds.c2"),
            with("CREATE TABLE … SELECT", "c4", "CREATE TABLE kinds.c5 AS SELECT * FROM kinds.c4"),
            with("CREATE OR REPLACE TABLE", "c6", "CREATE OR REPLACE TABLE kinds.c6 (id INT PRIMARY KEY, other INT)"),
            with("CREATE TABLE IF NOT EXISTS, there already", "c7", "CREATE TABLE IF NOT EXISTS kinds.c7 (other INT)"),
            with(
                    "CREATE, ALTER, DROP TEMPORARY TABLE",
                    "c8",
                    "CREATE TEMPORARY TABLE kinds.c8 (id INT PRIMARY KEY)",
                    "ALTER TABLE kinds.c8 ADD z INT",
                    "DROP TEMPORARY TABLE kinds.c8"),
            with("ADD COLUMN, FIRST, AFTER", "a1", "ALTER TABLE kinds.a1 ADD x INT FIRST, ADD y INT AFTER a"),
            with("ADD COLUMN … INVISIBLE", "a2", "ALTER TABLE kinds.a2 ADD x INT DEFAULT 3 INVISIBLE"),
            with(
                    "ADD COLUMN … DEFAULT (expression)",
                    "a3",
                    "ALTER TABLE kinds.a3 ADD x VARCHAR(9) DEFAULT (CONCAT('a', 'b'))"),
            with(
                    "ADD COLUMN … AS … VIRTUAL, STORED",
                    "a4",
                    "ALTER TABLE kinds.a4 ADD x INT AS (a + 1) VIRTUAL, ADD y INT AS (a + 2) STORED"),
            new DdlKindCase(
                    "ADD … AUTO_INCREMENT, a table with rows and no key",
                    List.of("CREATE TABLE kinds.a5 (a INT)", "INSERT INTO kinds.a5 VALUES (1), (2)"),
                    List.of("ALTER TABLE kinds.a5 ADD id INT AUTO_INCREMENT PRIMARY KEY")),
            with("DROP COLUMN", "a6", "ALTER TABLE kinds.a6 DROP COLUMN b"),
            with("MODIFY, CHANGE COLUMN", "a7", "ALTER TABLE kinds.a7 MODIFY a BIGINT, CHANGE b c TEXT FIRST"),
            with("RENAME COLUMN", "a8", "ALTER TABLE kinds.a8 RENAME COLUMN b TO c"),
            with("two columns exchange names", "a9", "ALTER TABLE kinds.a9 CHANGE a b INT, CHANGE b a VARCHAR(9)"),
            with("ALTER COLUMN … SET DEFAULT", "b1", "ALTER TABLE kinds.b1 ALTER COLUMN a SET DEFAULT 7"),
            new DdlKindCase(
                    "other labels of an ENUM",
                    List.of("CREATE TABLE kinds.b2 (id INT PRIMARY KEY, e ENUM('a','b'))"),
                    List.of("ALTER TABLE kinds.b2 MODIFY e ENUM('b','c','a')")),
            with("DROP, ADD PRIMARY KEY", "b3", "ALTER TABLE kinds.b3 DROP PRIMARY KEY, ADD PRIMARY KEY (id, a)"),
            with("ADD INDEX, UNIQUE, a prefix", "b4", "ALTER TABLE kinds.b4 ADD UNIQUE KEY (a), ADD INDEX (b(3))"),
            with("CREATE INDEX, DROP INDEX", "b5", "CREATE INDEX i ON kinds.b5 (b)", "DROP INDEX ka ON kinds.b5"),
            with("an index on an expression", "b6", "ALTER TABLE kinds.b6 ADD INDEX ((a + 1))"),
            with("ADD CONSTRAINT … CHECK", "b7", "ALTER TABLE kinds.b7 ADD CONSTRAINT b7c CHECK (a > 0)"),
            new DdlKindCase(
                    "ADD FOREIGN KEY",
                    List.of("CREATE TABLE kinds.b8" + COLUMNS, "CREATE TABLE kinds.b9" + COLUMNS),
                    List.of("ALTER TABLE kinds.b9 ADD FOREIGN KEY (a) REFERENCES kinds.b8 (id)")),
            with("CONVERT TO CHARACTER SET", "d1", "ALTER TABLE kinds.d1 CONVERT TO CHARACTER SET koi8r"),
            with("DEFAULT CHARACTER SET", "d2", "ALTER TABLE kinds.d2 DEFAULT CHARACTER SET koi8r, ADD x CHAR(3)"),
            with("COMMENT", "d3", "ALTER TABLE kinds.d3 COMMENT = 'x'"),
            with("PARTITION BY", "d4", "ALTER TABLE kinds.d4 PARTITION BY HASH(id) PARTITIONS 2"),
            partitioned(
                    "ADD, DROP PARTITION",
                    "d5",
                    "ALTER TABLE kinds.d5 ADD PARTITION (PARTITION p2 VALUES LESS THAN (30))",
                    "ALTER TABLE kinds.d5 DROP PARTITION p0"),
            partitioned("TRUNCATE PARTITION", "d6", "ALTER TABLE kinds.d6 TRUNCATE PARTITION p0"),
            new DdlKindCase(
                    "EXCHANGE PARTITION",
                    List.of("CREATE TABLE kinds.d7" + PARTITIONED, "CREATE TABLE kinds.d8 (id INT PRIMARY KEY, a INT)"),
                    List.of("ALTER TABLE kinds.d7 EXCHANGE PARTITION p0 WITH TABLE kinds.d8")),
            partitioned("REMOVE PARTITIONING", "d9", "ALTER TABLE kinds.d9 REMOVE PARTITIONING"),
            with("RENAME TABLE", "e1", "RENAME TABLE kinds.e1 TO kinds.e2"),
            with("ALTER TABLE … RENAME", "e3", "ALTER TABLE kinds.e3 RENAME TO kinds.e4, ADD x INT"),
            new DdlKindCase(
                    "two tables exchange names",
                    List.of("CREATE TABLE kinds.e5" + COLUMNS, "CREATE TABLE kinds.e6 (id INT PRIMARY KEY)"),
                    List.of("RENAME TABLE kinds.e5 TO kinds.e7, kinds.e6 TO kinds.e5, kinds.e7 TO kinds.e6")),
            with("RENAME out of what is mapped", "e8", "RENAME TABLE kinds.e8 TO aside.e8"),
            new DdlKindCase(
                    "RENAME into what is mapped",
                    List.of("CREATE TABLE aside.e9" + COLUMNS),
                    List.of("RENAME TABLE aside.e9 TO kinds.e9")),
            new DdlKindCase(
                    "TRUNCATE TABLE",
                    List.of("CREATE TABLE kinds.f1" + COLUMNS, "INSERT INTO kinds.f1 VALUES (1, 1, 'x')"),
                    List.of("TRUNCATE TABLE kinds.f1")),
            with("DROP TABLE", "f2", "DROP TABLE kinds.f2"),
            new DdlKindCase(
                    "DROP TABLE, some are not mapped",
                    List.of("CREATE TABLE kinds.f3" + COLUMNS, "CREATE TABLE aside.f3 (id INT)"),
                    List.of("DROP TABLE aside.f3, kinds.f3")),
            new DdlKindCase(
                    "about tables that are not mapped",
                    List.of("CREATE TABLE aside.f4 (id INT)"),
                    List.of("ALTER TABLE aside.f4 ADD x INT", "DROP TABLE aside.f4")),
            with(
                    "CREATE, ALTER, DROP VIEW",
                    "f5",
                    "CREATE VIEW kinds.f6 AS SELECT * FROM kinds.f5",
                    "ALTER VIEW kinds.f6 AS SELECT 1 AS one",
                    "DROP VIEW kinds.f6"),
            with(
                    "triggers, routines, events",
                    "f7",
                    "CREATE TRIGGER kinds.f7t BEFORE INSERT ON kinds.f7 FOR EACH ROW SET NEW.a = 1",
                    "CREATE PROCEDURE kinds.f7p() TRUNCATE TABLE kinds.f7",
                    "CREATE EVENT kinds.f7e ON SCHEDULE EVERY 1 DAY DISABLE DO TRUNCATE TABLE kinds.f7",
                    "DROP TRIGGER kinds.f7t",
                    "DROP PROCEDURE kinds.f7p",
                    "DROP EVENT kinds.f7e"),
            with(
                    "accounts, ANALYZE, FLUSH",
                    "f8",
                    "CREATE USER f8@localhost",
                    "GRANT ALTER ON kinds.* TO f8@localhost",
                    "DROP USER f8@localhost",
                    "ANALYZE TABLE kinds.f8",
                    "FLUSH TABLES kinds.f8"),
            with(
                    "MariaDB: IF [NOT] EXISTS within ALTER",
                    "g1",
                    "ALTER TABLE IF EXISTS kinds.g1 ADD COLUMN IF NOT EXISTS x INT, DROP COLUMN IF EXISTS nothing"),
            with(
                    "MariaDB: SET STATEMENT … FOR, WAIT",
                    "g2",
                    "SET STATEMENT lock_wait_timeout = 3 FOR ALTER TABLE kinds.g2 WAIT 3 ADD x INT"),
            with(
                    "MariaDB: ALTER in two phases",
                    "g3",
                    "SET SESSION binlog_alter_two_phase = ON",
                    "ALTER TABLE kinds.g3 ADD x INT, ALGORITHM = INPLACE"),
            with("MariaDB: ADD SYSTEM VERSIONING", "g5", "ALTER TABLE kinds.g5 ADD SYSTEM VERSIONING"),
            alone("MariaDB: CREATE, DROP SEQUENCE", "CREATE SEQUENCE kinds.g4", "DROP SEQUENCE kinds.g4"),
            alone("CREATE DATABASE, not mapped", "CREATE DATABASE other_kinds"),
            alone("ALTER DATABASE", "ALTER DATABASE kinds CHARACTER SET koi8r"),
            alone("MySQL: ALTER DATABASE … ENCRYPTION", "ALTER DATABASE kinds ENCRYPTION = 'N'"),
            alone("MariaDB: ALTER DATABASE … COMMENT", "ALTER DATABASE kinds COMMENT = 'x'"),
            alone("DROP DATABASE", "DROP DATABASE kinds"),
            alone("CREATE DATABASE", "CREATE DATABASE kinds"));

    /** What the statements name of the mapped schema. */
    List<String> tables() {
        return TABLE.matcher(String.join(";", statements))
                .results()
                .map(name -> name.group(1))
                .distinct()
                .toList();
    }

    private static DdlKindCase alone(String name, String... statements) {
        return new DdlKindCase(name, List.of(), List.of(statements));
    }

    private static DdlKindCase with(String name, String table, String... statements) {
        return new DdlKindCase(name, List.of("CREATE TABLE kinds." + table + COLUMNS), List.of(statements));
    }

    private static DdlKindCase partitioned(String name, String table, String... statements) {
        return new DdlKindCase(
                name,
                List.of("CREATE TABLE kinds." + table + PARTITIONED, "INSERT INTO kinds." + table + " VALUES (1, 1)"),
                List.of(statements));
    }
}
