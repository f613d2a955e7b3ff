package io.otter.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.DataMediaSource;
import io.otter.common.model.SourceType;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableName;
import io.otter.node.binlog.Row;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys that other tools lost rows at, or read twice, when a chunk ended there. */
@Tag("servers")
@ExtendWith(SharedServers.class)
class ChunkReaderTest {
    private static final SecretKey KEY = new SecretKey("a secret key of the tests");

    private static Map<String, List<String>> tables() {
        Map<String, List<String>> tables = new TreeMap<>();
        tables.put(
                "ubig",
                List.of("k BIGINT UNSIGNED PRIMARY KEY", "18446744073709551615", "9223372036854775808", "0", "1"));
        tables.put("big", List.of("k BIGINT PRIMARY KEY", "-9223372036854775808", "9223372036854775807", "-1", "0"));
        tables.put("zfill", List.of("k INT(6) ZEROFILL PRIMARY KEY", "42", "0", "4294967295"));
        tables.put("years", List.of("k YEAR PRIMARY KEY", "0", "1901", "2155"));
        tables.put(
                "times",
                List.of(
                        "k TIME(6) PRIMARY KEY",
                        "'838:59:59'",
                        "'-838:59:59'",
                        "'-00:00:00.000001'",
                        "'24:00:00'",
                        "'00:00:00'"));
        tables.put(
                "dates", List.of("k DATE PRIMARY KEY", "'0000-00-00'", "'2020-00-00'", "'2020-02-00'", "'9999-12-31'"));
        tables.put(
                "moments",
                List.of(
                        "k DATETIME(3) PRIMARY KEY",
                        "'0000-00-00 00:00:00'",
                        "'2020-01-01 23:59:59.999'",
                        "'2020-01-01 23:59:59'"));
        tables.put(
                "stamps",
                List.of(
                        "k TIMESTAMP PRIMARY KEY DEFAULT '2020-01-01'",
                        "'0000-00-00 00:00:00'",
                        "'1970-01-01 00:00:01'",
                        "'2021-03-28 02:30:00'"));
        tables.put(
                "reals",
                List.of("k DOUBLE PRIMARY KEY", "-0.0", "0.1", "1e-300", "-1e300", "0.30000000000000004", "0.3"));
        tables.put("floats", List.of("k FLOAT PRIMARY KEY", "0.1", "16777216", "16777218", "1e-38", "-3.4e38"));
        tables.put(
                "decimals",
                List.of(
                        "k DECIMAL(65,30) PRIMARY KEY",
                        "99999999999999999999999999999999999.999999999999999999999999999999",
                        "-0.000000000000000000000000000001",
                        "0",
                        "0.000000000000000000000000000001"));
        tables.put("bits", List.of("k BIT(64) PRIMARY KEY", "~0", "0", "9223372036854775808"));
        tables.put("labels", List.of("k ENUM('b','a','','10','2') PRIMARY KEY", "'b'", "'a'", "''", "'10'", "'2'"));
        tables.put("sets", List.of("k SET('z','y','x') PRIMARY KEY", "''", "'x'", "'z,x'", "'z,y,x'", "'y'"));
        // For a collation that pads, a tab sorts before the end of a text.
        tables.put(
                "padded",
                List.of(
                        "k VARCHAR(20) COLLATE utf8mb4_general_ci PRIMARY KEY",
                        "'a'",
                        "CONCAT('a', CHAR(9))",
                        "'a!'",
                        "CONCAT('a', CHAR(0))",
                        "''"));
        tables.put(
                "folded",
                List.of(
                        "k VARCHAR(20) COLLATE utf8mb4_unicode_ci, l INT, PRIMARY KEY (k, l)",
                        "'a', 3",
                        "'A', 2",
                        "'á', 1",
                        "'ß', 1",
                        "'ss', 2",
                        "'😀', 1",
                        "'名', 1"));
        tables.put(
                "quoted",
                List.of("k VARCHAR(20) COLLATE utf8mb4_bin PRIMARY KEY", "'it''s'", "'\\\\'", "'%'", "'?'", "'\\\"'"));
        tables.put(
                "huge",
                List.of("k VARCHAR(190) COLLATE utf8mb4_bin PRIMARY KEY", "REPEAT('😀', 190)", "REPEAT('😀', 189)"));
        tables.put("bytes", List.of("k VARBINARY(9) PRIMARY KEY", "''", "0x00", "0xff", "0x6100", "0x61"));
        tables.put("fixed", List.of("k BINARY(4) PRIMARY KEY", "0x00", "0xff", "0x61000001", "0x61"));
        tables.put(
                "unique_key", List.of("a INT, k INT NOT NULL, UNIQUE (a), UNIQUE (k)", "NULL, 1", "NULL, 2", "5, -1"));
        tables.put(
                "mixed",
                List.of(
                        "k CHAR(3), l DATE, m DECIMAL(5,2), PRIMARY KEY (m, k, l)",
                        "'a', '0000-00-00', -1",
                        "'a', '2020-01-01', -1",
                        "'A ', '2020-01-02', -1",
                        "'', '2020-01-01', 0"));
        tables.put(
                "generator",
                List.of("a INT, k INT AS (a * -1) STORED, UNIQUE (k), PRIMARY KEY (a)", "1, DEFAULT", "-2, DEFAULT"));
        return tables;
    }

