package io.otter.manager.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelStatus;
import io.otter.database.control.ControlScript;
import io.otter.database.control.ControlTable;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.cli.OtterCtl;
import io.otter.manager.parameter.Installation;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Viewing and setting a canal's position; MovedPositionIT tests that a node starts there. */
@ExtendWith(SharedServers.class)
class PositionPagesTest {
    private static final String PAGE = "config/canals/position?name=src-log";

    private static DatabaseServer server;
    private static ZookeeperFixture zookeeper;
    private static TestManager manager;
    private static long channelId;
    private static long pipelineId;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        zookeeper = ZookeeperFixture.single();
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
        await().until(() -> manager.context().getBean(Coordination.class).state() == SessionState.CONNECTED);
        HttpResponse<String> answer = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD)
                .put(
                        "spec",
                        """
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                sources:
                  - {name: src, host: 127.0.0.1, port: 1, username: u, password: p}
                  - {name: dst, host: %s, port: %d, username: "%s", password: "%s"}
                canals: [{name: src-log, source: src}, {name: lonely, source: src}, {name: real-log, source: dst}]
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: src, schema: s, table: t}, to: {source: dst, schema: s, table: t}}]
                  - name: real
                    pipelines:
                      - name: back
                        canal: real-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: dst, schema: s, table: u}, to: {source: dst, schema: r, table: u}}]
                """.formatted(server.host(), server.port(), server.user(), server.password()),
                        "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var channel = manager.context()
                .getBean(ConfigurationStore.class)
                .read()
                .channel("shop")
                .orElseThrow();
        channelId = channel.id();
        pipelineId = channel.pipelines().get(0).id();
    }

    @AfterAll
    static void stop() {
        manager.close();
        zookeeper.close();
        server.close();
    }

    @Test
    void theCheckpointIsShownAndClearedAndAnOldOwnerFenced() throws Exception {
        server.execute(
                "CREATE DATABASE IF NOT EXISTS retl",
                "DROP TABLE IF EXISTS retl.retl_checkpoint",
                """
                CREATE TABLE retl.retl_checkpoint (PIPELINE_ID BIGINT NOT NULL PRIMARY KEY,
                CHANNEL_ID BIGINT NOT NULL, EPOCH BIGINT NOT NULL, BINLOG_FILE VARCHAR(255) NOT NULL,
                BINLOG_OFFSET BIGINT NOT NULL, GTID_SET LONGTEXT NOT NULL, SOURCE_UUID VARCHAR(64) NOT NULL,
                COMMIT_TIME_MILLIS BIGINT NOT NULL, MODIFIED_MILLIS BIGINT NOT NULL) ENGINE=InnoDB""",
                "REPLACE INTO retl.retl_checkpoint VALUES (" + pipelineId + ", 1, 5, 'mysql-bin.000043', 4711, '0-1-9',"
                        + " '1', 1000, 0)");
        Visitor admin = admin();
        assertThat(admin.get(PAGE).body()).contains("mysql-bin.000043:4711 [0-1-9]", ">the checkpoint<");

        assertThat(admin.submit(PAGE, "config/canals/position", "name", "src-log", "kind", "latest")
                        .body())
                .contains("nothing was done: type", "mysql-bin.000043:4711");
        assertThat(set(admin, "file", "mysql-bin.000007", "120", "", "").statusCode())
                .isEqualTo(302);
        assertThat(admin.get(PAGE).body())
                .contains("Moved. The next start", "mysql-bin.000007", ">the start position<")
                .doesNotContain("mysql-bin.000043");
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT EPOCH FROM retl.retl_checkpoint WHERE BINLOG_FILE = '' AND PIPELINE_ID = "
                                + pipelineId)) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong(1))
                    .as("an owner that wakes up late moves nothing")
                    .isEqualTo(6);
        }
        assertThat(admin.get("audit").body())
                .contains("move the position of pipeline one-way of channel shop<", "start: {");

        ChannelControl control = manager.context().getBean(ChannelControl.class);
        control.move(channelId, ChannelStatus.START, "", "test");
        assertThat(admin.get(PAGE).body()).contains("A channel that reads this canal is not stopped");
        HttpResponse<String> refused = set(admin, "latest", "", "", "", "");
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body()).contains("channel shop is running or not stopped yet; stop it first");
        control.move(channelId, ChannelStatus.STOP, "", "test");
    }

    @Test
    void aCheckpointOfAnotherInstallationIsTakenOverOrDropped() throws Exception {
        String ours = manager.context().getBean(Installation.class).id();
        assertThat(ours).hasSize(36);
        makeForeignCheckpoint();
        Visitor admin = admin();
        assertThat(admin.get(PAGE).body())
                .contains("belongs to another installation, theirs", ">Take over<", ">Begin anew<");
        ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        assertThat(api.get("channels/shop/checkpoint", "application/json").body())
                .contains("\"foreign\":\"theirs\"", "binlog.000009");

        assertThat(admin.submit(
                                PAGE,
                                "config/canals/position/claim",
                                "name",
                                "src-log",
                                "channel",
                                "shop",
                                "checkpoint",
                                "TAKE_OVER")
                        .body())
                .contains("nothing was done: type", "another installation, theirs");
        HttpResponse<String> taken = admin.submit(
                PAGE,
                "config/canals/position/claim",
                "name",
                "src-log",
                "channel",
                "shop",
                "checkpoint",
                "TAKE_OVER",
                "typed",
                "shop");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(302);
        assertThat(admin.get(PAGE).body())
                .contains("binlog.000009:4711")
                .doesNotContain("belongs to another installation");
        assertThat(row()).isEqualTo(ours + " binlog.000009 6");
        assertThat(admin.get("audit").body())
                .contains(
                        "take over the checkpoint of pipeline one-way of channel shop at dst", "installation: theirs");

        makeForeignCheckpoint();
        assertThat(set(admin, "latest", "", "", "", "").body())
                .contains("dst holds the checkpoint of another installation, theirs, for a pipeline of the number of");
        assertThat(row()).isEqualTo("theirs binlog.000009 5");
        HttpResponse<String> dropped = api.post("channels/shop/checkpoint", "{\"choice\":\"BEGIN_ANEW\"}");
        assertThat(dropped.statusCode()).as(dropped.body()).isEqualTo(200);
        assertThat(row()).isEqualTo(ours + "  7");
        for (String body : List.of("{\"choice\":\"LATER\"}", "{}")) {
            assertThat(api.post("channels/shop/checkpoint", body).body())
                    .contains("SPEC_INVALID", "TAKE_OVER or BEGIN_ANEW");
        }
    }

    @Test
    void aPlaceThatTheSourceHasPurgedIsRefusedWithTheFirstThatItHas(@TempDir Path directory) throws Exception {
        String purged = server.value("SHOW MASTER STATUS");
        server.execute("FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
        String first = server.value("SHOW MASTER STATUS");
        await("the server still needs it for a moment").until(() -> {
            server.execute("PURGE BINARY LOGS TO '" + first + "'");
            return server.value("SHOW BINARY LOGS").equals(first);
        });
        Visitor admin = admin();
        String page = "config/canals/position?name=real-log";
        HttpResponse<String> refused = admin.submit(
                page,
                "config/canals/position",
                "name",
                "real-log",
                "kind",
                "file",
                "file",
                purged,
                "offset",
                "4",
                "gtid",
                "",
                "time",
                "",
                "typed",
                "real-log");
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body()).contains(purged, first);
        ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        String paste = "CHANGE MASTER TO MASTER_LOG_FILE='" + purged + "', MASTER_LOG_POS=4;";
        HttpResponse<String> answer = api.post("canals/real-log/position", paste(paste));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body()).contains("BINLOG_PURGED", first);
        Path dump = Files.writeString(directory.resolve("dump.sql"), paste);
        StringWriter said = new StringWriter();
        int exit = OtterCtl.run(
                Map.of(
                        "OTTER_SERVER",
                        manager.address().toString(),
                        "OTTER_USER",
                        "admin",
                        "OTTER_PASSWORD",
                        TestManager.PASSWORD),
                new PrintWriter(said, true),
                new PrintWriter(said, true),
                "position",
                "real-log",
                "--paste",
                dump.toString());
        assertThat(exit).as(said.toString()).isEqualTo(1);
        assertThat(said.toString()).contains("BINLOG_PURGED", first);
        assertThat(api.get("spec", "application/json").body())
                .as("nothing is moved")
                .doesNotContain(purged);

        assertThat(api.post("canals/real-log/position", paste(paste.replace(purged, first)))
                        .statusCode())
                .isEqualTo(200);
    }

    private static String paste(String text) {
        return new String(Json.write(Map.of("paste", text)), StandardCharsets.UTF_8);
    }

    private static void makeForeignCheckpoint() {
        server.execute("CREATE DATABASE IF NOT EXISTS retl", "DROP TABLE IF EXISTS retl.retl_checkpoint");
        server.execute(
                new ControlScript().create(ControlTable.CHECKPOINT),
                "INSERT INTO retl.retl_checkpoint (PIPELINE_ID, CHANNEL_ID, EPOCH, BINLOG_FILE, BINLOG_OFFSET, GTID_SET,"
                        + " SOURCE_UUID, COMMIT_TIME_MILLIS, MODIFIED_MILLIS, INSTALLATION) VALUES (" + pipelineId
                        + ", 1, 5, 'binlog.000009', 4711, '0-1-9', '1', 1000, 0, 'theirs')");
    }

    private static String row() throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT CONCAT(INSTALLATION, ' ', BINLOG_FILE, ' ', EPOCH) FROM retl.retl_checkpoint")) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void anInvalidPositionIsRefusedBesideItsField() throws Exception {
        Visitor admin = admin();
        assertThat(set(admin, "file", "a b", "4", "", "").body()).contains("file-wrong", "value=\"a b\"");
        assertThat(set(admin, "file", "f.1", "3", "", "").body()).contains("offset-wrong", "value=\"f.1\"");
        assertThat(set(admin, "gtid", "", "", " ", "").body()).contains("gtid-wrong");
        assertThat(set(admin, "time", "", "", "", "yesterday").body()).contains("time-wrong", "value=\"yesterday\"");
        assertThat(set(admin, "nonsense", "", "", "", "").body()).contains("Choose one.");
        assertThat(admin.get("config/canals/position?name=lonely").body()).contains("No pipeline reads this canal");
    }

    private static HttpResponse<String> set(
            Visitor visitor, String kind, String file, String offset, String gtid, String time) throws Exception {
        List<String> fields = new ArrayList<>(List.of("name", "src-log", "kind", kind));
        fields.addAll(List.of("file", file, "offset", offset, "gtid", gtid, "time", time, "typed", "src-log"));
        return visitor.submit(PAGE, "config/canals/position", fields.toArray(String[]::new));
    }

    private static Visitor admin() throws Exception {
        return Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
    }
}
