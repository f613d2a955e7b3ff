package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.common.error.ErrorCode;
import io.otter.common.model.Order;
import io.otter.node.verify.Difference;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small inputs after public reports of other tools that copy, compare or repair tables. {@code -Dotter.pairs=all} for more servers. */
@Tag("servers")
@ExtendWith(SharedServers.class)
class ReportedCopiesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MANY = 3_000;

    /**
     * A table that is copied while it changes.
     *
     * @param columns with keys
     * @param rows values, or a query; empty for {@link #MANY} numbers
     * @param change at the source during the copy
     * @param planted at the target afterwards, one row
     */
    private record Input(String table, String columns, String rows, String change, String planted) {}

    private static final List<Input> INPUTS = List.of(
            // A row that is still to be copied goes to where the copy has been.
            new Input(
                    "moved",
                    "id INT PRIMARY KEY, v INT",
                    "",
                    "UPDATE # SET id = -2, v = 5 WHERE id = " + (MANY - 1),
                    "DELETE FROM # WHERE id = -2"),
            // The first column of the key does not tell one row from another.
            new Input(
                    "one_tenant",
                    "id INT, tenant VARCHAR(9) NOT NULL DEFAULT 'Acme', v INT, PRIMARY KEY (tenant, id)",
                    "",
                    "UPDATE # SET tenant = 'ACME' WHERE id MOD 100 = 7",
                    "UPDATE # SET v = -1 WHERE id = 7"),
            // The columns change their names, and no value its type.
            new Input(
                    "exchanged",
                    "id INT PRIMARY KEY, a INT NULL, v INT NULL",
                    "",
                    "ALTER TABLE # CHANGE a v INT NULL, CHANGE v a INT NULL; UPDATE # SET a = a + 1 WHERE id MOD 50 = 0",
                    "UPDATE # SET a = v, v = a + 1 WHERE id = 77"),
            // Labels that look like numbers of another base.
            new Input(
                    "hexlike",
                    "e ENUM('0x0','0x61','a') PRIMARY KEY, v SET('0x1','b')",
                    "('0x0', '0x1'), ('0x61', 'b'), ('a', '0x1,b')",
                    "UPDATE # SET v = '0x1' WHERE e = '0x61'",
                    "UPDATE # SET v = 'b' WHERE e = '0x61'"),
            // Names with what stands for a value elsewhere.
            new Input(
                    "asked",
                    "`a?b` INT PRIMARY KEY, `c:d` INT, `e%sf` VARCHAR(9)",
                    "(1, 2, '?'), (2, NULL, ':x'), (3, 4, '%s')",
                    "UPDATE # SET `c:d` = 7",
                    "UPDATE # SET `e%sf` = '??' WHERE `a?b` = 1"),
            // Printed otherwise than it is.
            new Input(
                    "reals",
                    "id INT PRIMARY KEY, f FLOAT, d DOUBLE",
                    "(0, 0, 0), (1, 1, 1), (2, -0.0, -0.0), (3, 14.22035, 14.22035), (4, 1.28461, 2.39128), (5, 1e10, 1e22),"
                            + " (6, 16777217, 9007199254740993)",
                    "UPDATE # SET f = f + 0.1 WHERE id = 3",
                    "UPDATE # SET f = 1.2846101 + 0.000001 WHERE id = 4"),
            // Bytes that a driver has no character for, or another one.
            new Input(
                    "old_text",
                    "k VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_bin PRIMARY KEY, a VARCHAR(9) CHARACTER SET armscii8, v INT",
                    "(0x81808D, 0xB2B3, 1), (0x9D, 0xB4, 2), ('é', 'a', 3)",
                    "UPDATE # SET a = 0xB5 WHERE v = 2",
                    "UPDATE # SET a = 0xB3 WHERE v = 1"),
            // Rows of which no column but the key is left once it is looked at.
            new Input(
                    "only_key",
                    "a DATETIME(6), b DECIMAL(10,3), PRIMARY KEY (b, a)",
                    "('2020-01-01 00:00:00.000001', 0.001), ('2020-01-01 00:00:00.000002', 0.001), ('2020-01-01', -1)",
                    "UPDATE # SET b = 0.002 WHERE a = '2020-01-01 00:00:00.000001'",
                    "DELETE FROM # WHERE b = -1"),
            // Put one after another, the values are the same.
            new Input(
                    "glued",
                    "id INT PRIMARY KEY, a VARCHAR(9), b VARCHAR(9)",
                    "(1, '1', '12'), (2, 'x', NULL), (3, NULL, 'x')",
                    "UPDATE # SET a = 'y' WHERE id = 2",
                    "UPDATE # SET a = '11', b = '2' WHERE id = 1"),
            // Bytes that no text has, as bounds of chunks.
            new Input(
                    "uuid_key",
                    "k BINARY(16) PRIMARY KEY, v INT",
                    "SELECT UNHEX(MD5(n)), n FROM walk.n",
                    "DELETE FROM # WHERE k > 0xF0",
                    "UPDATE # SET v = -1 WHERE v = 5"),
            // A bound that is encoded twice lies elsewhere.
            new Input(
                    "far_key",
                    "k VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci PRIMARY KEY, v INT",
                    "SELECT CONCAT(ELT(1 + n MOD 3, '中文', '国😀', 'é\\\\'), n), n FROM walk.n",
                    "UPDATE # SET v = -2 WHERE k LIKE '国%7'",
                    "DELETE FROM # WHERE v = 6"),
            // Letters lie between signs, and both cases are one.
            new Input(
                    "any_start",
                    "k VARCHAR(20) COLLATE utf8_general_ci PRIMARY KEY, v INT",
                    "SELECT CONCAT(CHAR(48 + n MOD 75 USING utf8), n), n FROM walk.n",
                    "UPDATE # SET v = v + 1 WHERE v MOD 7 = 0",
                    "UPDATE # SET v = -1 WHERE v = 5"),
            // A row that is only spelled otherwise from then on.
            new Input(
                    "respelled",
                    "k VARCHAR(20) COLLATE utf8_general_ci PRIMARY KEY, v INT",
                    "SELECT CONCAT('k', n), n FROM walk.n",
                    "UPDATE # SET k = UPPER(k) WHERE v MOD 100 = 7",
                    "UPDATE # SET k = LOWER(k) WHERE v = 107"),
            new Input(
                    "null_text",
                    "id INT PRIMARY KEY, a VARCHAR(9), b VARBINARY(9)",
                    "(1, NULL, NULL), (2, 'NULL', 'NULL'), (3, '', '')",
                    "UPDATE # SET b = NULL WHERE id = 3",
                    "UPDATE # SET a = 'NULL' WHERE id = 1"),
            // Equal by their collation only.
            new Input(
                    "blank_end",
                    "id INT PRIMARY KEY, a VARCHAR(9) COLLATE utf8_general_ci",
                    "(1, 'a'), (2, 'a '), (3, 'A')",
                    "UPDATE # SET a = 'b ' WHERE id = 2",
                    "UPDATE # SET a = 'a ' WHERE id = 1"),
            new Input(
                    "same_letters",
                    "id INT PRIMARY KEY, a VARCHAR(9) COLLATE utf8_general_ci",
                    "(1, 'abc'), (2, 'é')",
                    "UPDATE # SET a = 'E' WHERE id = 2",
                    "UPDATE # SET a = 'ABC' WHERE id = 1"),
            // A moment that servers set by themselves when a row is written.
            new Input(
                    "stamped",
                    "id INT PRIMARY KEY, v INT, t TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
                    "(1, 1, '2020-01-01'), (2, 2, '2020-01-01 00:00:01')",
                    "UPDATE # SET v = 3 WHERE id = 2; UPDATE # SET t = '2021-01-01' WHERE id = 1",
                    "UPDATE # SET t = t + INTERVAL 1 SECOND WHERE id = 1"),
            // Bounds as long as a key can be on every server.
            new Input(
                    "long_key",
                    "k VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY, v INT",
                    "SELECT CONCAT(REPEAT('😀', 187), LPAD(n, 4, '0')), n FROM walk.n",
                    "DELETE FROM # WHERE v MOD 3 = 0",
                    "UPDATE # SET v = -1 WHERE v = 5"),
            new Input(
                    "most_digits",
                    "d DECIMAL(65,30) PRIMARY KEY, v DECIMAL(65,0)",
                    "(-99999999999999999999999999999999999.999999999999999999999999999999, 1), (0.000000000000000000000000000001,"
                            + " 99999999999999999999999999999999999999999999999999999999999999999), (0, -1)",
                    "UPDATE # SET v = v - 1 WHERE d > 0",
                    "UPDATE # SET v = v + 1 WHERE d > 0"));

    static List<String> pairs() {
        return System.getProperty("otter.pairs") == null
                ? List.of("mysql-8.0:mariadb-11.4", "mysql-5.6:mysql-9.7")
                : List.of("mysql-8.0:mariadb-11.4", "mysql-5.6:mysql-9.7", "mariadb-11.4:mysql-8.0");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void rowsAreCopiedFoundAndRepaired(String pair, ServerPool servers) {
        String[] names = pair.split(":");
        if (!DatabaseServer.availableOf(names).containsAll(List.of(names))) {
            System.out.println("skipped, for lack of a server: " + pair);
            return;
        }
        try (DatabaseServer source = servers.take(names[0]);
                DatabaseServer target = servers.take(names[1])) {
            prepare(source, target);
            try (Walk walk = new Walk(source, target, Modes.schema("rep").withEverything(6_000, 4, Order.SOURCE))) {
                walk.resync(request(1_000));
                await().atMost(LIMIT)
                        .until(() -> walk.progress(1)
                                .filter(one -> one.tables().stream()
                                        .allMatch(table -> table.rows() > 0 || table.state() == State.FAILED))
                                .isPresent());
                for (Input input : INPUTS) {
                    execute(source, input, input.change());
                }
                walk.resync(request(0));
                walk.awaitResync(1);
                assertThat(walk.progress(1).orElseThrow().tables())
                        .as("all but the view")
                        .hasSize(INPUTS.size())
                        .allSatisfy(table ->
                                assertThat(table.state()).as(table.toString()).isEqualTo(State.DONE));
                walk.awaitApplied();
                assertThat(compared(walk)).isEmpty();

                INPUTS.forEach(input -> execute(target, input, input.planted()));
                assertThat(compared(walk))
                        .as("a row that is spelled otherwise is one that is missing and one too many")
                        .isEqualTo(INPUTS.stream()
                                .map(Input::table)
                                .collect(Collectors.toMap(
                                        table -> table, table -> table.equals("respelled") ? 2L : 1L)));
                repair(walk);
                assertThat(compared(walk)).isEmpty();
            }
        }
    }

    private static void prepare(DatabaseServer source, DatabaseServer target) {
        Walk.prepare(source, target);
        source.execute("CREATE TABLE walk.n (n INT PRIMARY KEY)", "INSERT INTO walk.n VALUES (0)");
        for (int n = 1; n < MANY; n *= 2) {
            source.execute("INSERT INTO walk.n SELECT n + " + n + " FROM walk.n WHERE n + " + n + " < " + MANY);
        }
        for (DatabaseServer server : List.of(source, target)) {
            server.execute("CREATE DATABASE rep CHARACTER SET utf8");
            INPUTS.forEach(input -> execute(server, input, "CREATE TABLE # (" + input.columns() + ") ENGINE=InnoDB"));
        }
        for (Input input : INPUTS) {
            if (input.rows().startsWith("SELECT")) {
                execute(source, input, "INSERT INTO # " + input.rows());
            } else if (!input.rows().isEmpty()) {
                execute(source, input, "INSERT INTO # VALUES " + input.rows());
            } else if (input.table().equals("exchanged")) {
                execute(source, input, "INSERT INTO # SELECT n, n, -n FROM walk.n");
            } else {
                execute(source, input, "INSERT INTO # (id, v) SELECT n, n FROM walk.n");
            }
        }
        source.execute("CREATE VIEW rep.looked AS SELECT id, v FROM rep.moved");
    }

    /** A row is never written over another one, however alike a key of the target takes them to be. */
    @Test
    void aRowThatAnotherKeyOfTheTargetRefusesIsNamedAndTakesNobodysPlace(ServerPool servers) {
        try (DatabaseServer source = servers.take("mariadb-11.4");
                DatabaseServer target = servers.take("mariadb-11.4")) {
            Walk.prepare(source, target);
            source.execute(
                    "CREATE DATABASE rep",
                    "CREATE TABLE rep.person (id INT PRIMARY KEY, mail VARCHAR(20) COLLATE utf8mb4_bin, UNIQUE (mail))",
                    "INSERT INTO rep.person VALUES (1, 'bob'), (2, 'al'), (3, 'Bob')");
            target.execute(
                    "CREATE DATABASE rep",
                    "CREATE TABLE rep.person (id INT PRIMARY KEY, mail VARCHAR(20) COLLATE utf8mb4_general_ci, UNIQUE"
                            + " (mail))");
            try (Walk walk = new Walk(source, target, Modes.schema("rep"))) {
                walk.resync(request(0));
                var failure = walk.awaitFailure();
                assertThat(failure.code()).isIn(ErrorCode.LOAD_DATA, ErrorCode.LOAD_CONFLICT);
                assertThat(failure.getMessage()).contains("rep.person", "id = 3");
            }
            assertThat(Walk.rows(target, "SELECT id, mail FROM rep.person WHERE mail = 'bob'"))
                    .as("the first is not written over")
                    .isIn(List.of(), List.of(List.of("1", "bob")));
        }
    }

    /** What servers may be set to for everybody must not change what is read, compared or deleted. */
    @ParameterizedTest
    @ValueSource(strings = {"mysql-8.0", "mariadb-11.4"})
    void settingsOfServersDoNotMatter(String name, ServerPool servers) {
        if (DatabaseServer.availableOf(name).isEmpty()) {
            System.out.println("skipped, for lack of a server: " + name);
            return;
        }
        try (DatabaseServer source = servers.take(name);
                DatabaseServer target = servers.take(name)) {
            Walk.prepare(source, target);
            for (DatabaseServer server : List.of(source, target)) {
                server.execute(
                        "CREATE DATABASE rep CHARACTER SET utf8mb4",
                        "CREATE TABLE rep.text (id INT, k CHAR(8) COLLATE utf8mb4_bin, c CHAR(9), v VARCHAR(9), PRIMARY KEY (k, id))",
                        "CREATE TABLE rep.large (id INT PRIMARY KEY, a LONGTEXT, b LONGTEXT)");
            }
            for (int id = 0; id < 40; id++) {
                source.execute("INSERT INTO rep.text VALUES (" + id + ", 'k\\\\', 'it''s', 'a|\\\"')");
            }
            target.execute("INSERT INTO rep.text VALUES (99, 'own', '', '')");
            for (int id = 1; id <= 2; id++) {
                source.execute(
                        "INSERT INTO rep.large VALUES (" + id + ", REPEAT('a', 700000), NULL)",
                        "UPDATE rep.large SET b = REPEAT('b', 700000) WHERE id = " + id);
            }
            if (source.isMariaDb()) { // MySQL's driver reads no row that is longer
                source.execute("SET GLOBAL max_allowed_packet = 1048576");
            }
            for (DatabaseServer server : List.of(source, target)) {
                server.execute(
                        "SET GLOBAL sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'",
                        "SET GLOBAL sql_safe_updates = 1",
                        "SET GLOBAL sql_select_limit = 3",
                        "SET GLOBAL group_concat_max_len = 8");
            }
            try (Walk walk = new Walk(source, target, Modes.schema("rep"))) {
                walk.resync(new ResyncRequest(1, List.of(1L), "", true, 0, 2, false));
                walk.awaitResync(1);
                assertThat(walk.progress(1).orElseThrow().state()).isEqualTo(State.DONE);
                walk.awaitApplied();
                assertThat(target.value("SELECT CONCAT(COUNT(*), ' ', SUM(LENGTH(v)), ' ', MAX(HEX(k))) FROM rep.text"))
                        .isEqualTo(source.value(
                                "SELECT CONCAT(COUNT(*), ' ', SUM(LENGTH(v)), ' ', MAX(HEX(k))) FROM rep.text"));
                assertThat(compared(walk)).isEmpty();
                target.execute(
                        "UPDATE rep.large SET b = CONCAT(LEFT(b, 699999), 'x') WHERE id = 2",
                        "UPDATE rep.text SET v = 'other' WHERE k = 'k\\' AND id = 20",
                        "DELETE FROM rep.text WHERE k = 'k\\' AND id = 39");
                assertThat(compared(walk)).isEqualTo(Map.of("large", 1L, "text", 2L));
                repair(walk);
                assertThat(compared(walk)).isEmpty();
                assertThat(target.value("SELECT COUNT(*) FROM rep.text")).isEqualTo("40");
            } finally {
                for (DatabaseServer server : List.of(source, target)) { // which others use next
                    server.execute(
                            "SET GLOBAL sql_safe_updates = 0",
                            "SET GLOBAL sql_select_limit = DEFAULT",
                            "SET GLOBAL group_concat_max_len = DEFAULT");
                }
            }
        }
    }

    private static ResyncRequest request(long rowsPerSecond) {
        return new ResyncRequest(1, List.of(1L), "", false, rowsPerSecond, INPUTS.size(), false);
    }

    /** By table, how many rows a comparison found. */
    private static Map<String, Long> compared(Walk walk) {
        VerifyProgress progress = walk.verify(List.of(1L), "");
        assertThat(progress.tables()).allSatisfy(table -> {
            assertThat(table.state()).as(table.toString()).isEqualTo(State.DONE);
            assertThat(table.note()).isEmpty();
        });
        return walk.differences().stream()
                .collect(Collectors.groupingBy(
                        row -> row.sourceTable().replaceFirst(".*\\.", ""), TreeMap::new, Collectors.counting()));
    }

    private static void repair(Walk walk) {
        List<Difference> found = walk.differences();
        walk.resync(new ResyncRequest(2, List.of(1L), "", false, 0, 1, false, VerifyDesk.keys(found), true));
        walk.awaitResync(2);
        assertThat(walk.progress(2).orElseThrow().state()).isEqualTo(State.DONE);
    }

    private static void execute(DatabaseServer server, Input input, String statements) {
        for (String sql : statements.split("; ")) {
            server.execute(sql.replace("#", "rep." + input.table()));
        }
    }
}
