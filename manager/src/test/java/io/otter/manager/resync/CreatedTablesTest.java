package io.otter.manager.resync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.ColumnView;
import io.otter.common.model.DataMedia;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.MediaPair;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.database.DatabaseConnector;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Target tables on servers that do not know all that their source's server knows. */
@ExtendWith(SharedServers.class)
class CreatedTablesTest {
    private static final SecretKey KEY = new SecretKey("a secret key of the tests");
    private static final TargetTables TABLES = new TargetTables(new DatabaseConnector(KEY));

    private static final List<String> MYSQL = List.of(
            "texts (id INT PRIMARY KEY, v VARCHAR(9), c VARCHAR(9) COLLATE utf8mb4_0900_as_cs, UNIQUE (c)) CHARSET utf8mb4"
                    + " COLLATE utf8mb4_0900_ai_ci",
            "zh (id INT PRIMARY KEY, v VARCHAR(9) COLLATE utf8mb4_zh_0900_as_cs, UNIQUE (v))",
            "old_texts (id INT PRIMARY KEY, v VARCHAR(9)) CHARSET utf8mb3 COLLATE utf8_unicode_ci COMMENT 'it''s; a"
                    + " \"quote\" `x`), ENGINE=none DEFAULT (1)'",
            "expressions (id INT PRIMARY KEY, v VARCHAR(36) DEFAULT (CONCAT('a)', UUID())) COMMENT 'DEFAULT (x), CHECK (y)',"
                    + " j JSON, h INT INVISIBLE DEFAULT 3, k INT NOT NULL DEFAULT '-7', CHECK (id > 0), KEY f ((id + 1)),"
                    + " KEY g (k), d DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3))",
            "generated (id INT PRIMARY KEY, g INT AS (id + 1) STORED NOT NULL, h VARCHAR(9) AS (CONCAT(id, ')`')) COMMENT"
                    + " 'x', UNIQUE (g)) ROW_FORMAT=COMPRESSED",
            "labels (id INT PRIMARY KEY, p POINT NOT NULL SRID 0, e ENUM('','x','a)b,`c','it''s') DEFAULT '' COMMENT 'two\n"
                    + "lines', b BIT(3) DEFAULT b'101', SPATIAL KEY (p))",
            "parted (id INT, k INT, PRIMARY KEY (id, k), KEY d (k DESC), KEY u (k, id) INVISIBLE) PARTITION BY RANGE"
                    + " COLUMNS (k) (PARTITION p0 VALUES LESS THAN (10), PARTITION pm VALUES LESS THAN MAXVALUE)");

    private static final List<String> MARIADB = List.of(
            "texts (id INT PRIMARY KEY, v VARCHAR(9), c VARCHAR(9) COLLATE utf8mb4_uca1400_as_cs, UNIQUE (c)) CHARSET"
                    + " utf8mb4 COLLATE utf8mb4_uca1400_ai_ci",
            "old_texts (id INT PRIMARY KEY, v VARCHAR(9) COLLATE utf8mb3_uca1400_ai_ci) CHARSET utf8mb3 COLLATE"
                    + " utf8mb3_unicode_ci",
            "expressions (id INT PRIMARY KEY, v VARCHAR(36) DEFAULT UUID(), w VARCHAR(9) DEFAULT CONCAT('a)', 'b') COMMENT"
                    + " 'INVISIBLE', j JSON, h INT INVISIBLE DEFAULT 3, CHECK (id > 0), t TIMESTAMP DEFAULT NOW() ON"
                    + " UPDATE NOW(), n INT DEFAULT (NEXT VALUE FOR shop.counted), x VARCHAR(9) DEFAULT NULL CHECK (x <> ')'))",
            "generated (id INT PRIMARY KEY, g INT AS (id + 1) PERSISTENT, h INT AS (id + 2), UNIQUE (g))",
            "history (id INT PRIMARY KEY, v INT, w INT WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING PARTITION BY"
                    + " SYSTEM_TIME (PARTITION p0 HISTORY, PARTITION pn CURRENT)",
            "periods (id INT, s DATE, e DATE, PERIOD FOR p (s, e), PRIMARY KEY (id, p WITHOUT OVERLAPS))",
            "options (id INT PRIMARY KEY, v TEXT COMPRESSED, w INT, KEY k (w) IGNORED) PAGE_COMPRESSED=1 COMMENT='x, y)"
                    + " `z`'",
            "crash_safe (id INT PRIMARY KEY, v INT) ENGINE=Aria TRANSACTIONAL=1 PAGE_CHECKSUM=1",
            "addresses (u UUID PRIMARY KEY, i INET6, j INET4)");

