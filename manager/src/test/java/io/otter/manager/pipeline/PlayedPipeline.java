package io.otter.manager.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.cursor.CursorStore;
import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMark.Stage;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.schema.UnknownTable;
import io.otter.arbitrate.schema.UnknownTables;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.model.Bottleneck;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StageTimes;
import io.otter.common.position.BinlogPosition;
import io.otter.communication.message.ReportedConflict;
import io.otter.communication.message.ReportedLetter;
import io.otter.communication.message.RowReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.conflict.ConflictService;
import io.otter.manager.deadletter.DeadLetters;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A manager with pipeline src-to-dst of channel shop, whose node is played; the source is real. */
final class PlayedPipeline implements AutoCloseable {
    private static final long TARGET_ID = 2;

    private final DatabaseServer server;
    private final ZookeeperFixture zookeeper = ZookeeperFixture.single();
    private final TestManager manager;
    private final Coordination node;
    private final ApiCaller api;
    private final long channelId;
    private final long pipelineId;
    private final ProcessMarks marks;

    /** @param otherName of the one pipeline of channel nasty */
    PlayedPipeline(ServerPool servers, String otherName) throws Exception {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
        node = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS);
        node.awaitConnected(Duration.ofSeconds(20));
        api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        apply(5, otherName);
        apply(8, otherName);
        ChannelReport channel = manager.context().getBean(ChannelBoard.class).refresh().channels().stream()
                .filter(one -> one.name().equals("shop"))
                .findFirst()
                .orElseThrow();
        channelId = channel.id();
        pipelineId = channel.pipelines().get(0).id();
        marks = new ProcessMarks(node, channelId, pipelineId);
        run();
        figures();
        source();
    }

    DatabaseServer server() {
        return server;
    }

    TestManager manager() {
        return manager;
    }

    ApiCaller api() {
        return api;
    }

    /** The batches in flight. */
    ProcessMarks marks() {
        return marks;
    }

    @Override
    public void close() {
        node.close();
        manager.close();
        zookeeper.close();
        server.close();
    }

    /** Whether a row of shop.item is in the source's retl_buffer. */
    boolean sentAgain(String key) throws SQLException {
        try (Connection connection = server.connect("retl");
                PreparedStatement select = connection.prepareStatement(
                        "SELECT 1 FROM retl_buffer WHERE FULL_NAME = 'shop.item' AND PK_DATA = ?")) {
            select.setString(1, key);
            return select.executeQuery().next();
        }
    }

    /** The decision about {@link #ask}'s statement, null while there is none. */
    @Nullable
    DdlAnswer answer() {
        return new DdlQuestions(node)
                .find(channelId, pipelineId, TARGET_ID)
                .orElseThrow()
                .answer();
    }

    /** Whether the present definition of a table may be taken, of which {@link #stopAt} told. */
    boolean isPermitted(String table) {
        return new UnknownTables(node)
                .list(channelId, pipelineId).stream()
                        .filter(one -> one.table().equals(table))
                        .anyMatch(one -> one.permission() != null);
    }

    /** Tells that the columns of a table of the source are unknown. */
    void stopAt(String table) {
        new UnknownTables(node)
                .tell(new UnknownTable(
                        channelId,
                        pipelineId,
                        "shop",
                        table,
                        "mysql-bin.000042:98123",
                        "it was changed later, at mysql-bin.000043:120",
                        System.currentTimeMillis() - 65_000,
                        null));
    }

    /** The columns of all tables are known again. */
    void goOn() {
        UnknownTables tables = new UnknownTables(node);
        tables.list(channelId, pipelineId).forEach(tables::remove);
    }

    private void apply(int parallelism, String otherName) throws Exception {
        HttpResponse<String> answer = api.put(
                "spec",
                """
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                sources:
                  - {name: src, host: %s, port: %d, username: %s, password: "%s"}
                  - {name: dst, host: %1$s, port: %2$d, username: %3$s, password: "%4$s"}
                canals: [{name: src-log, source: src}, {name: other-log, source: src}]
                channels:
                  - name: shop
                    pipelines:
                      - name: src-to-dst
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        parameters: {parallelism: %d, onError: DEAD_LETTER, ddl: {DROP: ASK}}
                        pairs:
                          - {from: {source: src, schema: shop, table: item}, to: {source: dst, schema: shop, table: item}}
                          - {from: {source: src, schema: shop, table: "order_[1-128]"}, to: {source: dst, schema: archive, table: "order_[1-128]"}}
                  - name: nasty
                    pipelines:
                      - name: %s
                        canal: other-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: src, schema: shop, table: x}, to: {source: dst, schema: shop, table: x}}]
                """.formatted(
                                server.host(),
                                server.port(),
                                server.user(),
                                server.password(),
                                parallelism,
                                "'" + otherName.replace("'", "''") + "'"),
                "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Plays a running node. */
    private void run() {
        new ChannelControl(node, Clock.systemUTC()).move(channelId, ChannelStatus.START, "", "test");
        Mainstem mainstem = new Mainstem(node, Clock.systemUTC());
        long epoch = mainstem.tryTake(channelId, pipelineId, 1, () -> {}).orElseThrow();
        mainstem.ready(channelId, pipelineId, 1, epoch);
        marks.begin(new TermGuard(node, channelId, pipelineId, epoch));
        long now = System.currentTimeMillis();
        marks.mark(7, new ProcessMark(1, epoch, Stage.TRANSFORMED, 6_000, 940_000, now - 2_400));
        marks.mark(8, new ProcessMark(1, epoch, Stage.TRANSFORMED, 5_800, 900_000, now - 1_700));
        marks.mark(9, new ProcessMark(1, epoch, Stage.SELECTED, 81, 9_900, now - 300));
        PipelineFacts facts = manager.context().getBean(PipelineFacts.class);
        facts.heard(
                Instant.now().plusSeconds(3600), // so that it is not called silent while the test looks
                1,
                new StatisticsReport.Pipeline(
                        pipelineId,
                        epoch,
                        0,
                        "",
                        340L,
                        73_081,
                        1250.0,
                        0,
                        new StageTimes(0.4, 1.25, 2.5, 118, Bottleneck.LOAD),
                        "",
                        "",
                        List.of(
                                new StatisticsReport.Pair(pairIds().get(0), 70_412, 3_000, 81),
                                new StatisticsReport.Pair(pairIds().get(1), 1, 0, 0)),
                        List.of(new StatisticsReport.Pair(pairIds().get(0), 70_000, 3_000, 81))));
        new CursorStore(node, "src-log", pipelineId, new ServerAddress(server.host(), server.port()))
                .write(new BinlogPosition("binlog.000001", 4_096, "", "", now - 340));
        await().until(() -> marks.list().size() == 3);
    }

    private List<Long> pairIds() {
        return manager.context().getBean(ChannelBoard.class).facts().configured().channels().stream()
                .filter(channel -> channel.name().equals("shop"))
                .flatMap(channel -> channel.pipelines().get(0).pairs().stream())
                .map(pair -> pair.id())
                .toList();
    }

    private void figures() {
        for (int minute = 0; minute < 55; minute++) {
            if (minute < 20 || minute > 24) {
                String at = "NOW() - INTERVAL " + minute + " MINUTE";
                manager.execute("INSERT INTO DELAY_STAT (DELAY_TIME, DELAY_NUMBER, PIPELINE_ID, GMT_CREATE) VALUES ("
                        + (minute == 3 ? 2_500 : 200 + minute * 7) + ", 0, " + pipelineId + ", " + at + ")");
                int rows = minute == 3 ? 100 : 900 + minute * 11 % 300;
                manager.execute("INSERT INTO TABLE_HISTORY_STAT (INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT,"
                        + " DATA_MEDIA_PAIR_ID, PIPELINE_ID, START_TIME, END_TIME) VALUES (" + 40 * rows + ", "
                        + 15 * rows
                        + ", " + 5 * rows + ", " + pairIds().get(0) + ", " + pipelineId + ", " + at
                        + " - INTERVAL 1 MINUTE, " + at + ")");
                manager.execute("INSERT INTO THROUGHPUT_STAT (TYPE, NUMBER, SIZE, PIPELINE_ID, START_TIME, END_TIME)"
                        + " VALUES ('ROW', " + 60 * rows + ", 0, "
                        + pipelineId + ", " + at + " - INTERVAL 1 MINUTE, " + at + ")");
            }
        }
        manager.execute("INSERT INTO TABLE_STAT (FILE_SIZE, FILE_COUNT, INSERT_COUNT, UPDATE_COUNT, DELETE_COUNT,"
                + " DATA_MEDIA_PAIR_ID, PIPELINE_ID) VALUES (0, 0, 1200300, 45000, 812, "
                + pairIds().get(0) + ", " + pipelineId + ")");
        manager.execute("INSERT INTO LOG_RECORD (NID, CHANNEL_ID, PIPELINE_ID, TITLE, MESSAGE) VALUES ('1', '"
                + channelId + "', '" + pipelineId
                + "', 'src-to-dst: DATABASE_UNREACHABLE', 'target dst does not answer.')");
    }

    private void source() throws Exception {
        String retl = Files.readString(Path.of("../sql/retl-schema.sql")).replaceAll("(?m)^--.*$", "");
        for (String statement : retl.split(";\\s*")) {
            if (!statement.isBlank()) {
                server.execute(statement);
            }
        }
        server.execute(
                "CREATE DATABASE shop",
                "CREATE TABLE shop.item (id INT PRIMARY KEY, note VARCHAR(40))",
                "CREATE TABLE shop.order_1 (id INT PRIMARY KEY)",
                "CREATE TABLE shop.order_2 (id INT PRIMARY KEY)",
                "CREATE DATABASE archive",
                "CREATE TABLE archive.order_1 (id INT PRIMARY KEY)",
                "CREATE TABLE archive.order_2 (id INT)");
    }

    /** Reports rows that the target refused, like a node. */
    void refuse(int from, int count) {
        List<ReportedLetter> letters = new ArrayList<>();
        for (int id = from; id < from + count; id++) {
            letters.add(new ReportedLetter(
                    id,
                    "shop.item",
                    "shop.item",
                    "UPDATE",
                    "id = " + id,
                    Integer.toString(id),
                    "",
                    "{\"id\":" + id + ",\"note\":\"as it was\"}",
                    "{\"id\":" + id + ",\"note\":\"longer than allowed\"}",
                    "LOAD_DATA",
                    "table shop.item refuses the row: Data too long for column 'note'.",
                    "mysql-bin.000042:" + id,
                    System.currentTimeMillis() - 60_000,
                    System.currentTimeMillis() - 50_000,
                    1,
                    false));
        }
        manager.context().getBean(DeadLetters.class).store(new RowReport<>(pipelineId, TARGET_ID, letters));
    }

    /** Reports conflicts that were decided, like a node. */
    void decide(int from, int count) {
        List<ReportedConflict> conflicts = new ArrayList<>();
        for (int id = from; id < from + count; id++) {
            conflicts.add(new ReportedConflict(
                    id,
                    "shop.item",
                    "shop.item",
                    "UPDATE",
                    "id = " + id,
                    "{\"columns\":{\"id\":\"id\",\"note\":\"note\"},\"before\":{\"id\":" + id
                            + ",\"note\":\"as it was\"},\"after\":{\"id\":" + id
                            + ",\"note\":\"from the east\"},\"present\":{\"id\":\"" + id
                            + "\",\"note\":\"from the west\"},\"others\":[]}",
                    "NEWEST",
                    id % 2 == 0,
                    "mysql-bin.000042:" + id,
                    System.currentTimeMillis() - 60_000,
                    System.currentTimeMillis() - 50_000));
        }
        manager.context().getBean(ConflictService.class).store(new RowReport<>(pipelineId, TARGET_ID, conflicts));
    }

    String state(String key) throws Exception {
        for (var letter : api.get("channels/shop/dead-letters?most=500")) {
            if (letter.path("key").asString().equals(key)) {
                return letter.path("state").asString();
            }
        }
        throw new AssertionError(key);
    }

    void ask() {
        new DdlQuestions(node)
                .ask(new DdlQuestion(
                        channelId,
                        pipelineId,
                        TARGET_ID,
                        "mysql-bin.000042:98123",
                        "DROP TABLE item",
                        List.of("shop.item"),
                        List.of("DROP TABLE `shop`.`item`"),
                        "the policy of DROP is ASK.",
                        System.currentTimeMillis() - 65_000,
                        null));
    }
}
