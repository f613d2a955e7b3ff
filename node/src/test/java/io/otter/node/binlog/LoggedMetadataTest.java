package io.otter.node.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.otter.common.model.StartPosition;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers with {@code binlog_row_metadata = FULL}: what the log tells is enough, whatever has become of the table. */
@ParameterizedClass
@MethodSource("servers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedServers.class)
class LoggedMetadataTest {
    private static final String COLUMNS =
            "SELECT GROUP_CONCAT(CONCAT_WS(' ', column_name, CASE WHEN data_type IN ('geometry', 'point') THEN 'geometry'"
                    + " ELSE data_type END, IF(column_type LIKE '%unsigned%', 'unsigned', 'signed'), is_nullable,"
                    + " COALESCE(character_set_name, '-'), COALESCE(collation_name, '-'))"
                    + " ORDER BY ordinal_position SEPARATOR '\n') FROM information_schema.columns"
                    + " WHERE table_schema = 't' AND table_name = ";

    @Parameter
    String name = "";

    private @Nullable DatabaseServer running;

    static List<String> servers() {
        return DatabaseServer.availableOf("mysql-8.0", "mysql-9.7", "mariadb-10.11", "mariadb-11.4");
    }

    @BeforeEach
    void start(ServerPool servers) {
        if (running == null || !running.name().equals(name)) {
            stop();
            running = servers.take(name);
            running.execute("SET GLOBAL binlog_row_metadata = FULL");
        }
        running().execute("DROP DATABASE IF EXISTS t", "CREATE DATABASE t CHARACTER SET latin1");
    }

    @AfterAll
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void tellsTheColumnsOfATableThatIsGone() throws Exception {
        StartPosition start = Reading.here(running());
        running()
                .execute(
                        "CREATE TABLE t.`kinds``水` (y YEAR, u1 TINYINT UNSIGNED, i1 TINYINT NOT NULL, u2 SMALLINT UNSIGNED,"
                                + " y2 YEAR NOT NULL, u3 MEDIUMINT UNSIGNED, u4 INT UNSIGNED ZEROFILL, i8 BIGINT, u8 BIGINT UNSIGNED,"
                                + " f FLOAT UNSIGNED, d DOUBLE, n DECIMAL(9,2) UNSIGNED, b BIT(9), ts TIMESTAMP(3) NULL, dt DATETIME,"
                                + " da DATE, ti TIME(6), c CHAR(9), vu VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
                                + " g CHAR(200) CHARACTER SET gbk, bi BINARY(3), vb VARBINARY(9), tt TINYTEXT, te TEXT CHARACTER SET ucs2,"
                                + " mt MEDIUMTEXT, lt LONGTEXT CHARACTER SET koi8r, tb TINYBLOB, bl BLOB, mb MEDIUMBLOB, lb LONGBLOB,"
                                + " `größe 水` ENUM('ä','x''y') CHARACTER SET latin1, s SET('水','獺') CHARACTER SET gbk, j JSON, p POINT, hid INT INVISIBLE,"
                                + " last SMALLINT UNSIGNED, PRIMARY KEY (u2, i1), UNIQUE (u4))",
                        "INSERT INTO t.`kinds``水` (i1, u2, y2, u1, u3, u4, u8, last, `größe 水`, s, te, g) VALUES"
                                + " (-1, 65535, 1999, 255, 16777215, 4294967295, 18446744073709551615, 65534, 'ä', '水,獺', '水', '水')");
        String expected = value(COLUMNS + "'kinds`水'");
        running()
                .execute(
                        "DROP TABLE t.`kinds``水`", "CREATE TABLE t.done (id BIGINT)", "INSERT INTO t.done VALUES (99)");

        RowChange row;
        try (Reading reading = Reading.from(running(), start)) {
            row = reading.rowsUntil(99).get(0);
        }
        assertThat(described(row.table()).replace(" point ", " geometry "))
                .isEqualTo(expected.replace("j json signed YES - -", "j json signed YES utf8mb4 -"));
        assertThat(row.table().primaryKey()).containsExactly(3, 2);
        assertThat(List.of(value(row, "u1"), value(row, "u2"), value(row, "u3"), value(row, "u4"), value(row, "last")))
                .containsExactly(255L, 65535L, 16777215L, 4294967295L, 65534L);
        assertThat(List.of(value(row, "größe 水"), value(row, "s"), value(row, "te"), value(row, "g")))
                .containsExactly("ä", "水,獺", "水", "水");
    }

    @Test
    void followsRowsOverStatementsThatNobodyCanRead() throws Exception {
        StartPosition start = Reading.here(running());
        running()
                .execute(
                        "CREATE TABLE t.r (id BIGINT PRIMARY KEY, price INT, cost INT, e ENUM('a','b','c'))",
                        "INSERT INTO t.r VALUES (1, 100, 1, 'a')",
                        "ALTER TABLE t.r CHANGE price cost INT, CHANGE cost price INT, MODIFY e ENUM('b','a','c')",
                        "INSERT INTO t.r (id, price, cost, e) VALUES (2, 100, 1, 'a')",
                        "CREATE TABLE t.r2 LIKE t.r",
                        "RENAME TABLE t.r TO t.r3, t.r2 TO t.r, t.r3 TO t.r2",
                        "ALTER TABLE t.r DROP COLUMN e, ADD COLUMN v LONG VARCHAR CHARACTER SET utf8mb4 FIRST",
                        "INSERT INTO t.r (id, price, cost, v) VALUES (3, 100, 1, '水')",
                        "INSERT INTO t.r VALUES ('', 99, 0, 0)",
                        "CREATE TABLE t.done (id BIGINT)",
                        "INSERT INTO t.done VALUES (99)");
        List<String> rows;
        try (Reading reading = Reading.from(running(), start)) {
            rows = reading.rowsUntil(99).stream().map(LoggedMetadataTest::text).toList();
        }
        assertThat(rows)
                .containsExactly(
                        "id=1 price=100 cost=1 e=a",
                        "id=2 cost=1 price=100 e=a",
                        "v=水 id=3 cost=1 price=100",
                        "v= id=99 cost=0 price=0");
    }

    /** MariaDB logs a hash for each unique key that is too long for an index; other servers refuse such keys. */
    @Test
    void knowsHiddenColumnsOfATableThatIsAnotherNow() throws Exception {
        assumeTrue(name.startsWith("mariadb"));
        StartPosition start = Reading.here(running());
        running()
                .execute(
                        "CREATE TABLE t.page (id BIGINT PRIMARY KEY, url TEXT UNIQUE, title TEXT, UNIQUE (title, url))",
                        "CREATE TABLE t.keyless (url TEXT NOT NULL UNIQUE, v BIGINT)",
                        "INSERT INTO t.page VALUES (1, 'a', 'x')",
                        "INSERT INTO t.keyless VALUES ('a', 7)",
                        "ALTER TABLE t.page DROP KEY title, DROP COLUMN title, ADD COLUMN v BIGINT FIRST",
                        "UPDATE t.page SET v = 5, url = 'b'",
                        "ALTER TABLE t.page DROP COLUMN url",
                        "INSERT INTO t.page VALUES (8, 9)",
                        "DROP TABLE t.keyless",
                        "CREATE TABLE t.done (id BIGINT)",
                        "INSERT INTO t.done VALUES (99)");
        List<String> rows;
        try (Reading reading = Reading.from(running(), start)) {
            rows = reading.rowsUntil(99).stream().map(LoggedMetadataTest::text).toList();
        }
        assertThat(rows).containsExactly("id=1 url=a title=x", "url=a v=7", "v=5 id=1 url=b", "v=8 id=9");
    }

    private static String text(RowChange row) {
        List<String> texts = new ArrayList<>();
        Row after = Objects.requireNonNull(row.after());
        for (int i = 0; i < row.table().columns().size(); i++) {
            texts.add(row.table().columns().get(i).name() + "=" + after.get(i));
        }
        return String.join(" ", texts);
    }

    private static String described(TableSchema table) {
        return table.columns().stream()
                .map(column -> Arrays.asList(
                                column.name(),
                                column.dataType(),
                                column.unsigned() ? "unsigned" : "signed",
                                column.nullable() ? "YES" : "NO",
                                String.valueOf(column.charset() == null ? "-" : column.charset()),
                                String.valueOf(column.collation() == null ? "-" : column.collation()))
                        .stream()
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }

    private static Object value(RowChange row, String column) {
        for (int i = 0; i < row.table().columns().size(); i++) {
            if (row.table().columns().get(i).name().equals(column)) {
                return Objects.requireNonNull(
                        Objects.requireNonNull(row.after()).get(i));
            }
        }
        throw new IllegalArgumentException(column);
    }

    private String value(String sql) throws SQLException {
        try (var connection = running().connect();
                var statement = connection.createStatement()) {
            statement.execute("SET SESSION group_concat_max_len = 100000");
            var rows = statement.executeQuery(sql);
            rows.next();
            return rows.getString(1);
        }
    }

    private DatabaseServer running() {
        return Objects.requireNonNull(running);
    }
}