    @Test
    void chunksOfOneRowAreThoseOfTheWholeTable(ServerPool servers) throws Exception {
        for (String name : DatabaseServer.availableOf("mysql-8.0", "mariadb-11.4")) {
            try (DatabaseServer server = servers.take(name)) {
                server.execute("CREATE DATABASE keyed CHARACTER SET utf8mb4");
                fill(server);
                DataMediaSource source = new DataMediaSource(
                        1,
                        "keyed",
                        SourceType.MYSQL,
                        server.host(),
                        server.port(),
                        server.user(),
                        KEY.encrypt(
                                server.password(), PasswordPlace.database(server.host(), server.port(), server.user())),
                        Map.of());
                try (ChunkReader reader = new ChunkReader("keyed", 1, 1, source, new DatabaseConnector(KEY))) {
                    for (Map.Entry<String, List<String>> table : tables().entrySet()) {
                        int rows = table.getValue().size() - 1;
                        read(reader, new TableName("keyed", table.getKey()), name, rows);
                    }
                }
            }
        }
    }

    private static void read(ChunkReader reader, TableName name, String server, int rows) throws Exception {
        CopySource table = reader.table(name).orElseThrow();
        List<String> whole = texts(reader.range(table, null, null, "", 1_000).rows());
        assertThat(whole).as(server + " " + name).hasSize(rows).doesNotHaveDuplicates();
        List<String> single = new ArrayList<>();
        @Nullable Place place = null;
        boolean end = false;
        while (!end) {
            Chunk chunk = reader.range(table, place, null, "", 1);
            single.addAll(texts(chunk.rows()));
            assertThat(single.size()).as(server + " " + name).isLessThanOrEqualTo(rows);
            place = Place.read(chunk.place());
            end = chunk.end();
        }
        assertThat(single).as(server + " " + name).isEqualTo(whole);
        Place second = reader.last(table, null, null, "", 2).orElseThrow();
        assertThat(reader.sum(table, "1", null, second, "").rows())
                .as(server + " " + name)
                .isEqualTo(2);
        assertThat(reader.sum(table, "1", second, null, "").rows()).isEqualTo(rows - 2);
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(ChunkReaderTest::text).toList();
    }

    private static String text(Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            values.add(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : "" + value);
        }
        return values.toString();
    }

    private static void fill(DatabaseServer server) throws SQLException {
        try (Connection connection = server.connect("keyed");
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = '', time_zone = '+00:00'");
            for (Map.Entry<String, List<String>> table : tables().entrySet()) {
                List<String> lines = table.getValue();
                statement.execute("CREATE TABLE " + table.getKey() + " (" + lines.get(0) + ") ENGINE=InnoDB");
                for (String values : lines.subList(1, lines.size())) {
                    statement.execute("INSERT INTO " + table.getKey() + " VALUES (" + values + ")");
                }
            }
        }
    }
}
