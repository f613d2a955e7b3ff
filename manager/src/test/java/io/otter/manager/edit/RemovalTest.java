package io.otter.manager.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.json.Json;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@ExtendWith(SharedServers.class)
class RemovalTest {
    @Test
    void whatNothingUsesIsDeletedFromTheLastToTheFirst(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                ZookeeperFixture zookeeper = ZookeeperFixture.single();
                TestManager manager = TestManager.start(
                        server,
                        Map.of(
                                "otter.admin.password",
                                TestManager.PASSWORD,
                                "otter.zookeeper.cluster.default",
                                zookeeper.connectString()))) {
            ApiCaller admin = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            HttpResponse<String> applied = admin.put("spec", """
                    nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                    sources: [{name: "订单 / a", host: h, username: u, password: p}]
                    canals: [{name: log, source: "订单 / a"}]
                    channels:
                      - name: shop
                        pipelines:
                          - {name: p, canal: log, select: [n1], load: [n1],
                             pairs: [{from: {source: "订单 / a", schema: s, table: t}, to: {source: "订单 / a", schema: s, table: u}}]}
                    """, "application/yaml");
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);

            HttpResponse<String> refused = admin.delete("canals/log");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("IN_USE", "is still used by channel shop.");
            JsonNode tables = admin.get("tables");
            String table = "tables/" + tables.path(0).path("id").asString();
            assertThat(admin.delete(table).body()).contains("is still used by pipeline p of channel shop.");

            zookeeper.stop();
            await().until(() -> admin.get("channels/shop/status")
                    .path("reason")
                    .asString("")
                    .contains("ZooKeeper does not answer"));
            assertThat(admin.get("channels/shop/status").path("status").isNull())
                    .as("nobody knows whether it is stopped")
                    .isTrue();
            HttpResponse<String> unknown = admin.delete("channels/shop");
            assertThat(unknown.statusCode()).isEqualTo(503);
            assertThat(unknown.body()).contains("ZOOKEEPER_UNREACHABLE", "unknown whether channel shop is stopped");
            zookeeper.restart();
            await().until(() -> admin.get("channels/shop/status")
                    .path("status")
                    .asString("")
                    .equals("STOP"));

            for (String thing : new String[] {
                "channels/shop", "canals/log", table, "nodes/n1", "sources/%E8%AE%A2%E5%8D%95%20%2F%20a"
            }) {
                assertThat(admin.delete(thing).statusCode()).as(thing).isEqualTo(200);
                assertThat(admin.delete(thing).statusCode())
                        .as(thing + " again")
                        .isEqualTo(404);
            }
            assertThat(admin.delete("wishes/n1").statusCode()).isEqualTo(404);
            assertThat(admin.get("spec").path("channels")).isEmpty();
            assertThat(admin.get("tables")).isEmpty();
        }
    }

    @Test
    void everyNameFindsItsThingInAPath(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            ApiCaller admin = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            for (String name : List.of(
                    "a/b",
                    "a//b/",
                    "a\\b",
                    "50%",
                    "%2F",
                    "a;b=c",
                    "a?b#c",
                    "`a` \"b\" 'c'",
                    "<script>alert('1')</script>",
                    "🦦 订单",
                    "../../etc/passwd")) {
                ObjectNode source = Json.MAPPER
                        .createObjectNode()
                        .put("name", name)
                        .put("host", "h")
                        .put("username", "u")
                        .put("password", "p");
                String document = Json.MAPPER
                        .createObjectNode()
                        .set("sources", Json.MAPPER.createArrayNode().add(source))
                        .toString();
                assertThat(admin.put("spec", document, "application/json").statusCode())
                        .as(name)
                        .isEqualTo(200);
                String segment = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
                HttpResponse<String> deleted = admin.delete("sources/" + segment);
                assertThat(deleted.statusCode()).as(name).isEqualTo(200);
                assertThat(ApiCaller.tree(deleted).path("deleted").asString()).isEqualTo(name);
                assertThat(admin.delete("sources/" + segment).statusCode())
                        .as(name)
                        .isEqualTo(404);
            }
            for (String path : List.of("login%2F..%2Foverview", "css/..%2F..%2Foverview", "overview;a=b", "css%5C..")) {
                HttpRequest request =
                        HttpRequest.newBuilder(manager.address().resolve(path)).build();
                assertThat(HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofString())
                                .statusCode())
                        .as(path)
                        .isEqualTo(400);
            }
        }
    }
}
