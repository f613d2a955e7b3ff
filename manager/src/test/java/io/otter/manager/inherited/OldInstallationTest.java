package io.otter.manager.inherited;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A manager that is pointed at the database of alibaba/otter 4.2. */
@ExtendWith(SharedServers.class)
class OldInstallationTest {
    private static final String CURSOR = "{\"@type\":\"com.alibaba.otter.canal.protocol.position.LogPosition\","
            + "\"identity\":{\"slaveId\":-1,\"sourceAddress\":{\"address\":\"localhost\",\"port\":3306}},\"postion\":"
            + "{\"gtid\":\"\",\"included\":false,\"journalName\":\"mysql-bin.000007\",\"position\":4711,\"serverId\":1,"
            + "\"timestamp\":1677585600000}}";

    @Test
    void everythingAppearsAndWhatCannotRunIsListedBeforeAnythingStarts(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                ZookeeperFixture zookeeper = ZookeeperFixture.single();
                ZookeeperFixture old = ZookeeperFixture.single()) {
            new OldInstallation("old_otter")
                    .channel(1, "订单")
                    .channel(2, "two-way", "true", "MYSQL", ",\"skipLoadException\":true", "")
                    .channel(3, "files", "false", "ORACLE", "", "")
                    .channel(
                            4,
                            "code",
                            "false",
                            "MYSQL",
                            "",
                            "{\"clazzPath\":\"com.example.Mask\",\"extensionDataType\":\"CLAZZ\"}")
                    .channel(5, "to-oracle")
                    .source(9, "ora", "ORACLE", "jdbc:oracle:thin:@10.0.0.9:1521:orcl")
                    .pair(90, 5, 1, 9, "SINGLE", "ledger", "")
                    .user("zhang", "OPERATOR", digest("密码 of zhang"))
                    .create(server);
            try (TestManager manager = TestManager.pointedAt(
                    server, "old_otter", Map.of("otter.zookeeper.cluster.default", zookeeper.connectString()))) {
                ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
                JsonNode spec = api.get("spec");
                assertThat(names(spec.path("channels")))
                        .containsExactlyInAnyOrder("订单", "two-way", "files", "code", "to-oracle");
                assertThat(names(spec.path("canals"))).hasSize(5).contains("canal-1");
                assertThat(names(spec.path("sources"))).contains("源库", "目标库");
                assertThat(names(spec.path("nodes"))).containsExactly("节点1");
                assertThat(spec.path("channels").toString()).contains("order_[1-8]", "管道1");

                assertThat(new ApiCaller(manager.address(), "zhang", "密码 of zhang")
                                .get("nodes", "application/json")
                                .statusCode())
                        .isEqualTo(200);

                JsonNode settings = api.get("import");
                List<String> blocked = new ArrayList<>();
                for (JsonNode setting : settings) {
                    if (setting.path("severity").asString().equals("MANDATORY")) {
                        blocked.add(setting.path("channel").asString() + ": "
                                + setting.path("reason").asString());
                    }
                }
                assertThat(blocked)
                        .hasSize(3)
                        .anyMatch(line -> line.startsWith("files: canal \"canal-3\" reads ORACLE"))
                        .anyMatch(line -> line.startsWith("code: ") && line.contains("com.example.Mask"))
                        .anyMatch(line -> line.startsWith("to-oracle: data source \"ora\" is of type ORACLE"));
                assertThat(settings.toString()).contains("enableRemedy", "skipLoadException");
                assertThat(ApiCaller.tree(api.post("channels/code/validate")).toString())
                        .contains("inherited-processor", "com.example.Mask");
                assertThat(ApiCaller.tree(api.post("channels/code/start"))
                                .path("code")
                                .asString())
                        .isEqualTo("PRECHECK_FAILED");
                Visitor visitor = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
                for (String page : List.of(
                        "channels",
                        "config/sources",
                        "config/canals",
                        "config/tables",
                        "config/nodes",
                        "alarms",
                        "users")) {
                    assertThat(visitor.get(page).statusCode()).as(page).isEqualTo(200);
                }

                try (CuratorFramework tree =
                        CuratorFrameworkFactory.newClient(old.connectString(), new RetryOneTime(100))) {
                    tree.start();
                    tree.create()
                            .creatingParentsIfNeeded()
                            .forPath(
                                    "/otter/canal/destinations/canal-1/1/cursor",
                                    CURSOR.getBytes(StandardCharsets.UTF_8));
                    tree.create()
                            .creatingParentsIfNeeded()
                            .forPath("/otter/channel/1", "\"START\"".getBytes(StandardCharsets.UTF_8));
                }
                String body = "{\"zookeeper\":\"" + old.connectString() + "\",\"dryRun\":true}";
                JsonNode shown = ApiCaller.tree(api.post("import/cursors", body));
                assertThat(shown).hasSize(5);
                JsonNode first = of(shown, "订单");
                assertThat(first.at("/position/file").asString("")).isEqualTo("mysql-bin.000007");
                assertThat(first.path("state").asString("")).isEqualTo("START");
                assertThat(first.path("taken").asBoolean()).isFalse();
                assertThat(of(shown, "two-way").path("reason").asString("")).contains("has no position");
                assertThat(api.post("import/cursors", "{\"zookeeper\":\"127.0.0.1:1\"}")
                                .statusCode())
                        .isEqualTo(503);
                assertThat(api.post("import/cursors", "{\"zookeeper\":\"file:///etc\"}")
                                .statusCode())
                        .isEqualTo(400);
                assertThat(api.post("import/cursors", "{}").statusCode()).isEqualTo(400);
            }
        }
    }

    /** Three parts of the hexadecimal MD5, two of which overlap. */
    private static String digest(String password) throws Exception {
        String md5 = HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest(password.getBytes(StandardCharsets.UTF_8)));
        return md5.substring(26, 32) + md5.substring(10, 17) + md5.substring(15, 22);
    }

    private static JsonNode of(JsonNode cursors, String channel) {
        for (JsonNode cursor : cursors) {
            if (cursor.path("channel").asString("").equals(channel)) {
                return cursor;
            }
        }
        throw new AssertionError(cursors.toString());
    }

    private static List<String> names(JsonNode things) {
        List<String> names = new ArrayList<>();
        things.forEach(thing -> names.add(thing.path("name").asString("")));
        return names;
    }
}
