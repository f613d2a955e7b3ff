package io.otter.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.ServerAddress;
import io.otter.common.model.StageTimes;
import io.otter.communication.Credentials;
import io.otter.communication.MessageTypes;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcConnection;
import io.otter.communication.message.FreeDoorReport;
import io.otter.communication.message.LogRecordReport;
import io.otter.communication.message.ReportedConflict;
import io.otter.communication.message.ReportedDifference;
import io.otter.communication.message.ReportedLetter;
import io.otter.communication.message.RowReport;
import io.otter.communication.message.SchemaHistoryReport;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.network.FreePorts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Who has the key of node 2 reports as node 2: of its own pipeline, and of no other. */
@ExtendWith(SharedServers.class)
@Timeout(120)
class StolenNodeKeyTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ConfigurationFile KEY =
            ConfigurationFile.of(Map.of("otter.communication.nodeKey", Credentials.nodeKey(installation(), 2, 0)));

    private static AttackedManager manager;
    private static RpcClient client;
    private static ServerAddress address;
    private static RpcConnection thief;
    private static Channel own;
    private static Channel other;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        int port = FreePorts.pick();
        manager = AttackedManager.start(servers, Map.of("otter.communication.manager.port", String.valueOf(port)));
        assertThat(manager.oscar().put("spec", """
                                nodes: [{name: n1, nid: 1, ip: 10.0.0.11}, {name: n2, nid: 2, ip: 10.0.0.12}, {name: n3, nid: 3, ip: 10.0.0.13}]
                                sources: [{name: src, host: h, username: u, password: p}, {name: dst, host: h, username: u, password: p}]
                                canals: [{name: log, source: src}, {name: log-2, source: dst}]
                                channels:
                                  - name: own
                                    pipelines: [{name: own, canal: log, select: [n1], load: [n2], pairs: [
                                      {from: {source: src, schema: a, table: t}, to: {source: dst, schema: a, table: t}}]}]
                                  - name: other
                                    pipelines: [{name: other, canal: log-2, select: [n1], load: [n1], pairs: [
                                      {from: {source: dst, schema: b, table: t}, to: {source: src, schema: b, table: t}}]}]
                                """, "application/yaml").statusCode())
                .isEqualTo(200);
        own = channel("own");
        other = channel("other");
        client = new RpcClient(MessageTypes.of(
                SchemaHistoryReport.TAKEN,
                ReportedLetter.KIND.stored(),
                ReportedConflict.KIND.stored(),
                ReportedDifference.KIND.stored()));
        address = new ServerAddress("127.0.0.1", port);
        thief = client.connect(address, Credentials.MANAGER, Credentials.from(KEY, 2), SOON);
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (manager != null) {
            manager.close();
        }
    }

    @Test
    void rowsOfOthersAreRefusedByName() throws Exception {
        ReportedLetter letter = new ReportedLetter(
                1,
                "a.t",
                "a.t",
                "INSERT",
                "id = 1",
                "1",
                "",
                null,
                "{}",
                "LOAD_DATA",
                "planted",
                "f:1",
                1,
                1,
                1,
                false);
        ReportedConflict conflict =
                new ReportedConflict(1, "a.t", "a.t", "UPDATE", "id = 1", "{}", "HOME", true, "f:1", 1, 1);
        ReportedDifference difference = new ReportedDifference(1, "a.t", "a.t", "MISSING", "id = 1", "1", null, null);
        run(77, own);
        run(78, other);
        assertKept(ReportedLetter.KIND, letter, 1, "DEAD_LETTER");
        assertKept(ReportedConflict.KIND, conflict, 1, "ROW_CONFLICT");
        assertKept(ReportedDifference.KIND, difference, 77, "DIFFERENCE");
        assertRefused(ReportedDifference.KIND, new RowReport<>(id(own), 78, List.of(difference)));
        assertThat(count("DIFFERENCE")).as("of another channel's run").isEqualTo(1);
    }

    @Test
    void stateAndLogOfOthersAreNotHeard() throws Exception {
        PipelineFacts facts = manager.context().getBean(PipelineFacts.class);
        untilTold(
                "statistics",
                () -> thief.send(
                        StatisticsReport.TYPE,
                        new StatisticsReport(
                                2,
                                List.of(state(id(other)), state(id(own))),
                                new StatisticsReport.Totals(
                                        7,
                                        List.of(
                                                new StatisticsReport.Total(
                                                        id(other), new StatisticsReport.Pair(1, 9, 9, 9)),
                                                new StatisticsReport.Total(
                                                        id(own), new StatisticsReport.Pair(2, 1, 1, 1)))))));
        await().until(() -> facts.of(id(own)).isPresent());
        assertThat(facts.of(id(other))).isEmpty();
        untilTold("log record", () -> {
            log(own, other);
            log(other, other);
            log(other, own);
        });
        log(own, own);
        await().until(() -> count("LOG_RECORD WHERE TITLE = 'planted'") > 0);
        assertThat(count("LOG_RECORD WHERE TITLE = 'planted' AND PIPELINE_ID <> " + id(own)))
                .isZero();
        assertThat(count("LOG_RECORD WHERE TITLE = 'planted' AND CHANNEL_ID <> " + own.id()))
                .isZero();
        untilTold("free door", () -> door(id(other)));
        door(id(own));
        await().until(() -> count("FREE_DOOR") > 0);
        assertThat(count("FREE_DOOR")).isEqualTo(1);
    }

    /** Node 2 reads no log: it has no history to tell. */
    @Test
    void theHistoryOfACanalIsToldByWhoReadsIt() throws Exception {
        for (String canal : List.of("log", "log-2", "no canal", "")) {
            SchemaHistoryReport.Place place = new SchemaHistoryReport.Place(canal, "f", 4, "1", 0);
            assertThat(thief.request(
                            SchemaHistoryReport.TYPE,
                            new SchemaHistoryReport(
                                    List.of(new SchemaHistoryReport.Change(
                                            place, "a", "a", "t", "DROP TABLE t", "ERASE", "")),
                                    List.of(new SchemaHistoryReport.Snapshot(place, "{}", ""))),
                            SchemaHistoryReport.TAKEN,
                            SOON))
                    .as(canal)
                    .isZero();
        }
        assertThat(count("meta_history") + count("meta_snapshot")).isZero();
    }

    @Test
    void whoseKeyIsReplacedIsNobody() throws Exception {
        Credentials first = nodeThree(0);
        Credentials next = nodeThree(1);
        for (ApiCaller caller : List.of(manager.eve(), manager.oscar())) {
            assertThat(caller.post("node-keys/3").statusCode()).isEqualTo(403);
        }
        assertThat(manager.admin().post("node-keys/4").statusCode()).isEqualTo(404);
        try (RpcConnection stolen = client.connect(address, Credentials.MANAGER, first, SOON)) {
            assertThatThrownBy(() -> client.connect(address, next, SOON)).hasMessageContaining("was replaced");
            JsonNode renewed = ApiCaller.tree(manager.admin().post("node-keys/3"));
            assertThat(renewed.path("generation").asInt()).isEqualTo(1);
            await().atMost(SOON).until(() -> !stolen.isOpen());
        }
        assertThatThrownBy(() -> client.connect(address, first, SOON)).hasMessageContaining("was replaced");
        client.connect(address, Credentials.MANAGER, next, SOON).close();
        assertThat(thief.isOpen()).as("node 2, whose key is the same").isTrue();
        assertThat(manager.admin().delete("nodes/n3").statusCode()).isBetween(200, 299);
        assertThat(manager.eve().get("node-keys/3").path("generation").asInt())
                .as("of who may come again")
                .isEqualTo(1);
        assertThat(manager.admin().get("audit?find=key").toString()).contains("replace the key of node 3");
    }

    private static Credentials nodeThree(int generation) {
        return Credentials.from(
                ConfigurationFile.of(
                        Map.of("otter.communication.nodeKey", Credentials.nodeKey(installation(), 3, generation))),
                3);
    }

    private static <R> void assertKept(RowReport.Kind<R> kind, R row, long subject, String table) throws Exception {
        assertRefused(kind, new RowReport<>(id(other), subject, List.of(row)));
        assertRefused(kind, new RowReport<>(9_999, subject, List.of(row)));
        assertThat(count(table)).isZero();
        thief.request(kind.type(), new RowReport<>(id(own), subject, List.of(row)), kind.stored(), SOON);
        assertThat(count(table)).isEqualTo(1);
        untilTold(kind.type().name(), () -> assertRefused(kind, new RowReport<>(id(other), subject, List.of(row))));
    }

    private static <R> void assertRefused(RowReport.Kind<R> kind, RowReport<R> report) {
        assertThatThrownBy(() -> thief.request(kind.type(), report, kind.stored(), SOON))
                .isInstanceOfSatisfying(
                        OtterException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNASSIGNED))
                .hasMessageContaining("node 2 sent " + kind.type().name() + " of pipeline " + report.pipelineId());
    }

    /** Tries until the audit log says so; what comes just after the last look is refused without. */
    private static void untilTold(String what, Runnable tried) {
        await().atMost(SOON).until(() -> {
            tried.run();
            return manager.admin()
                    .get("audit?find=node")
                    .toString()
                    .contains("report " + what + " of what is not its own");
        });
    }

    private static void log(Channel channel, Channel pipelineOf) {
        thief.send(LogRecordReport.TYPE, new LogRecordReport(2, channel.id(), id(pipelineOf), "planted", "planted", 1));
    }

    private static void door(long pipelineId) {
        thief.send(FreeDoorReport.TYPE, new FreeDoorReport(pipelineId, 1, 1, 1, 0, 1, 0, List.of(), List.of()));
    }

    private static StatisticsReport.Pipeline state(long id) {
        return new StatisticsReport.Pipeline(
                id, 1L << 40, 0, "", 0L, 1, 1, 0, StageTimes.NONE, "", "", List.of(), List.of());
    }

    private static void run(long id, Channel channel) {
        manager.execute(
                "INSERT INTO RESYNC (ID, CHANNEL_ID, KIND, BY_USER, REQUEST, STATE, PAUSED, ROWS_PER_SECOND, ERROR,"
                        + " PROGRESS, STARTED_MILLIS, ENDED_MILLIS) VALUES (" + id + ", " + channel.id()
                        + ", 'VERIFY', 'oscar', '{}', 'DONE', 0, 0, '', '{}', 1, 1)");
    }

    private static long count(String what) throws SQLException {
        try (Connection connection = manager.context().getBean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + what)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Channel channel(String name) {
        return manager.context()
                .getBean(ConfigurationStore.class)
                .read()
                .channel(name)
                .orElseThrow();
    }

    private static long id(Channel channel) {
        return channel.pipelines().get(0).id();
    }

    private static ConfigurationFile installation() {
        return ConfigurationFile.of(Map.of("otter.communication.key", "the key of the tests"));
    }
}
