package io.otter.database.precheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ColumnPair;
import io.otter.common.model.ColumnPairMode;
import io.otter.common.model.ColumnView;
import io.otter.common.model.ConflictPolicy;
import io.otter.common.model.ConflictRule;
import io.otter.common.model.Consistency;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.DdlPolicy;
import io.otter.common.model.MediaPair;
import io.otter.common.model.Origins;
import io.otter.common.model.Origins.PairOrigins;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.Secret;
import io.otter.database.DatabaseConnector;
import io.otter.database.Servers;
import io.otter.database.control.CheckpointTable;
import io.otter.database.control.ControlScript;
import io.otter.database.control.ControlTable;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source and target are two schemas of one server; each fault is created there, and fixed with the check's SQL. */
@ExtendWith(SharedServers.class)
class PrecheckTest {
    private static final Map<String, DatabaseServer> STARTED = new HashMap<>();
    private static ServerPool servers;

    private final Precheck precheck = new Precheck(new DatabaseConnector(Servers.KEY));

    @BeforeAll
    static void share(ServerPool pool) {
        servers = pool;
    }

    @AfterAll
    static void stopServers() {
        STARTED.values().forEach(DatabaseServer::close);
        STARTED.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void passesWhereEverythingIsThere(String name) throws SQLException {
        DatabaseServer server = prepared(name);

        List<CheckResult> results = run(Pipelines.pipeline(server));

        assertThat(results).filteredOn(CheckResult::blocks).isEmpty();
        assertThat(results)
                .filteredOn(CheckResult::passed)
                .extracting(CheckResult::check)
                .contains(
                        "canal-reachable",
                        "source-log-in",
                        "binlog-enabled",
                        "binlog-format",
                        "source-key",
                        "source-select",
                        "target-table",
                        "checkpoint-table",
                        "start-position");
        assertThat(results).allSatisfy(result -> assertThat(result.pipeline()).isEqualTo("a-to-b"));
        assertThat(results)
                .filteredOn(CheckResult::passed)
                .allSatisfy(result -> assertThat(result.fixSql()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4"})
    void warnsOfTwoSidesThatNumberTheirRowsAlike(String name) throws SQLException {
        DatabaseServer server = prepared(name);
        server.execute(
                "ALTER TABLE pre_a.t MODIFY id INT AUTO_INCREMENT", "ALTER TABLE pre_b.t MODIFY id INT AUTO_INCREMENT");
        PipelineConfig pipeline = Pipelines.pipeline(server);
        long pair = pipeline.pairs().get(0).id();
        Function<ConflictRule, PipelineConfig> both =
                rule -> pipeline.with(new Origins(1, List.of(new PairOrigins(pair, Set.of(), Set.of(1, 2), rule))));

        assertThat(run(pipeline)).noneMatch(result -> result.check().equals("keys-apart"));
        CheckResult alike = Pipelines.failed(run(both.apply(ConflictRule.STOP)), "keys-apart");
        assertThat(alike.blocks()).isFalse();
        assertThat(alike.found().toString()).contains("pre_a.t", "1 + n × 1");
        assertThat(run(both.apply(ConflictRule.STOP)))
                .noneMatch(result -> result.check().equals("conflicts"));
        CheckResult missing = Pipelines.failed(
                run(both.apply(new ConflictRule(ConflictPolicy.NEWEST, false, "at", true))), "conflicts");
        assertThat(missing.blocks()).isTrue();
        assertThat(run(both.apply(new ConflictRule(ConflictPolicy.NEWEST, false, "name", true))))
                .noneMatch(result -> result.check().equals("conflicts"));
    }

    @ParameterizedTest
    @CsvSource({"mysql-8.0, collation_server", "mysql-5.6, collation_server", "mariadb-11.4, server_id"})
    void saysByWhatRowsCarryTheirOriginAndThatNobodyElseUsesIt(String name, String way) throws SQLException {
        DatabaseServer server = prepared(name);
        PipelineConfig pipeline = Pipelines.pipeline(server);
        Origins both = new Origins(
                1, List.of(new PairOrigins(pipeline.pairs().get(0).id(), Set.of(), Set.of(1, 2), ConflictRule.STOP)));
        assertThat(run(pipeline)).noneMatch(result -> result.check().equals("origin"));
        assertThat(run(pipeline.with(both)))
                .filteredOn(result -> result.check().equals("origin"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.passed()).isTrue();
                    assertThat(result.found().toString()).contains(way);
                });
        server.execute("SET GLOBAL collation_server = utf8mb4_esperanto_ci");
        try {
            CheckResult taken = Pipelines.failed(run(pipeline.with(both)), "origin");
            assertThat(taken.blocks()).isTrue();
            assertThat(taken.found().toString()).contains("utf8mb4_esperanto_ci");
        } finally {
            server.execute("SET GLOBAL collation_server = DEFAULT");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4", "mysql-9.7"})
    void warnsOfWhatBothSidesDoUnseen(String name) throws SQLException {
        DatabaseServer server = prepared(name);
        PipelineConfig pipeline = Pipelines.pipeline(server);
        Origins both = new Origins(
                1,
                List.of(new PairOrigins(
                        pipeline.pairs().get(0).id(),
                        Set.of(),
                        Set.of(1, 2),
                        new ConflictRule(ConflictPolicy.HOME, true, "", true))));
        List<String> unseen = List.of("triggers", "cascades");
        assertThat(run(pipeline.with(both))).noneMatch(result -> unseen.contains(result.check()));
        server.execute(
                "CREATE TABLE pre_a.up (id INT PRIMARY KEY)",
                "ALTER TABLE pre_a.t ADD up INT, ADD CONSTRAINT up FOREIGN KEY (up) REFERENCES pre_a.up (id) ON DELETE SET NULL",
                "ALTER TABLE pre_b.t ADD up INT",
                "CREATE TRIGGER pre_b.notes BEFORE INSERT ON pre_b.t FOR EACH ROW SET NEW.name = 'x'");
        assertThat(run(pipeline)).noneMatch(result -> unseen.contains(result.check()));
        List<CheckResult> results = run(pipeline.with(both));
        CheckResult triggers = Pipelines.failed(results, "triggers");
        assertThat(triggers.blocks()).isFalse();
        assertThat(triggers.found().toString()).contains("pre_b.t", "notes");
        if (name.equals("mysql-9.7")) {
            assertThat(results)
                    .as("they are in its log")
                    .noneMatch(result -> result.check().equals("cascades"));
        } else {
            assertThat(Pipelines.failed(results, "cascades").found().toString()).contains("pre_a.t", "pre_a.up");
        }
    }

    @Test
    void refusesTablesWhoseRowsAreLoggedApartFromTheirMark() throws SQLException {
        DatabaseServer server = prepared("mariadb-11.4");
        Pipelines.user(server, "marker", "marker-password");
        server.execute("GRANT ALL ON *.* TO `marker`@`%`", "REVOKE BINLOG REPLAY ON *.* FROM `marker`@`%`");
        PipelineConfig pipeline = Pipelines.pipeline(server, "marker", "marker-password");
        long pair = pipeline.pairs().get(0).id();
        PipelineConfig both = pipeline.with(
                new Origins(1, List.of(new PairOrigins(pair, Set.of(), Set.of(1, 2), ConflictRule.STOP))));
        assertThat(run(both))
                .filteredOn(result -> result.check().equals("origin"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.passed()).isTrue();
                    assertThat(result.found().toString()).contains("retl_mark");
                });

        server.execute("ALTER TABLE pre_b.t ENGINE = Aria");
        CheckResult apart = Pipelines.failed(run(both), "origin");
        assertThat(apart.blocks()).isTrue();
        assertThat(apart.found().toString()).contains("pre_b.t", "Aria");
        assertThat(run(pipeline))
                .as("one way")
                .noneMatch(result -> result.check().equals("origin"));
        Pipelines.fix(server, apart);
        assertThat(run(both)).noneMatch(result -> result.check().equals("origin") && !result.passed());
    }

    @Test
    void warnsOfTruncateAndCascadesWhateverThePolicy() throws SQLException {
        DatabaseServer server = prepared("mysql-8.0");
        server.execute(
                "ALTER TABLE pre_a.t ADD up INT, ADD CONSTRAINT up FOREIGN KEY (up) REFERENCES pre_a.t (id) ON DELETE CASCADE");
        server.execute("ALTER TABLE pre_b.t ADD up INT");
        PipelineConfig pipeline = Pipelines.pipeline(server);
        long pair = pipeline.pairs().get(0).id();
        for (ConflictPolicy policy : ConflictPolicy.values()) {
            ConflictRule rule = new ConflictRule(policy, true, "name", true);
            Origins both = new Origins(1, List.of(new PairOrigins(pair, Set.of(), Set.of(1, 2), rule)));
            List<CheckResult> results = run(Pipelines.truncating(pipeline.with(both), DdlPolicy.APPLY));
            CheckResult truncate = Pipelines.failed(results, "truncate");
            assertThat(truncate.blocks()).isFalse();
            assertThat(truncate.found().toString()).contains("TRUNCATE: ASK");
            assertThat(Pipelines.failed(results, "cascades").blocks()).isFalse();
            assertThat(run(Pipelines.truncating(pipeline.with(both), DdlPolicy.ASK)))
                    .noneMatch(result -> result.check().equals("truncate"));
        }
        assertThat(run(Pipelines.truncating(pipeline, DdlPolicy.APPLY)))
                .as("one way")
                .noneMatch(result -> result.check().equals("truncate"));
    }

    @Test
    void saysWhichConflictsWouldNotBeNoticed() throws SQLException {
        DatabaseServer server = prepared("mysql-8.0");
        PipelineConfig pipeline = Pipelines.pipeline(server);
        long pair = pipeline.pairs().get(0).id();
        ConflictRule newest = new ConflictRule(ConflictPolicy.NEWEST, false, "name", true);
        Function<ConflictRule, PipelineConfig> both =
                rule -> pipeline.with(new Origins(1, List.of(new PairOrigins(pair, Set.of(), Set.of(1, 2), rule))));
        ChannelConfig looksUp = new ChannelConfig(
                1, 1, "shop", SyncMode.ROW, Consistency.MEDIA, List.of(both.apply(ConflictRule.STOP)));
        CheckResult media = Pipelines.failed(precheck.run(looksUp, Map.of()), "conflicts");
        assertThat(media.blocks()).isTrue();
        assertThat(media.found().toString()).contains("MEDIA", "BASE");

        server.execute("ALTER TABLE pre_a.t ADD doc JSON", "ALTER TABLE pre_b.t ADD doc JSON");
        CheckResult json = Pipelines.failed(run(both.apply(ConflictRule.STOP)), "conflicts");
        assertThat(json.blocks()).isFalse();
        assertThat(json.found().toString()).contains("pre_a.t", "doc");

        server.execute(
                "ALTER TABLE pre_a.t DROP doc, ADD stock INT UNSIGNED, ADD clicks BIGINT",
                "ALTER TABLE pre_b.t DROP doc, ADD stock INT UNSIGNED, ADD clicks BIGINT");
        CheckResult counter = Pipelines.failed(
                run(both.apply(
                        new ConflictRule(ConflictPolicy.NEWEST, false, "name", true, List.of("stock", "clicks")))),
                "conflicts");
        assertThat(counter.blocks()).isFalse();
        assertThat(counter.found().toString()).contains("stock", "pre_a.t", "UNSIGNED");

        server.execute("ALTER TABLE pre_a.t DROP PRIMARY KEY", "ALTER TABLE pre_b.t DROP PRIMARY KEY");
        CheckResult keyless = Pipelines.failed(run(both.apply(newest)), "conflicts");
        assertThat(keyless.blocks()).isTrue();
        assertThat(keyless.found().toString()).contains("pre_a.t", "no key");
        assertThat(run(both.apply(ConflictRule.STOP)))
                .as("with STOP the pipeline stops there")
                .noneMatch(result -> result.check().equals("conflicts"));
    }

    @ParameterizedTest
    @CsvSource({
        "mysql-8.0, binlog_format, STATEMENT, binlog-format",
        "mysql-8.0, binlog_row_image, MINIMAL, binlog-row-image",
        "mysql-8.0, binlog_row_metadata, MINIMAL, binlog-row-metadata",
        "mariadb-11.4, binlog_row_metadata, NO_LOG, binlog-row-metadata",
        "mysql-8.0, binlog_row_value_options, PARTIAL_JSON, binlog-row-value-options",
        "mysql-5.6, binlog_format, MIXED, binlog-format",
        "mysql-5.6, binlog_row_image, NOBLOB, binlog-row-image",
        "mysql-9.7, binlog_row_image, MINIMAL, binlog-row-image",
        "mariadb-11.4, binlog_row_image, NOBLOB, binlog-row-image",
        "mariadb-10.11, binlog_format, MIXED, binlog-format"
    })
    void findsALogWithoutWholeRowsAndFixesIt(String name, String variable, String value, String check)
            throws SQLException {
        DatabaseServer server = prepared(name);
        server.execute("SET GLOBAL " + variable + " = '" + value + "'");

        Pipelines.fix(server, Pipelines.failed(run(Pipelines.pipeline(server)), check));

        assertThat(run(Pipelines.pipeline(server)))
                .filteredOn(CheckResult::blocks)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4"})
    void foreseesThatAnUpgradeMayNotAddColumns(String name) throws SQLException {
        DatabaseServer server = prepared(name); // the checkpoint table is of the first version
        Pipelines.user(server, "mayno", "t-alter");
        server.execute("GRANT ALL ON *.* TO `mayno`@`%`");
        assertThat(run(Pipelines.pipeline(server, "mayno", "t-alter")))
                .filteredOn(CheckResult::blocks)
                .isEmpty();
        server.execute("REVOKE ALL PRIVILEGES, GRANT OPTION FROM `mayno`@`%`");
        server.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO `mayno`@`%`");
        PipelineConfig pipeline = Pipelines.pipeline(server, "mayno", "t-alter");

        CheckResult refused = Pipelines.failed(run(pipeline), "control-tables");
        assertThat(refused.message()).contains("retl.retl_checkpoint", "INSTALLATION");
        Pipelines.fix(server, refused);
        assertThat(run(pipeline))
                .filteredOn(result -> result.check().equals("control-tables"))
                .noneMatch(CheckResult::blocks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void grantsWhatIsMissingOneByOneUntilAUserWithNothingCanSync(String name) throws SQLException {
        DatabaseServer server = prepared(name);
        Pipelines.user(server, "poor", "poor-password");
        server.execute("GRANT CREATE ON nothing.* TO `poor`@`%`");
        PipelineConfig pipeline = Pipelines.pipeline(server, "poor", "poor-password");

        List<CheckResult> first = run(pipeline);
        assertThat(first)
                .filteredOn(CheckResult::blocks)
                .extracting(CheckResult::check)
                .contains("privilege-replication-slave", "privilege-replication-client", "source-select");
        for (int round = 0; round < 4; round++) {
            for (CheckResult result : run(pipeline)) {
                if (result.blocks()) {
                    assertThat(result.fixSql())
                            .as(result.toString())
                            .contains("GRANT ")
                            .doesNotContain("TABLE ");
                    Pipelines.fix(server, result);
                }
            }
        }

        assertThat(run(pipeline)).filteredOn(CheckResult::blocks).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void countsPrivilegesOfActiveRoles(String name) throws SQLException {
        DatabaseServer server = prepared(name);
        boolean mariaDb = name.startsWith("mariadb");
        server.execute(
                "DROP ROLE IF EXISTS sync_role",
                "CREATE ROLE sync_role",
                "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, REPLICATION SLAVE, REPLICATION CLIENT ON *.*"
                        + " TO sync_role");
        Pipelines.user(server, "actor", "actor-password");
        server.execute(
                "GRANT sync_role TO `actor`@`%`",
                mariaDb ? "SET DEFAULT ROLE sync_role FOR `actor`@`%`" : "SET DEFAULT ROLE sync_role TO `actor`@`%`");

        assertThat(run(Pipelines.pipeline(server, "actor", "actor-password")))
                .filteredOn(CheckResult::blocks)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void judgesAServerByItselfAsItJudgesAPipeline(String name) throws SQLException {
        DatabaseServer server = prepared(name);
        Pipelines.user(server, "poor", "poor-password");
        server.execute("SET GLOBAL binlog_row_image = 'MINIMAL'");
        PipelineConfig pipeline = Pipelines.pipeline(server, "poor", "poor-password");

        List<CheckResult> alone = precheck.source(pipeline.source());

        assertThat(alone)
                .filteredOn(CheckResult::blocks)
                .extracting(CheckResult::check)
                .containsExactly("privilege-replication-slave", "privilege-replication-client");
        assertThat(verdicts(run(pipeline))).containsAll(verdicts(alone));
        assertThat(precheck.target(pipeline.source())).allMatch(CheckResult::passed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void findsTablesWithoutAKeyAndMendsThem(String name) throws SQLException {
        DatabaseServer server = prepared(name);
        server.execute(
                "CREATE TABLE pre_a.keyless (x INT)",
                "CREATE TABLE pre_a.maybe (x VARCHAR(9) CHARACTER SET latin1, UNIQUE KEY u (x))",
                "CREATE TABLE pre_b.keyless (id BIGINT UNSIGNED PRIMARY KEY, x INT)",
                "CREATE TABLE pre_b.maybe (x VARCHAR(9) CHARACTER SET latin1 PRIMARY KEY)");
        PipelineConfig pipeline = Pipelines.pipeline(server, Pipelines.pair("pre_a", ".*", "pre_b", ".*"));

        List<CheckResult> faults = run(pipeline).stream()
                .filter(result -> result.check().equals("source-key") && !result.passed())
                .toList();
        assertThat(faults).hasSize(2);
        for (CheckResult fault : faults) {
            Pipelines.fix(server, fault);
        }

        assertThat(run(pipeline)).filteredOn(CheckResult::blocks).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void findsMissingTargetTablesAndColumnsAndFixesThem(String name) throws SQLException {
        DatabaseServer server = prepared(name);
        server.execute(
                "CREATE TABLE pre_a.`ta``ble` (`k``ey` INT AUTO_INCREMENT PRIMARY KEY,"
                        + " v VARCHAR(20) CHARACTER SET gbk NOT NULL, ts TIMESTAMP NULL)",
                "ALTER TABLE pre_a.t ADD COLUMN added DECIMAL(8,3), ADD COLUMN e ENUM('a','b''c')");
        PipelineConfig pipeline = Pipelines.pipeline(server, Pipelines.pair("pre_a", ".*", "pre_b", ".*"));

        List<CheckResult> faults =
                run(pipeline).stream().filter(CheckResult::blocks).toList();
        assertThat(faults)
                .extracting(CheckResult::check)
                .containsExactlyInAnyOrder("target-table", "target-column", "target-column");
        for (CheckResult fault : faults) {
            Pipelines.fix(server, fault);
        }

        assertThat(run(pipeline)).filteredOn(CheckResult::blocks).isEmpty();
        assertThat(run(pipeline))
                .filteredOn(result -> result.check().equals("column-type"))
                .isEmpty();
    }

    @Test
    void findsColumnsThatDoNotFit() throws SQLException {
        DatabaseServer server = prepared("mysql-8.0");
        server.execute("ALTER TABLE pre_b.t MODIFY name VARCHAR(5) CHARACTER SET latin1,"
                + " ADD COLUMN needed INT NOT NULL, ENGINE=MyISAM");
        PipelineConfig pipeline = Pipelines.pipeline(server);

        List<CheckResult> results = run(pipeline);
        assertThat(results).filteredOn(CheckResult::blocks).isEmpty();
        Pipelines.fix(server, Pipelines.failed(results, "column-type"));
        Pipelines.fix(server, Pipelines.failed(results, "target-default"));
        Pipelines.fix(server, Pipelines.failed(results, "target-engine"));

        assertThat(run(pipeline))
                .filteredOn(result -> !result.passed())
                .extracting(CheckResult::check)
                .doesNotContain("column-type", "target-default", "target-engine");
    }

    /** And says how to give the column what it has at the source. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mysql-8.0    | VARCHAR(9) COLLATE utf8mb4_bin            | VARCHAR(9) COLLATE utf8mb4_general_ci    | "a" and "A"
            mysql-8.0    | VARCHAR(9) COLLATE utf8mb4_general_ci     | VARCHAR(9) COLLATE utf8mb4_bin           |
            mysql-8.0    | VARCHAR(9) COLLATE utf8mb4_0900_as_cs     | VARCHAR(9) COLLATE utf8mb4_0900_ai_ci    | "a" and "A"
            mysql-8.0    | VARCHAR(9) COLLATE utf8mb4_0900_as_ci     | VARCHAR(9) COLLATE utf8mb4_0900_ai_ci    | "a" and "á"
            mysql-8.0    | VARCHAR(9) COLLATE utf8mb4_0900_bin       | VARCHAR(9) COLLATE utf8mb4_bin           | "a" and "a "
            mysql-8.0    | CHAR(9) COLLATE utf8mb4_0900_bin          | VARCHAR(9) COLLATE utf8mb4_bin           |
            mysql-8.0    | VARCHAR(9) COLLATE utf8mb4_0900_bin       | CHAR(9) COLLATE utf8mb4_0900_bin         | "a" and "a "
            mysql-8.0    | VARCHAR(9) COLLATE utf8mb4_turkish_ci     | VARCHAR(9) COLLATE utf8mb4_unicode_ci    | "o" and "ö"
            mysql-8.0    | VARCHAR(9) COLLATE utf8mb4_general_ci     | VARCHAR(9) COLLATE utf8mb4_unicode_ci    | "ss" and "ß"
            mysql-8.0    | VARCHAR(9) COLLATE utf8mb3_general_ci     | VARCHAR(9) COLLATE utf8mb4_general_ci    |
            mysql-8.0    | VARCHAR(9) CHARACTER SET latin1           | VARCHAR(9) COLLATE utf8mb4_0900_ai_ci    | "a" and "ä"
            mysql-8.0    | VARCHAR(9) CHARACTER SET ascii            | VARCHAR(9) COLLATE utf8mb4_general_ci    |
            mysql-8.0    | VARCHAR(9) CHARACTER SET latin1           | VARBINARY(40)                            |
            mysql-8.0    | DATETIME(6)                               | DATETIME                                 | datetime(6)
            mysql-8.0    | DATETIME                                  | DATETIME(6)                              |
            mysql-8.0    | DECIMAL(10,4)                             | DECIMAL(10,2)                            | decimal(10,4)
            mysql-8.0    | DOUBLE                                    | FLOAT                                    | double
            mysql-8.0    | BIGINT                                    | DOUBLE                                   | bigint
            mysql-8.0    | VARBINARY(4)                              | BINARY(4)                                | varbinary(4)
            mysql-5.6    | VARCHAR(9) COLLATE utf8mb4_swedish_ci     | VARCHAR(9) COLLATE utf8mb4_danish_ci     | "aa" and "å"
            mariadb-11.4 | VARCHAR(9) COLLATE utf8mb4_nopad_bin      | VARCHAR(9) COLLATE utf8mb4_bin           | "a" and "a "
            mariadb-11.4 | VARCHAR(9) COLLATE utf8mb4_uca1400_as_cs  | VARCHAR(9) COLLATE utf8mb4_uca1400_ai_ci | "a" and "A"
            """)
    void findsKeysThatTheTargetHoldsForOne(String name, String source, String target, String values)
            throws SQLException {
        DatabaseServer server = prepared(name);
        server.execute(
                "ALTER TABLE pre_a.t CHARACTER SET utf8mb4, ADD COLUMN k " + source + " NOT NULL, ADD UNIQUE KEY (k)",
                "ALTER TABLE pre_b.t CHARACTER SET utf8mb4, ADD COLUMN k " + target + " NOT NULL, ADD UNIQUE KEY (k)");
        PipelineConfig pipeline = Pipelines.pipeline(server);

        if (values == null) {
            assertThat(run(pipeline)).filteredOn(CheckResult::blocks).isEmpty();
            return;
        }
        CheckResult fault = Pipelines.failed(run(pipeline), "target-key");
        assertThat(fault.blocks()).isTrue();
        assertThat(fault.message()).contains("pre_b.t.k", values);
        Pipelines.fix(server, fault);
        assertThat(run(pipeline)).filteredOn(CheckResult::blocks).isEmpty();
    }

    @Test
    void findsViewsThatNameNoColumnOrLeaveTheKeyOut() throws SQLException {
        DatabaseServer server = prepared("mariadb-10.11");
        MediaPair unknown = Pipelines.pair(
                "pre_a",
                "t",
                "pre_b",
                "t",
                new ColumnView(
                        ColumnPairMode.INCLUDE,
                        List.of(new ColumnPair("id", "id"), new ColumnPair("nam", "name")),
                        List.of()));
        MediaPair keyless = Pipelines.pair(
                "pre_a",
                "t",
                "pre_b",
                "t",
                new ColumnView(ColumnPairMode.EXCLUDE, List.of(new ColumnPair("id", "id")), List.of()));

        assertThat(Pipelines.failed(run(Pipelines.pipeline(server, unknown)), "source-column")
                        .message())
                .contains("nam");
        assertThat(Pipelines.failed(run(Pipelines.pipeline(server, keyless)), "source-key")
                        .message())
                .contains("id");
    }

    @Test
    void distinguishesAMissingTableFromAPatternThatMatchesNothingYet() throws SQLException {
        DatabaseServer server = prepared("mariadb-10.11");

        CheckResult plain = Pipelines.failed(
                run(Pipelines.pipeline(server, Pipelines.pair("pre_a", "gone", "pre_b", "gone"))), "source-table");
        assertThat(plain.blocks()).isTrue();
        assertThat(plain.message()).contains("pre_a.gone");
        CheckResult pattern = Pipelines.failed(
                run(Pipelines.pipeline(server, Pipelines.pair("pre_a", "gone_.*", "pre_b", ".*"))), "source-table");
        assertThat(pattern.blocks()).isFalse();
    }

    @Test
    void refusesATableThatIsItsOwnTarget() throws SQLException {
        DatabaseServer server = prepared("mysql-8.0");

        assertThat(Pipelines.failed(run(Pipelines.pipeline(server, Pipelines.pair("pre_a", "t", "pre_a", "t"))), "loop")
                        .blocks())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mysql-5.6", "mysql-9.7", "mariadb-11.4", "mariadb-10.11"})
    void findsAPositionThatIsGone(String name) throws SQLException {
        DatabaseServer server = prepared(name);
        PipelineConfig gone = Pipelines.pipeline(server, new StartPosition.FileOffset("binlog.999999", 4), 7_000_001);

        assertThat(Pipelines.failed(run(gone), "start-position").message()).contains("binlog.999999:4");

        BinlogPosition elsewhere = new BinlogPosition("binlog.888888", 4, "", "", 0);
        assertThat(Pipelines.failed(precheck.run(Pipelines.pipeline(server), Optional.of(elsewhere)), "start-position")
                        .message())
                .contains("binlog.888888:4");
        server.execute("INSERT INTO retl.retl_checkpoint VALUES (7, 1)");
        assertThat(run(gone)).filteredOn(CheckResult::blocks).isEmpty();
    }

    @Test
    void findsGtidsThatArePurged() throws SQLException {
        DatabaseServer server = prepared("mariadb-10.11");
        server.execute("FLUSH BINARY LOGS", "CREATE TABLE pre_a.later (id INT PRIMARY KEY)", "FLUSH BINARY LOGS");
        String last = Servers.one(server, "SELECT @@global.gtid_binlog_pos");
        server.execute("PURGE BINARY LOGS TO '" + Pipelines.lastLog(server) + "'");

        assertThat(run(Pipelines.pipeline(server, new StartPosition.Gtid(last), 7_000_001)))
                .filteredOn(CheckResult::blocks)
                .isEmpty();
        assertThat(Pipelines.failed(
                                run(Pipelines.pipeline(server, new StartPosition.Gtid("0-1-1"), 7_000_001)),
                                "start-position")
                        .blocks())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql-9.7", "mariadb-11.4"})
    void findsALogBegunAnewByItsGtids(String name) throws SQLException {
        DatabaseServer server = prepared(name);
        boolean mysql = name.startsWith("mysql");
        if (mysql && !Servers.one(server, "SELECT @@global.gtid_mode").equals("ON")) {
            server.execute(
                    "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                    "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                    "SET GLOBAL enforce_gtid_consistency = ON",
                    "SET GLOBAL gtid_mode = ON");
        }
        server.execute("CREATE TABLE pre_a.one (id INT PRIMARY KEY)", "CREATE TABLE pre_a.two (id INT PRIMARY KEY)");
        String gtids = mysql
                ? Servers.one(server, "SELECT CONCAT(@@global.server_uuid, ':1-', 1000000)")
                : Servers.one(server, "SELECT CONCAT('0-', @@global.server_id, '-1000000')");
        BinlogPosition position = new BinlogPosition("binlog.000001", 4, gtids, "", 0);

        assertThat(Pipelines.failed(precheck.run(Pipelines.pipeline(server), Optional.of(position)), "start-position")
                        .message())
                .contains("has executed only", "its log was begun anew");
    }

    @Test
    void findsACheckpointOfAnotherInstallation() throws SQLException {
        DatabaseServer server = prepared("mariadb-11.4");
        server.execute("DROP TABLE retl.retl_checkpoint");
        server.execute(new ControlScript().create(ControlTable.CHECKPOINT));
        PipelineConfig pipeline = Pipelines.pipeline(server);
        try (Connection connection = server.connect()) {
            CheckpointTable row = new CheckpointTable(connection, pipeline.id());
            row.addIfAbsent(1, 3, 0);
            row.setInstallation("theirs");
            assertThat(of(pipeline, "ours"))
                    .as("it has no position")
                    .filteredOn(CheckResult::blocks)
                    .isEmpty();

            row.move(3, new BinlogPosition("binlog.000001", 4, "", "", 0), 0);
            assertThat(Pipelines.failed(of(pipeline, "ours"), "checkpoint-owner")
                            .message())
                    .contains("installation, theirs, for a pipeline of this number; this is ours. Take it over");
            assertThat(of(pipeline, "theirs")).filteredOn(CheckResult::blocks).isEmpty();
        }
    }

    private List<CheckResult> of(PipelineConfig pipeline, String installation) {
        return precheck.run(
                new ChannelConfig(1, 1, "shop", SyncMode.ROW, Consistency.BASE, List.of(pipeline), installation),
                Map.of());
    }

    @Test
    void findsAServerIdThatIsTheServersOwn() throws SQLException {
        DatabaseServer server = prepared("mariadb-10.11");
        long serverId = Long.parseLong(Servers.one(server, "SELECT @@global.server_id"));

        assertThat(Pipelines.failed(
                                run(Pipelines.pipeline(server, new StartPosition.Latest(), serverId)), "slave-id-clash")
                        .blocks())
                .isTrue();
    }

    @Test
    void namesSequencesAndTheDefaultsThatUseThem() throws SQLException {
        DatabaseServer server = prepared("mariadb-10.11");
        server.execute(
                "CREATE SEQUENCE pre_a.s", "ALTER TABLE pre_a.t ADD number INT DEFAULT (NEXT VALUE FOR pre_a.s)");

        assertThat(Pipelines.failed(run(Pipelines.pipeline(server)), "source-column")
                        .message())
                .contains("pre_a.t.number")
                .contains("sequences are not synced");
        server.execute("DROP TABLE pre_a.t", "CREATE SEQUENCE pre_a.t");
        CheckResult refused = Pipelines.failed(run(Pipelines.pipeline(server)), "source-table");
        assertThat(refused.blocks()).isTrue();
        assertThat(refused.message()).contains("pre_a.t").contains("is a sequence");
    }

    @Test
    void refusesASystemVersionedTableByName() throws SQLException {
        DatabaseServer server = prepared("mariadb-10.11");
        server.execute("ALTER TABLE pre_a.t ADD SYSTEM VERSIONING");

        CheckResult refused = Pipelines.failed(run(Pipelines.pipeline(server)), "source-table");
        assertThat(refused.blocks()).isTrue();
        assertThat(refused.message()).contains("pre_a.t").contains("system-versioned");
        Pipelines.fix(server, refused);
        assertThat(run(Pipelines.pipeline(server)))
                .filteredOn(result -> result.check().equals("source-table"))
                .allMatch(CheckResult::passed);
    }

    @Test
    void namesTheUserThatCannotLogInAndTheServerThatDoesNotAnswer() throws SQLException {
        DatabaseServer server = prepared("mysql-8.0");

        List<CheckResult> denied = run(Pipelines.pipeline(server, server.user(), "wrong-password"));
        assertThat(denied)
                .filteredOn(CheckResult::blocks)
                .extracting(CheckResult::check)
                .containsExactly("canal-log-in", "source-log-in", "target-log-in");
        assertThat(denied).noneMatch(result -> (result.message() + result.fixSql()).contains("wrong-password"));

        DataMediaSource nobody =
                new DataMediaSource(9, "nobody", SourceType.MYSQL, "127.0.0.1", 1, "u", Secret.NONE, Map.of());
        PipelineConfig working = Pipelines.pipeline(server);
        PipelineConfig pipeline = new PipelineConfig(
                7,
                "a-to-b",
                working.canal(),
                nobody,
                List.of(nobody),
                List.of(1),
                List.of(1),
                PipelineParameters.DEFAULTS,
                working.pairs());
        assertThat(Pipelines.failed(run(pipeline), "source-reachable").message())
                .contains("\"nobody\" at 127.0.0.1:1");
        assertThat(Pipelines.failed(run(pipeline), "target-reachable").blocks()).isTrue();
    }

    @Test
    void warnsOfAMissingFreeDoorAndFixesIt() throws SQLException {
        DatabaseServer server = prepared("mysql-8.0");
        server.execute("DROP TABLE IF EXISTS retl.retl_buffer");

        CheckResult missing = Pipelines.failed(run(Pipelines.pipeline(server)), "retl-source");
        assertThat(missing.severity()).isEqualTo(Severity.WARNING);
        Pipelines.fix(server, missing);

        assertThat(run(Pipelines.pipeline(server)))
                .filteredOn(result -> result.check().equals("retl-source"))
                .allMatch(CheckResult::passed);
    }

    @Test
    void warnsOfACompressedLogAndFixesIt() throws SQLException {
        DatabaseServer server = prepared("mariadb-10.11");
        server.execute("SET GLOBAL log_bin_compress = ON");

        Pipelines.fix(server, Pipelines.failed(run(Pipelines.pipeline(server)), "binlog-compression"));

        assertThat(run(Pipelines.pipeline(server))).allMatch(CheckResult::passed);
    }

    @Test
    void warnsThatDdlCannotBeApplied() throws SQLException {
        DatabaseServer server = prepared("mysql-8.0");
        Pipelines.user(server, "rows_only", "rows-password");
        server.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO rows_only@'%'",
                "GRANT ALTER ON retl.* TO rows_only@'%'", "GRANT CREATE, ALTER, DROP ON `pre\\_b`.* TO rows_only@'%'");
        PipelineConfig pipeline = Pipelines.pipeline(server, "rows_only", "rows-password");

        CheckResult missing = Pipelines.failed(run(pipeline), "target-ddl-privilege");
        assertThat(missing.message()).contains("lacks INDEX on pre_b");
        Pipelines.fix(server, missing);

        assertThat(run(pipeline)).allMatch(CheckResult::passed);
    }

    @Test
    void findsAReadOnlyTarget() throws SQLException {
        DatabaseServer server = prepared("mysql-8.0");
        server.execute("SET GLOBAL super_read_only = ON");
        CheckResult closed = Pipelines.failed(run(Pipelines.pipeline(server)), "target-read-only");
        server.execute("SET GLOBAL super_read_only = OFF");
        Pipelines.fix(server, closed);

        assertThat(run(Pipelines.pipeline(server)))
                .filteredOn(CheckResult::blocks)
                .isEmpty();
    }

    @Test
    void whatTheLogMayStillBringDoesNotKeepAPipelineFromResuming() throws SQLException {
        DatabaseServer server = prepared("mariadb-11.4");
        server.execute(
                "CREATE TABLE pre_a.created (id INT PRIMARY KEY)", "ALTER TABLE pre_a.t ADD COLUMN added DECIMAL(8,3)");
        resumesWithWarnings(
                Pipelines.pipeline(server, Pipelines.pair("pre_a", ".*", "pre_b", ".*")),
                "target-table",
                "target-column");
        resumesWithWarnings(
                Pipelines.pipeline(server, Pipelines.pair("pre_a", "dropped", "pre_b", "dropped")), "source-table");
    }

    private void resumesWithWarnings(PipelineConfig pipeline, String... checks) {
        assertThat(run(pipeline))
                .filteredOn(CheckResult::blocks)
                .extracting(CheckResult::check)
                .containsExactlyInAnyOrder(checks);
        BinlogPosition earlier = new BinlogPosition("", 0, "", "", 0);
        assertThat(precheck.run(pipeline, Optional.of(earlier)))
                .filteredOn(result -> !result.passed() && List.of(checks).contains(result.check()))
                .hasSize(checks.length)
                .allSatisfy(result -> {
                    assertThat(result.severity()).isEqualTo(Severity.WARNING);
                    assertThat(result.fixSql()).isEmpty();
                    assertThat(result.message()).contains("what the log says next may change it");
                });
    }

    @Test
    void stopsWhenTheTimeIsUpAndSaysSo() throws SQLException {
        DatabaseServer server = prepared("mariadb-10.11");

        List<CheckResult> results = new Precheck(new DatabaseConnector(Servers.KEY), Duration.ZERO)
                .run(Pipelines.pipeline(server), Optional.empty());

        assertThat(Pipelines.failed(results, "time-limit").blocks()).isTrue();
    }

    /** Without the words, which name a pipeline's server in another way. */
    private static List<String> verdicts(List<CheckResult> results) {
        return results.stream()
                .map(result -> result.check() + " " + result.severity() + " " + result.passed() + " " + result.fixSql())
                .toList();
    }

    private static DatabaseServer prepared(String name) {
        Servers.assumeAvailable(name);
        DatabaseServer server = STARTED.computeIfAbsent(name, servers::take);
        Pipelines.prepare(server);
        return server;
    }

    private List<CheckResult> run(PipelineConfig pipeline) {
        return precheck.run(pipeline, Optional.empty());
    }
}