    @Test
    void everyServerGetsTablesInItsOwnWords(ServerPool servers) throws SQLException {
        String[] names = {"mysql-8.0", "mysql-5.6", "mariadb-11.4"};
        if (DatabaseServer.availableOf(names).size() < names.length) {
            System.out.println("skipped, for lack of a server: one of " + String.join(", ", names));
            return;
        }
        try (DatabaseServer mysql = servers.take(names[0]);
                DatabaseServer old = servers.take(names[1]);
                DatabaseServer mariadb = servers.take(names[2])) {
            fill(mysql, MYSQL);
            mariadb.execute("CREATE DATABASE shop CHARACTER SET utf8mb4", "CREATE SEQUENCE shop.counted");
            fill(mariadb, MARIADB);
            for (DatabaseServer source : List.of(mysql, mariadb)) {
                for (DatabaseServer target : List.of(mysql, old, mariadb)) {
                    copied(source, target);
                }
            }
            // Rows that the source tells apart, so does the target.
            for (DatabaseServer source : List.of(mysql, mariadb)) {
                for (DatabaseServer target : List.of(mysql, old, mariadb)) {
                    target.execute("INSERT INTO " + of(source.name()) + ".texts VALUES (1, 'a', 'x'), (2, 'a', 'X')");
                }
            }
            assertThat(strings(mariadb, "SHOW CREATE TABLE of_mariadb.periods", 2))
                    .singleElement()
                    .asString()
                    .contains("PRIMARY KEY (`id`,")
                    .doesNotContain("OVERLAPS");
            assertThat(strings(old, "SHOW CREATE TABLE of_mysql.expressions", 2))
                    .singleElement()
                    .asString()
                    .contains("'DEFAULT (x), CHECK (y)'", "'-7'", "KEY `g`", "CURRENT_TIMESTAMP(3)")
                    .doesNotContain("KEY `f`");
        }
    }

    @Test
    void aTableThatCannotBeMadeIsNamed(ServerPool servers) throws SQLException {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            source.execute("CREATE DATABASE shop");
            source.execute(
                    "CREATE TABLE shop.many (id INT PRIMARY KEY, v INT DEFAULT 7)",
                    "INSERT INTO shop.many VALUES (1, 1)");
            target.execute("CREATE DATABASE of_mariadb");
            target.execute("CREATE USER writer IDENTIFIED BY 'writer-password'", "GRANT SELECT ON *.* TO writer");
            PipelineConfig pipeline = pipeline(
                    media(1, source, source.user(), source.password()), media(2, target, "writer", "writer-password"));
            assertThatThrownBy(() -> TABLES.create(pipeline, pipeline.pairs())).hasMessageContaining("of_mariadb.many");
        }
    }

    private static void fill(DatabaseServer server, List<String> tables) {
        if (!server.isMariaDb()) {
            server.execute("CREATE DATABASE shop CHARACTER SET utf8mb4");
        }
        tables.forEach(table -> server.execute("CREATE TABLE shop." + table));
    }

    /** With all columns, in their order. */
    private static void copied(DatabaseServer source, DatabaseServer target) throws SQLException {
        PipelineConfig pipeline = pipeline(
                media(1, source, source.user(), source.password()), media(2, target, target.user(), target.password()));
        List<String> shown = TABLES.statements(pipeline, pipeline.pairs());
        TABLES.create(pipeline, pipeline.pairs());
        String columns =
                "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = '%s'"
                        + " AND table_name <> 'counted' ORDER BY table_name, ordinal_position";
        String way = source.name() + " to " + target.name();
        assertThat(strings(target, columns.formatted(of(source.name())), 1))
                .as(way)
                .isEqualTo(strings(source, columns.formatted("shop"), 1));
        assertThat(shown).as(way).hasSize(source.isMariaDb() ? MARIADB.size() : MYSQL.size());
        assertThat(TABLES.statements(pipeline, pipeline.pairs())).as(way).isEmpty();
    }

    private static List<String> strings(DatabaseServer server, String query, int column) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                values.add(row.getString(column));
            }
        }
        return values;
    }

    private static PipelineConfig pipeline(DataMediaSource source, DataMediaSource target) {
        return new PipelineConfig(
                1,
                "one",
                new CanalConfig(
                        1,
                        "log",
                        List.of(new ServerAddress(source.host(), source.port())),
                        source.username(),
                        source.password(),
                        new StartPosition.Latest(),
                        900_001,
                        true),
                source,
                List.of(target),
                List.of(1),
                List.of(1),
                PipelineParameters.DEFAULTS,
                List.of(new MediaPair(
                        1,
                        new DataMedia(1, 1, "shop", ".*"),
                        new DataMedia(2, 2, of(source.name()), ".*"),
                        MediaPair.DEFAULT_WEIGHT,
                        ColumnView.ALL)));
    }

    /** Where its tables go. */
    private static String of(String server) {
        return server.startsWith("mariadb") ? "of_mariadb" : "of_mysql";
    }

    private static DataMediaSource media(long id, DatabaseServer server, String user, String password) {
        return new DataMediaSource(
                id,
                server.name(),
                SourceType.MYSQL,
                server.host(),
                server.port(),
                user,
                KEY.encrypt(password, PasswordPlace.database(server.host(), server.port(), user)),
                Map.of());
    }
}
