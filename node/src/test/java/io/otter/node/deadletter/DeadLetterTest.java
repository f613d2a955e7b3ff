package io.otter.node.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.json.Json;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.ErrorPolicy;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.SourceType;
import io.otter.common.model.StartPosition;
import io.otter.common.position.BinlogPosition;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.communication.Credentials;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.communication.message.ReportedLetter;
import io.otter.communication.message.RowReport;
import io.otter.database.ColumnMeta;
import io.otter.database.DatabaseConnector;
import io.otter.database.TableMeta;
import io.otter.node.binlog.Column;
import io.otter.node.binlog.Row;
import io.otter.node.binlog.RowKind;
import io.otter.node.binlog.TableSchema;
import io.otter.node.load.DeadLetters;
import io.otter.node.load.RefusedRow;
import io.otter.node.transform.ColumnMapping;
import io.otter.node.transform.TablePlan;
import io.otter.node.transform.TargetChange;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.record.Records;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Letters from a refused row to a manager, over a real server; the manager is one that only listens. */
@Tag("slow")
@ExtendWith(SharedServers.class)
class DeadLetterTest {
    private static final Credentials CREDENTIALS = Credentials.of("a shared key of the tests", 1);
    private static final Credentials MANAGER = Credentials.of("a shared key of the tests", Credentials.MANAGER);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final SecretKey KEY =
            new SecretKey("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final List<String> NAMES = List.of("ke`y", "te\"xt's", "数据");
    private static final TablePlan PLAN = plan();

    private static DatabaseServer server;

    private final List<RowReport<ReportedLetter>> reports = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startServer(ServerPool servers) {
        server = servers.take("mariadb-11.4");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void begin() {
        server.execute("DROP DATABASE IF EXISTS retl", "CREATE DATABASE retl");
    }

    @Test
    void aLetterSaysWhichRowWasRefusedWhyAndWhere() throws Exception {
        try (RpcServer manager = manager(0);
                DeadLetterShipper shipper = shipper(manager.port())) {
            Row before = new Row(new Object[] {"k'1", "old", null});
            Row after = new Row(new Object[] {"k'2", "it's \"new\" 😀", new byte[] {0, (byte) 0xff, 10}});
            put(box(shipper), refused(RowKind.UPDATE, before, after, false));
            ReportedLetter letter = awaitLetters(1).get(0);
            assertThat(letter.sourceTable()).isEqualTo("shop.o'r`der");
            assertThat(letter.targetTable()).isEqualTo("crm.订单");
            assertThat(letter.kind()).isEqualTo("UPDATE");
            assertThat(letter.keyText()).isEqualTo("ke`y = k'2");
            assertThat(letter.keyData()).isEqualTo("k'2");
            assertThat(letter.oldKeyData()).isEqualTo("k'1");
            assertThat(json(letter.before())).containsEntry("te\"xt's", "old").containsEntry("数据", null);
            assertThat(json(letter.after()))
                    .containsEntry("te\"xt's", "it's \"new\" 😀")
                    .containsEntry("数据", Map.of("hex", "00ff0a"));
            assertThat(letter.errorCode()).isEqualTo("LOAD_DATA");
            assertThat(letter.errorText()).contains("does not fit");
            assertThat(letter.position()).contains("binlog.000009");
            assertThat(letter.commitTimeMillis()).isEqualTo(77);
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(letter.done()).isFalse();
            assertThat(reports.get(0).pipelineId()).isEqualTo(70);
            assertThat(reports.get(0).subjectId()).isEqualTo(2);
        }
    }

    @Test
    void aLetterWaitsUntilAManagerAnswersAndIsSentOnce() throws Exception {
        int port;
        try (RpcServer first = manager(0)) {
            port = first.port();
        }
        try (DeadLetterShipper shipper = shipper(port)) {
            put(box(shipper), refused(RowKind.INSERT, null, row("a"), false));
            assertThat(value("SELECT count(*) FROM retl.retl_dead_letter WHERE SHIPPED = 0"))
                    .isEqualTo("1");
            try (RpcServer manager = manager(port)) {
                awaitLetters(1);
                await().atMost(LIMIT)
                        .until(() -> value("SELECT min(SHIPPED) FROM retl.retl_dead_letter")
                                .equals("1"));
                put(box(shipper), refused(RowKind.INSERT, null, row("b"), false));
                assertThat(awaitLetters(2)).extracting(ReportedLetter::keyData).containsExactly("a", "b");
            }
        }
    }

    @Test
    void aLetterOfAUnitThatIsRolledBackIsNeverSent() throws Exception {
        try (RpcServer manager = manager(0);
                DeadLetterShipper shipper = shipper(manager.port())) {
            DeadLetters box = box(shipper);
            try (Connection unit = server.connect()) {
                unit.setAutoCommit(false);
                assertThat(box.take(unit, refused(RowKind.INSERT, null, row("rolled back"), false)))
                        .isTrue();
                unit.rollback();
            }
            put(box, refused(RowKind.INSERT, null, row("kept"), false));
            assertThat(awaitLetters(1)).extracting(ReportedLetter::keyData).containsExactly("kept");
        }
    }

    @Test
    void aRowThatIsRefusedAgainCountsAndOneThatIsWrittenIsDone() throws Exception {
        try (RpcServer manager = manager(0);
                DeadLetterShipper shipper = shipper(manager.port())) {
            DeadLetters box = box(shipper);
            put(box, refused(RowKind.INSERT, null, row("a"), false));
            awaitLetters(1);
            RefusedRow again = refused(RowKind.INSERT, null, row("a"), true);
            put(box, again);
            ReportedLetter second = awaitLetters(2).get(1);
            assertThat(second.id()).isEqualTo(awaitLetters(1).get(0).id());
            assertThat(second.attempts()).isEqualTo(2);
            assertThat(second.done()).isFalse();
            written(box, again.change());
            assertThat(value("SELECT DONE FROM retl.retl_dead_letter"))
                    .as("it was refused in this very unit")
                    .isEqualTo("0");
            written(box, refused(RowKind.INSERT, null, row("a"), true).change());
            ReportedLetter third = awaitLetters(3).get(2);
            assertThat(third.attempts()).isEqualTo(2);
            assertThat(third.done()).isTrue();
        }
    }

    @Test
    void keysThatDifferInCaseOrBlanksOnlyAreNotOneRow() throws Exception {
        try (DeadLetterShipper shipper = shipper(1)) {
            DeadLetters box = box(shipper);
            for (String key : List.of("key", "KEY", "key ", "kéy")) {
                put(box, refused(RowKind.INSERT, null, row(key), false));
            }
            written(box, refused(RowKind.INSERT, null, row("key"), true).change());
            assertThat(value("SELECT GROUP_CONCAT(CONCAT('[', PK_DATA, ']') ORDER BY ID) FROM retl.retl_dead_letter"
                            + " WHERE DONE = 1"))
                    .isEqualTo("[key]");
            put(box, refused(RowKind.INSERT, null, row("KEY"), true));
            assertThat(value("SELECT GROUP_CONCAT(ATTEMPTS ORDER BY ID) FROM retl.retl_dead_letter"))
                    .isEqualTo("1,2,1,1");
        }
    }

    @Test
    void aHugeValueIsWholeAtTheTargetAndShortenedForTheManager() throws Exception {
        try (RpcServer manager = manager(0);
                DeadLetterShipper shipper = shipper(manager.port())) {
            byte[] huge = new byte[2_000_000];
            huge[1_999_999] = (byte) 0xab;
            put(box(shipper), refused(RowKind.INSERT, null, new Row(new Object[] {"a", "x", huge}), false));
            ReportedLetter letter = awaitLetters(1).get(0);
            assertThat(letter.after()).hasSizeLessThanOrEqualTo(500_000).endsWith("…");
            assertThat(value("SELECT RIGHT(JSON_VALUE(AFTER_IMAGE, '$.\"数据\".hex'), 4) FROM retl.retl_dead_letter"))
                    .isEqualTo("00ab");
        }
    }

    @Test
    void manyHugeRowsOfWideCharactersArriveToo() throws Exception {
        int port;
        try (RpcServer first = manager(0)) {
            port = first.port();
        }
        try (DeadLetterShipper shipper = shipper(port)) {
            String wide = "汉".repeat(600_000);
            DeadLetters box = box(shipper);
            for (int i = 0; i < 24; i++) {
                Row image = new Row(new Object[] {"k" + i, wide, null});
                put(box, refused(RowKind.UPDATE, image, image, false));
            }
            try (RpcServer manager = manager(port)) {
                assertThat(awaitLetters(24)).hasSize(24);
            }
        }
    }

    @Test
    void aKeyThatTheFreeDoorCannotNameHasNoKeyData() throws Exception {
        try (DeadLetterShipper shipper = shipper(1)) {
            DeadLetters box = box(shipper);
            put(box, refused(RowKind.INSERT, null, row("k".repeat(257)), false));
            put(box, refused(RowKind.INSERT, null, row("k".repeat(256)), false));
            Row binary = new Row(new Object[] {new byte[] {1, 2}, "x", null});
            put(box, refused(RowKind.INSERT, null, binary, false));
            assertThat(value("SELECT GROUP_CONCAT(CHAR_LENGTH(PK_DATA) ORDER BY ID) FROM retl.retl_dead_letter"))
                    .isEqualTo("0,256,0");
            assertThat(value("SELECT KEY_TEXT FROM retl.retl_dead_letter ORDER BY ID DESC LIMIT 1"))
                    .isEqualTo("ke`y = 0x0102");
        }
    }

    @Test
    void aFaultThatIsNotOfOneRowStopsThePipeline() throws Exception {
        try (DeadLetterShipper shipper = shipper(1);
                Connection unit = server.connect()) {
            RefusedRow row = refused(RowKind.INSERT, null, row("a"), false);
            RefusedRow missing = new RefusedRow(
                    row.change(),
                    new OtterException(ErrorCode.LOAD_TRANSIENT, "away"),
                    row.transactionEnd(),
                    row.commitTimestampMillis());
            assertThat(box(shipper).take(unit, missing)).isFalse();
            assertThat(shipper.writer(pipeline(ErrorPolicy.STOP), media()).take(unit, row))
                    .isFalse();
        }
    }

    /** An operator has put it aside, and a copy that begins anew, a repair or the free door brings it again. */
    @Test
    void aRowWithAnOpenLetterThatIsBroughtAgainStopsNothing() throws Exception {
        try (DeadLetterShipper shipper = shipper(1);
                Connection unit = server.connect()) {
            put(box(shipper), refused(RowKind.INSERT, null, row("a"), false));
            DeadLetters stops = shipper.writer(pipeline(ErrorPolicy.STOP), media());
            assertThat(stops.take(unit, refused(RowKind.INSERT, null, row("b"), true)))
                    .as("nobody has decided about it")
                    .isFalse();
            assertThat(stops.take(unit, refused(RowKind.INSERT, null, row("a"), false)))
                    .as("a change of the log is another one")
                    .isFalse();
            RefusedRow again = refused(RowKind.INSERT, null, row("a"), true);
            put(stops, again);
            written(stops, again.change());
            assertThat(value("SELECT CONCAT(COUNT(*), ' ', MAX(ATTEMPTS), ' ', MAX(DONE)) FROM retl.retl_dead_letter"))
                    .isEqualTo("1 2 0");
            written(stops, refused(RowKind.INSERT, null, row("a"), true).change());
            assertThat(value("SELECT DONE FROM retl.retl_dead_letter")).isEqualTo("1");
            assertThat(stops.take(unit, refused(RowKind.INSERT, null, row("a"), true)))
                    .as("the letter is done with")
                    .isFalse();
        }
    }

    private RpcServer manager(int port) {
        return new RpcServer(
                "the port of a manager",
                "127.0.0.1",
                port,
                MANAGER,
                MessageTypes.of(ReportedLetter.KIND.type()),
                new RpcHandlers().onRequest(ReportedLetter.KIND.type(), ReportedLetter.KIND.stored(), report -> {
                    reports.add(report);
                    return report.stored();
                }));
    }

    private static DeadLetterShipper shipper(int managerPort) {
        DeadLetterShipper shipper = new DeadLetterShipper(
                List.of(new ServerAddress("127.0.0.1", managerPort)),
                CREDENTIALS,
                new DatabaseConnector(KEY),
                Clock.systemUTC());
        shipper.start();
        return shipper;
    }

    private static DeadLetters box(DeadLetterShipper shipper) {
        return shipper.writer(pipeline(ErrorPolicy.DEAD_LETTER), media());
    }

    private List<ReportedLetter> awaitLetters(int count) {
        await().atMost(LIMIT).until(() -> letters().size() >= count);
        return letters();
    }

    private List<ReportedLetter> letters() {
        return reports.stream().flatMap(report -> report.rows().stream()).toList();
    }

    private static void put(DeadLetters box, RefusedRow row) throws SQLException {
        try (Connection unit = server.connect()) {
            unit.setAutoCommit(false);
            assertThat(box.take(unit, row)).isTrue();
            unit.commit();
        }
    }

    private static void written(DeadLetters box, TargetChange change) throws SQLException {
        try (Connection unit = server.connect()) {
            unit.setAutoCommit(false);
            box.resynced(unit, List.of(change));
            unit.commit();
        }
    }

    private static RefusedRow refused(RowKind kind, @Nullable Row before, @Nullable Row after, boolean resync) {
        return new RefusedRow(
                new TargetChange(PLAN, kind, before, after, 1, resync, false, null),
                new OtterException(ErrorCode.LOAD_DATA, "it does not fit"),
                new BinlogPosition("binlog.000009", 4, "", "uuid", 77),
                77);
    }

    private static Row row(String key) {
        return new Row(new Object[] {key, "text", null});
    }

    private static Map<String, @Nullable Object> json(@Nullable String image) {
        return Json.read(String.valueOf(image).getBytes(StandardCharsets.UTF_8), AnyRow.class);
    }

    private static String value(String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }

    private static TablePlan plan() {
        List<Column> columns = NAMES.stream()
                .map(name -> new Column(name, "varchar", "varchar(9)", false, true, false, null, null, List.of()))
                .toList();
        List<ColumnMeta> targets = NAMES.stream()
                .map(name -> new ColumnMeta(
                        NAMES.indexOf(name) + 1,
                        name,
                        "varchar",
                        "varchar(9)",
                        true,
                        false,
                        false,
                        false,
                        false,
                        "utf8mb4",
                        "utf8mb4_bin",
                        null))
                .toList();
        List<ColumnMapping> mapped =
                List.of(new ColumnMapping(0, "ke`y"), new ColumnMapping(1, "te\"xt's"), new ColumnMapping(2, "数据"));
        return new TablePlan(
                1,
                new TableSchema("shop", "o'r`der", columns, List.of(0), List.of()),
                new TableMeta("crm", "订单", "InnoDB", targets, List.of("ke`y"), List.of(), List.of()),
                mapped,
                mapped.subList(0, 1));
    }

    private static DataMediaSource media() {
        return new DataMediaSource(
                2,
                "dst",
                SourceType.MYSQL,
                server.host(),
                server.port(),
                server.user(),
                KEY.encrypt(server.password(), PasswordPlace.database(server.host(), server.port(), server.user())),
                Map.of());
    }

    private static PipelineConfig pipeline(ErrorPolicy policy) {
        PipelineParameters defaults = PipelineParameters.DEFAULTS;
        PipelineParameters parameters = Records.with(defaults, "onError", policy);
        CanalConfig canal = new CanalConfig(
                1,
                "log",
                List.of(new ServerAddress("127.0.0.1", 1)),
                "u",
                media().password(),
                new StartPosition.Latest(),
                1,
                false);
        return new PipelineConfig(
                70, "line", canal, media(), List.of(media()), List.of(1), List.of(1), parameters, List.of());
    }

    private static final class AnyRow extends LinkedHashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;
    }
}
