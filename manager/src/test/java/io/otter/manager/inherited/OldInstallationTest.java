package io.otter.manager.inherited;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.Statement;
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

    /** What years of versions, scripts and hands have left in such databases. */
    @Test
    void oddDocumentsHideNothingAndBreakNoPage(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4")) {
            OldInstallation old = new OldInstallation("odd_otter");
            for (int id = 1; id <= 8; id++) {
                old.channel(id, "c" + id);
            }
            for (int id = 20; id <= 23; id++) {
                old.source(id, "s" + id, "MYSQL", "jdbc:mysql://127.0.0.1:3306")
                        .pair(100 + id, 1, 1, id, "SINGLE", "t", "");
            }
            old.user("king", "KING", digest("the king's password")).create(server);
            try (Connection connection = server.connect("odd_otter");
                    Statement statement = connection.createStatement()) {
                statement.execute("SET SESSION sql_mode = ''");
                for (String odd : List.of(
                        "UPDATE CHANNEL SET PARAMETERS = '[]' WHERE ID = 1",
                        "UPDATE CHANNEL SET PARAMETERS = '' WHERE ID = 2",
                        "UPDATE CHANNEL SET PARAMETERS = NULL WHERE ID = 3",
                        "UPDATE CHANNEL SET PARAMETERS = '{\"syncMode\":\"SIDEWAYS\",\"syncConsistency\":7,"
                                + "\"enableRemedy\":\"yes\",\"remedyAlgorithm\":[]}' WHERE ID = 4",
                        "UPDATE CHANNEL SET PARAMETERS = '{\"syncMode\":' WHERE ID = 5",
                        "UPDATE PIPELINE SET PARAMETERS = '[1,2]' WHERE ID = 2",
                        "UPDATE PIPELINE SET PARAMETERS = NULL WHERE ID = 3",
                        "UPDATE PIPELINE SET PARAMETERS = '{\"destinationName\":\"canal-4\",\"parallelism\":\"7\","
                                + "\"loadPoolSize\":\"\",\"lbAlgorithm\":\"Quantum\",\"home\":\"true\",\"ddlSync\":null,"
                                + "\"mainstemBatchsize\":99999999999,\"pipeChooseType\":{}}' WHERE ID = 4",
                        "UPDATE PIPELINE SET PARAMETERS = '{\"destinationName\":[\"canal-5\"]}' WHERE ID = 5",
                        "UPDATE CANAL SET PARAMETERS = '{\"slaveId\":\"10006\",\"groupDbAddresses\":{},\"dbAddresses\":null,"
                                + "\"positions\":\"none\",\"tsdbEnable\":\"true\",\"sourcingType\":\"MARS\"}' WHERE ID = 6",
                        "UPDATE CANAL SET PARAMETERS = '{\"slaveId\":-1,\"groupDbAddresses\":[[]],\"positions\":[7,\"{}\"],"
                                + "\"dbUsername\":{},\"dbPassword\":12345}' WHERE ID = 7",
                        "UPDATE CANAL SET PARAMETERS = '' WHERE ID = 8",
                        "UPDATE NODE SET PARAMETERS = '{\"zkCluster\":[],\"externalIp\":7,\"useExternalIp\":\"1\"}'",
                        "UPDATE AUTOKEEPER_CLUSTER SET SERVER_LIST = '\"10.0.0.1:2181\"'",
                        "UPDATE DATA_MEDIA_SOURCE SET PROPERTIES = '{\"url\":\"\",\"username\":null}' WHERE ID = 20",
                        "UPDATE DATA_MEDIA_SOURCE SET PROPERTIES = '{\"url\":3306}' WHERE ID = 21",
                        "UPDATE DATA_MEDIA_SOURCE SET PROPERTIES = '[]' WHERE ID = 22",
                        "UPDATE DATA_MEDIA_SOURCE SET PROPERTIES = '', TYPE = 'DB2' WHERE ID = 23",
                        "UPDATE DATA_MEDIA SET PROPERTIES = '' WHERE ID = 21",
                        "UPDATE DATA_MEDIA SET PROPERTIES = '{\"mode\":\"WILD\",\"source\":[]}' WHERE ID = 22",
                        "UPDATE DATA_MEDIA_PAIR SET FILTER = NULL, RESOLVER = '[]', PUSHWEIGHT = NULL,"
                                + " COLUMN_PAIR_MODE = 'ODD' WHERE ID = 2",
                        "UPDATE DATA_MEDIA_PAIR SET FILTER = '\"text\"' WHERE ID = 4",
                        "UPDATE ALARM_RULE SET PARAMETERS = '[]', MATCH_VALUE = NULL WHERE PIPELINE_ID = 1",
                        "UPDATE ALARM_RULE SET PARAMETERS = '{\"intervalTime\":\"1800\",\"autoRecovery\":\"true\"}',"
                                + " MATCH_VALUE = '600@25:00-' WHERE PIPELINE_ID = 2",
                        "UPDATE ALARM_RULE SET RECEIVER_KEY = NULL, STATUS = NULL WHERE PIPELINE_ID = 3",
                        "UPDATE SYSTEM_PARAMETER SET VALUE = '[\"otterteam\"]'")) {
                    statement.execute(odd);
                }
            }
            try (TestManager manager = TestManager.pointedAt(server, "odd_otter", Map.of())) {
                ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
                for (String call : List.of(
                        "spec", "import", "channels", "nodes", "alarm-rules", "users", "system-parameters", "alarms")) {
                    HttpResponse<String> answer = api.get(call, "application/json");
                    assertThat(answer.statusCode())
                            .as(call + ": " + answer.body())
                            .isEqualTo(200);
                }
                JsonNode spec = api.get("spec");
                assertThat(names(spec.path("channels")))
                        .containsExactlyInAnyOrder("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8");
                List<String> reasons = new ArrayList<>();
                api.get("import")
                        .forEach(setting -> reasons.add(setting.path("reason").asString("")));
                assertThat(reasons)
                        .as("what names no server is said before anything starts")
                        .anyMatch(reason -> reason.startsWith("data source \"s20\" has the address \"–\""))
                        .anyMatch(reason -> reason.startsWith("data source \"s21\" has the address \"3306\""))
                        .anyMatch(reason -> reason.startsWith("data source \"s22\" has the address"))
                        .anyMatch(reason -> reason.startsWith("data source \"s23\" is of type DB2"))
                        .anyMatch(reason -> reason.contains("reads MARS"));
                for (JsonNode channel : spec.path("channels")) {
                    String name = channel.path("name").asString("");
                    if (name.equals("c4")) {
                        assertThat(channel.at("/pipelines/0/parameters/parallelism")
                                        .asInt(0))
                                .as("a number in quotes")
                                .isEqualTo(7);
                    }
                    HttpResponse<String> started = api.post("channels/" + name + "/validate");
                    assertThat(started.statusCode())
                            .as(name + ": " + started.body())
                            .isLessThan(500);
                }
                Visitor visitor = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
                for (String page : List.of(
                        "overview",
                        "channels",
                        "channel?name=c4",
                        "pipeline?channel=c4&name=%E7%AE%A1%E9%81%934",
                        "config/sources",
                        "config/canals",
                        "config/tables",
                        "config/nodes",
                        "config/zookeepers",
                        "config/channels",
                        "config/channels/edit?name=c4",
                        "config/sources/edit?name=%E6%BA%90%E5%BA%93",
                        "config/canals/edit?name=canal-7",
                        "config/canals/position?name=canal-7",
                        "config/pairs?channel=c1&pipeline=%E7%AE%A1%E9%81%931",
                        "alarms",
                        "parameters",
                        "users",
                        "top")) {
                    assertThat(visitor.get(page).statusCode()).as(page).isEqualTo(200);
                }
                HttpResponse<String> otter = api.put(
                        "spec", "sources: [{name: src 🦦, host: h, username: u, password: p}]", "application/yaml");
                assertThat(otter.statusCode()).as(otter.body()).isEqualTo(200);
                assertThat(names(api.get("spec").path("sources"))).contains("src 🦦");
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
