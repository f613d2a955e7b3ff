package io.otter.node.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.position.BinlogPosition;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.LiveSource;
import io.otter.node.binlog.LoggedDdl;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is followed from the text of DDL is what the server itself says of its tables afterwards. */
@ExtendWith(SharedServers.class)
class FollowedDdlTest {
    private static final String MARIADB = "mariadb: ";
    private static final String MYSQL = "mysql: ";
    private static final String NEW_MYSQL = "mysql-8: ";

    /** In this order; with a server's name before it where only that one has it. */
    private static final List<String> STATEMENTS = List.of(
            "CREATE DATABASE f CHARACTER SET latin1",
            "CREATE TABLE syn (id SERIAL, a NVARCHAR(20), b NCHAR(10), c NATIONAL VARCHAR(20), d LONG VARCHAR, e LONG VARBINARY,"
                    + " f CHAR(4) BYTE, g CHAR(5) ASCII, h CHAR(5) UNICODE, i CHAR(10) BINARY, j VARCHAR(10) CHARACTER SET binary,"
                    + " k TEXT(300), l BLOB(70000), m FLOAT(53), n REAL, o DOUBLE PRECISION, p MIDDLEINT, q INT4, r FIXED(10,2),"
                    + " s BOOLEAN, t CHARACTER VARYING(20), u TEXT CHARACTER SET binary)",
            "ALTER TABLE syn ADD COLUMN v NVARCHAR(9) DEFAULT '水' AFTER id, MODIFY t NVARCHAR(20)",
            "CREATE TABLE more (a NATIONAL CHAR(3), b NATIONAL CHARACTER VARYING(3), c NCHAR VARCHAR(3), d NCHAR VARYING(3),"
                    + " e LONG, f LONG CHAR VARYING, g VARCHARACTER(3), h LONG CHARACTER SET utf8, i INT1, j INT2, k INT3, l INT8,"
                    + " m MIDDLEINT UNSIGNED ZEROFILL, n BOOL, o DEC(4), p NUMERIC, q DEC, r FLOAT4, s FLOAT8, t FLOAT(10,2) UNSIGNED,"
                    + " u REAL(10,3) ZEROFILL, v YEAR, w BIT, x BIT(9), y INTEGER ZEROFILL, z DOUBLE PRECISION(9,3), aa FLOAT(24),"
                    + " ab FLOAT(25), ac DECIMAL(5) UNSIGNED, ad BIGINT SERIAL DEFAULT VALUE)",
            "CREATE TABLE texts (a CHAR(3) CHARACTER SET utf8mb4 BINARY, b VARCHAR(3) CHARSET utf8 COLLATE utf8_bin,"
                    + " c TEXT COLLATE koi8r_bin, d CHAR UNICODE BINARY, e CHAR BINARY ASCII, f ENUM('a','b''c','d\\\\e ') BINARY,"
                    + " g SET('b','a') CHARACTER SET gbk, h ENUM('x') CHARACTER SET binary, i TINYTEXT BYTE, j VARCHAR(9) BYTE,"
                    + " l TEXT(60) CHARACTER SET utf8mb4, m TEXT(64) CHARACTER SET utf8mb4,"
                    + " n TEXT(255), o TEXT(256), p TEXT(16000) CHARACTER SET utf8mb4, q TEXT(17000) CHARACTER SET utf8mb4,"
                    + " r TEXT(70000), s BLOB(255), t BLOB(256), u BLOB(16777216), v LONGTEXT BINARY, w NCHAR(3) BINARY,"
                    + " x CHARACTER(4)) DEFAULT CHARACTER SET = cp1251",
            "CREATE TABLE labels (a ENUM('水','獺') CHARACTER SET gbk, b SET('水','獺\\'', \"ü\") CHARACTER SET utf8mb4)",
            NEW_MYSQL + "CREATE TABLE k (k CHAR(3) COLLATE binary)",
            MARIADB
                    + "CREATE TABLE k (k CHAR(3) COLLATE binary, c CHAR(3) CHARACTER SET utf8mb4 COLLATE uca1400_ai_ci)",
            "CREATE TABLE bytes (a CHAR(3), b VARCHAR(9), c TEXT, d ENUM('a'), e MEDIUMTEXT) CHARSET binary",
            "CREATE TABLE collated (a CHAR(3), b TEXT CHARACTER SET latin1, c TEXT CHARACTER SET utf8mb4) COLLATE utf8mb4_bin",
            "CREATE TABLE times (a TIMESTAMP NULL, b TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE"
                    + " CURRENT_TIMESTAMP(3), c DATETIME DEFAULT NOW(), d DATE, e TIME(6), f TIMESTAMP NULL DEFAULT NULL)",
            "CREATE TABLE stamp (a TIMESTAMP, b INT KEY)",
            "CREATE TABLE kept (a INT, b INT, c VARCHAR(30) NOT NULL, d TEXT, PRIMARY KEY (b, a), UNIQUE (a), UNIQUE a2 (c(10), a),"
                    + " KEY c (c), UNIQUE (c), CONSTRAINT named UNIQUE KEY (b), FULLTEXT ft (d), CONSTRAINT other UNIQUE inner_name (a, b))",
            "CREATE TABLE IF NOT EXISTS kept (x INT)",
            "CREATE TABLE alike LIKE kept",
            "CREATE TABLE again (LIKE f.alike)",
            "ALTER TABLE kept CHANGE a b INT, CHANGE b a BIGINT NOT NULL",
            "ALTER TABLE kept ADD x INT AFTER a, ADD y INT FIRST, MODIFY c VARCHAR(40) FIRST, DROP COLUMN d, ADD z INT AFTER c",
            "ALTER TABLE kept CHANGE y yy SMALLINT UNSIGNED AFTER x, ADD y INT AFTER yy, MODIFY z TINYINT FIRST",
            "ALTER TABLE kept DROP COLUMN yy, ADD yy BIGINT UNSIGNED FIRST, MODIFY z INT AFTER yy",
            "ALTER TABLE kept DROP PRIMARY KEY, ADD PRIMARY KEY (x, z), DROP INDEX named, DROP KEY a2, ADD UNIQUE (y), ADD UNIQUE INDEX (y, z)",
            "ALTER TABLE kept DROP INDEX y_2, ADD (p INT UNIQUE, q INT, UNIQUE KEY q (q)), ADD CONSTRAINT c3 UNIQUE (q, p)",
            "ALTER TABLE kept ENGINE=InnoDB, ALGORITHM=COPY, LOCK=SHARED, COMMENT='x', AUTO_INCREMENT=3",
            "CREATE UNIQUE INDEX `i``x` ON kept (p, q) COMMENT 'y'",
            "DROP INDEX `i``x` ON kept",
            "DROP INDEX `PRIMARY` ON kept",
            MYSQL + "ALTER TABLE kept DROP COLUMN p",
            "ALTER TABLE f.kept RENAME TO f.moved, ADD r INT FIRST",
            "ALTER TABLE moved RENAME AS kept",
            "ALTER TABLE kept RENAME moved",
            "RENAME TABLE moved TO kept, alike TO moved, kept TO alike, moved TO kept",
            "ALTER TABLE texts CONVERT TO CHARACTER SET utf8mb4",
            "CREATE TABLE grown (a TINYTEXT, b TEXT, c MEDIUMTEXT, d LONGTEXT, e CHAR(9), f ENUM('a'), g TEXT CHARACTER SET utf8mb4,"
                    + " h BLOB, i VARBINARY(3), j INT, k TINYTEXT CHARACTER SET utf8mb4)",
            "ALTER TABLE grown CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, ADD l TEXT",
            "ALTER TABLE grown CONVERT TO CHARACTER SET latin1",
            "ALTER TABLE grown DEFAULT CHARACTER SET cp1251, ADD m CHAR(3), MODIFY a TINYTEXT",
            "ALTER TABLE grown COLLATE = koi8r_bin",
            "ALTER TABLE grown ADD n CHAR(3), ADD o CHAR(3) CHARACTER SET koi8r",
            "ALTER TABLE grown CHARSET utf8mb4 COLLATE utf8mb4_unicode_ci",
            "ALTER TABLE grown ADD p VARCHAR(3)",
            "ALTER DATABASE f CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
            "CREATE TABLE inherited (a CHAR(3), b TEXT(100))",
            "ALTER DATABASE COLLATE = koi8r_bin",
            "CREATE TABLE inherited2 (a CHAR(3), b CHAR(3) BINARY)",
            "ALTER TABLE inherited CONVERT TO CHARACTER SET DEFAULT",
            "CREATE DATABASE f2",
            "CREATE TABLE f2.plain (a CHAR(3), b TEXT)",
            "CREATE SCHEMA IF NOT EXISTS f2 CHARACTER SET latin1",
            "CREATE TABLE f2.plain2 (a CHAR(3))",
            "RENAME TABLE f2.plain2 TO f.came",
            "DROP DATABASE f2",
            "CREATE DATABASE f2 COLLATE latin1_bin",
            "CREATE TABLE f2.plain (b CHAR(3))",
            "CREATE TABLE part (a INT, b INT, PRIMARY KEY (a)) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (3),"
                    + " PARTITION p1 VALUES LESS THAN MAXVALUE)",
            "ALTER TABLE part REMOVE PARTITIONING",
            "ALTER TABLE part ADD c INT PARTITION BY HASH(a) PARTITIONS 4",
            "ALTER TABLE part COALESCE PARTITION 1",
            "CREATE VIEW v AS SELECT a FROM part",
            "RENAME TABLE v TO w",
            "CREATE OR REPLACE ALGORITHM = MERGE DEFINER = CURRENT_USER SQL SECURITY INVOKER VIEW f.w (x) AS SELECT b FROM part",
            "CREATE VIEW `view` AS SELECT a AS `table` FROM part WHERE (a) > 3",
            "RENAME TABLE w TO v, part TO part2, v TO w, part2 TO part",
            "DROP VIEW IF EXISTS nothing, f.`view`",
            "ALTER VIEW w AS SELECT c FROM part",
            "DROP VIEW w",
            "CREATE TABLE `1t` (`1` INT, 2b INT, $d INT, `ünï``水` INT, rank_ INT)",
            "CREATE TABLE f.2t (a INT)",
            "CREATE TABLE f.1e5 (a INT)",
            "CREATE TABLE/* it''s; \"q\" */`c /*`/**/(id INT PRIMARY KEY, v VARCHAR(40) DEFAULT '/* no */' COMMENT 'a;b -- c # d')",
            "# head, it's one\n-- `one\n/* \" */ ALTER/**/TABLE `c /*` ADD COLUMN a INT DEFAULT 5, -- x's\n ADD b INT AFTER /*!50000 v*/",
            "CREATE TABLE words (name INT, status INT, value INT, type INT, date DATE, timestamp TIMESTAMP NULL, text TEXT, year YEAR,"
                    + " user INT, comment INT, data INT, action INT, level INT, wait INT, nowait INT, `if` INT, visible INT, action_ INT)",
            "ALTER TABLE words ADD COLUMN password INT, ADD COLUMN uuid INT, ADD COLUMN compressed INT, ADD persistent INT AFTER wait",
            "CREATE TABLE places (g GEOMETRY, p POINT NOT NULL, c GEOMETRYCOLLECTION, m MULTIPOLYGON)",
            "CREATE TABLE referring (a INT, b INT REFERENCES stamp (b), CONSTRAINT fk FOREIGN KEY (a) REFERENCES stamp (b))",
            "DROP TABLE IF EXISTS nothing, again, inherited2",
            "CREATE TABLE literals (a BINARY(4) DEFAULT X'0001', b BINARY(4) DEFAULT x'0001', c BINARY(4) DEFAULT 0x0001, d BIT(3) DEFAULT"
                    + " B'101', e BIT(3) DEFAULT b'101', f NCHAR(3) DEFAULT N'x', g NCHAR(3) DEFAULT n'x', h DOUBLE DEFAULT -1.5E+3,"
                    + " i DATE DEFAULT '2020-01-01', j DECIMAL(4,2) DEFAULT .5, k INT DEFAULT +1, x INT, b2 BIT DEFAULT 0b1,"
                    + " l VARCHAR(9) DEFAULT _latin1 X'41', m VARCHAR(9) DEFAULT 'a' 'b')",
            "CREATE TABLE quoted (a INT, b VARCHAR(9) DEFAULT \"x\"\"y\" COMMENT \"it's\", e ENUM(\"a\", 'b') DEFAULT _latin1'a')",
            "CREATE TABLE url (url VARCHAR(70), auto INT, online INT, offline INT, parallel INT, manual INT, json_arrayagg INT,"
                    + " KEY url (url), CONSTRAINT online UNIQUE (online))",
            "ALTER TABLE url CHANGE url url VARCHAR(71) AFTER auto, DROP manual, ADD INDEX offline (offline), ALTER online SET DEFAULT 3,"
                    + " ADD engine_attribute INT FIRST",
            "ALTER TABLE url RENAME vector",
            "CREATE UNIQUE INDEX auto ON vector (auto)",
            "ALTER TABLE vector ADD vector INT, DROP INDEX online, DROP INDEX url, MODIFY online BIGINT AFTER vector",
            "RENAME TABLE vector TO parallel, parallel TO manual",
            "DROP TABLE IF EXISTS url, manual",
            "CREATE TABLE sizes (a DECIMAL(0), b DECIMAL(7.3), c FLOAT(7.4), d TIME(0), e DATETIME(0), f TIMESTAMP(0) NULL, Id INT,"
                    + " UNIQUE KEY (iD), PRIMARY KEY (ID))",
            // servers that have more
            NEW_MYSQL + "CREATE TABLE expressions (a INT, b INT, c JSON, UNIQUE KEY (a, (b * 2)), UNIQUE ((a + b)),"
                    + " d CHAR(36) COLLATE utf8mb4_bin AS (JSON_VALUE(c, _utf8mb4'$.x' RETURNING CHAR(36) CHARACTER SET latin1)) STORED,"
                    + " e CHAR(9) AS (JSON_VALUE(c, '$.y' DEFAULT 'x)' ON ERROR)), CHECK ((a > 1 OR b MEMBER OF ('[1]'))),"
                    + " f VARCHAR(9) DEFAULT (CONCAT('a', (SUBSTR('b' FROM 1)))), g JSON DEFAULT (_utf8mb4'{}'))",
            NEW_MYSQL + "CREATE TABLE js (j JSON, b CHAR(9) AS (COALESCE(JSON_VALUE(j, _utf8mb4'$.x'), \"\")) STORED)",
            MARIADB + "CREATE TABLE as_the_database (a CHAR(3)) CHARACTER SET = DEFAULT",
            MARIADB + "CREATE DATABASE IF NOT EXISTS f3 CHARACTER SET DEFAULT",
            MARIADB + "CREATE TABLE f3.a (a CHAR(3))",
            MARIADB
                    + "CREATE TABLE free (row INT, `rows` INT, window INT, h CHAR(64) AS (SHA2(CONCAT(row, \"\"), 256)) PERSISTENT,"
                    + " d DATE DEFAULT curdate(), KEY k (window)) PARTITION BY LIST (row) (PARTITION a VALUES IN (0), PARTITION b DEFAULT)",
            MARIADB + "ALTER TABLE free ALTER KEY IF EXISTS k IGNORED, ALTER KEY IF EXISTS nothing NOT IGNORED",
            NEW_MYSQL
                    + "CREATE TABLE gen (a INT, b INT AS (a + 1) STORED PRIMARY KEY, c INT GENERATED ALWAYS AS (a * 2) VIRTUAL NOT NULL,"
                    + " d JSON, e VARCHAR(9) COLLATE utf8mb4_bin AS (LOWER(a)) VIRTUAL, UNIQUE KEY k ((a + c), c), UNIQUE (a DESC),"
                    + " UNIQUE ((a * 3)), hidden INT INVISIBLE, CHECK (hidden > 3), f VARCHAR(9) DEFAULT (UUID()), g POINT SRID 4326)",
            NEW_MYSQL + "ALTER TABLE gen RENAME COLUMN f TO ff, RENAME INDEX k TO kk, ALTER hidden SET VISIBLE",
            NEW_MYSQL
                    + "ALTER TABLE alike RENAME COLUMN x TO z, RENAME COLUMN z TO x, RENAME COLUMN y TO w, ADD y INT AFTER w",
            NEW_MYSQL + "ALTER TABLE gen ALTER INDEX kk INVISIBLE",
            NEW_MYSQL + "CREATE UNIQUE INDEX fu ON gen ((lower(ff)))",
            NEW_MYSQL + "ALTER TABLE gen DROP CONSTRAINT kk, DROP COLUMN g",
            MARIADB + "CREATE OR REPLACE TABLE m (id INT PRIMARY KEY, a INT)",
            MARIADB
                    + "CREATE OR REPLACE TABLE m (id INT PRIMARY KEY, a INT, u UUID, i4 INET4, i6 INET6 NOT NULL, j JSON,"
                    + " v VARCHAR(100) COMPRESSED, t TEXT COMPRESSED, g INT AS (a + 1) PERSISTENT, h INT GENERATED ALWAYS AS (a) STORED,"
                    + " hidden INT INVISIBLE DEFAULT 3, f VARCHAR(40) DEFAULT uuid(), n INT DEFAULT floor(1.5), rank INT, `groups` INT,"
                    + " system INT, UNIQUE KEY k (a)) ENGINE=InnoDB PAGE_COMPRESSED=1 ROW_FORMAT=DYNAMIC",
            MARIADB
                    + "ALTER TABLE IF EXISTS m WAIT 5 ADD COLUMN IF NOT EXISTS a TEXT, ADD COLUMN IF NOT EXISTS b INT AFTER id,"
                    + " DROP COLUMN IF EXISTS nothing, MODIFY COLUMN IF EXISTS nothing INT, CHANGE COLUMN IF EXISTS a aa BIGINT,"
                    + " DROP INDEX IF EXISTS nothing, ADD INDEX IF NOT EXISTS jj (b), ADD UNIQUE KEY IF NOT EXISTS k (b)",
            MARIADB
                    + "SET STATEMENT max_statement_time = 100, lock_wait_timeout = 3 FOR ALTER TABLE m NOWAIT ADD zz INT, DROP COLUMN rank",
            MARIADB + "ALTER TABLE m ADD COLUMN IF NOT EXISTS (b TEXT, c INT UNIQUE), ALTER INDEX jj IGNORED",
            MARIADB + "ALTER TABLE m RENAME COLUMN b TO c, RENAME COLUMN c TO b",
            MARIADB + "CREATE OR REPLACE UNIQUE INDEX k ON m (b)",
            MARIADB + "CREATE UNIQUE INDEX IF NOT EXISTS k ON m (aa)",
            MARIADB + "DROP INDEX IF EXISTS k ON m WAIT 3",
            MARIADB + "RENAME TABLE IF EXISTS nothing TO nobody, m WAIT 5 TO mm",
            MARIADB + "ALTER ONLINE TABLE mm ALGORITHM=NOCOPY, ADD last INT",
            MARIADB + "ALTER IGNORE TABLE mm /*M!100401 ADD by_version INT */",
            MARIADB + "CREATE OR REPLACE DATABASE f2 CHARACTER SET latin2 COMMENT 'x'",
            MARIADB + "CREATE TABLE f2.plain (c CHAR(3))",
            MARIADB + "ALTER DATABASE f2 COMMENT = 'y'",
            MARIADB + "CREATE SEQUENCE sq",
            MARIADB + "DROP SEQUENCE sq",
            MARIADB + "DROP TABLE IF EXISTS mm WAIT 3");

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void isWhatTheServerSays(String name, ServerPool servers) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (DatabaseServer server = servers.take(name);
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            LiveSource live = new Live(statement, server.isMariaDb());
            statement.execute("SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'");
            SchemaState followed = new SchemaState();
            LiveTables.read(live, (schema, table) -> isOurs(schema), followed);
            DdlFollower follower = new DdlFollower(followed, ServerDefaults.of(live));
            String schema = "";
            for (String sql : statements(name)) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    wrong.add(sql + "\n  the server: " + e.getMessage());
                    continue;
                }
                if (schema.isEmpty()) {
                    statement.execute("USE f");
                }
                String problem = follower.follow(new LoggedDdl(new BinlogPosition("log.1", 4, "", "", 0), schema, sql))
                        .problem();
                schema = "f";
                SchemaState told = new SchemaState();
                LiveTables.read(live, (s, t) -> isOurs(s), told);
                told.remove("f", "sq"); // a sequence looks like a table
                String difference = difference(tables(followed), tables(told));
                if (!problem.isEmpty() || !difference.isEmpty()) {
                    wrong.add(sql + "\n  problem: " + problem + difference);
                    followed.clear();
                    told.all(new BinlogPosition("log.1", 4, "", "", 0)).forEach(followed::load);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> statements(String server) {
        return STATEMENTS.stream()
                .flatMap(sql -> {
                    for (String kind : List.of(MARIADB, MYSQL, NEW_MYSQL)) {
                        if (sql.startsWith(kind)) {
                            boolean runs = server.startsWith(kind.substring(0, 5))
                                    && !(kind == NEW_MYSQL && server.endsWith("5.6"));
                            return runs ? Stream.of(sql.substring(kind.length())) : Stream.of();
                        }
                    }
                    return Stream.of(sql);
                })
                .toList();
    }

    private static boolean isOurs(String schema) {
        return schema.equals("f") || schema.equals("f2") || schema.equals("f3");
    }

    static TreeMap<String, String> tables(SchemaState state) {
        TreeMap<String, String> tables = new TreeMap<>();
        tables.put(
                "views",
                String.valueOf(new TreeSet<>(
                        state.content().views().stream().map(String::valueOf).toList())));
        for (TableState table : state.content().tables()) {
            String columns = table.columns().stream()
                    .map(FollowedDdlTest::describe)
                    .collect(Collectors.joining("\n    ", "\n    ", ""));
            tables.put(
                    table.schema() + "." + table.table(),
                    table.charset() + " " + table.collation() + " primary " + table.primaryKey() + " unique "
                            + new TreeMap<>(table.uniqueKeys()) + columns);
        }
        return tables;
    }

    /** But for the width of integers, which only some servers keep. */
    private static String describe(Column column) {
        String type = column.columnType()
                .replaceFirst("(int|year)\\(\\d+\\)", "$1")
                .replace("geomcollection", "geometrycollection")
                .replace(" /*M!100301 COMPRESSED*/", "");
        return column.name() + " " + column.dataType() + " " + type + " " + column.unsigned() + " " + column.nullable()
                + " " + column.generated() + " " + column.charset() + " " + column.collation() + " " + column.labels();
    }

    static String difference(TreeMap<String, String> followed, TreeMap<String, String> told) {
        StringBuilder difference = new StringBuilder();
        followed.forEach((table, is) -> {
            String right = told.getOrDefault(table, "not there");
            List<String> rights = List.of(right.split("\n"));
            List<String> ares = List.of(is.split("\n"));
            if (!right.equals(is)) {
                difference
                        .append("\n  ")
                        .append(table)
                        .append(" is followed as\n    ")
                        .append(ares.stream()
                                .filter(line -> !rights.contains(line))
                                .collect(Collectors.joining("\n    ")))
                        .append("\n  and told as\n    ")
                        .append(rights.stream()
                                .filter(line -> !ares.contains(line))
                                .collect(Collectors.joining("\n    ")));
            }
        });
        told.keySet().stream()
                .filter(table -> !followed.containsKey(table))
                .forEach(table -> difference.append("\n  ").append(table).append(" is not known"));
        return difference.toString();
    }

    record Live(Statement statement, boolean isMariadb) implements LiveSource {
        @Override
        public BinlogPosition end() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<List<@Nullable String>> query(String sql) throws IOException {
            List<List<@Nullable String>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        row.add(result.getString(i));
                    }
                    rows.add(row);
                }
            } catch (SQLException e) {
                throw new IOException(e);
            }
            return rows;
        }

        @Override
        public List<LoggedDdl> ddlSince(BinlogPosition from) {
            throw new UncheckedIOException(new IOException("no log here"));
        }

        @Override
        public List<LoggedDdl> ddlBetween(BinlogPosition from, BinlogPosition to) {
            return ddlSince(from);
        }
    }
}
