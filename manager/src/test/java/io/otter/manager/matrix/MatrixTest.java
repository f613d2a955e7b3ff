package io.otter.manager.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.CanalConfig;
import io.otter.common.model.ServerAddress;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.publication.Resolver;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Server groups, their followers and their switchover. */
@ExtendWith(SharedServers.class)
class MatrixTest {
    private static final String PAGE = "config/groups/switch?name=shop";
    private static final ServerAddress ONE = new ServerAddress("127.0.0.1", 1);
    private static final ServerAddress TWO = new ServerAddress("127.0.0.1", 2);

    private static DatabaseServer server;
    private static TestManager manager;
    private static ApiCaller api;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(server);
        api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        HttpResponse<String> answer =
                put("""
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                groups:
                  - {name: shop, master: "127.0.0.1:1", standby: "127.0.0.1:2", description: two halls}
                  - {name: alone, master: "127.0.0.1:3"}
                sources:
                  - {name: src, group: shop, username: u, password: p}
                  - {name: dst, host: %s, port: %d, username: "%s", password: "%s"}
                canals:
                  - {name: src-log, source: src}
                  - {name: own-log, group: shop, username: u, password: p}
                channels:
                  - name: shop
                    pipelines:
                      - name: out
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: src, schema: s, table: t}, to: {source: dst, schema: s, table: t}}]
                      - name: back
                        canal: own-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: dst, schema: s, table: u}, to: {source: src, schema: s, table: u}}]
                """.formatted(server.host(), server.port(), server.user(), server.password()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        manager.close();
        server.close();
    }

    @Test
    void whateverNamesAGroupInADocumentGetsTheMastersAddress() throws Exception {
        String spec = api.get("spec", "application/json").body();
        assertThat(spec)
                .contains("{\"name\":\"src\",\"type\":\"MYSQL\",\"group\":\"shop\",\"username\"")
                .contains("\"groups\":[{\"name\":\"shop\",\"master\":\"127.0.0.1:");
        assertThat(put(spec).body()).as("what is exported changes nothing").contains("\"changes\":[]");
        assertThat(put("sources: [{name: x, group: shop, host: h, username: u}]")
                        .body())
                .contains("sources[0].host", "is given by the group");
        assertThat(put("sources: [{name: x, group: nowhere, username: u}]").body())
                .contains("no group named \\\"nowhere\\\"");
        assertThat(
                        put("groups: [{name: 'a b', master: nonsense, standby: 'h:1'}, {name: c, master: 'h:1', standby: 'h:1'}]")
                                .body())
                .contains(
                        "groups[0].name",
                        "groups[0].master",
                        "must be host:port",
                        "groups[1].standby",
                        "must differ from the master");
    }

    @Test
    void whatIsInUseIsNotDeletedAndTheFormShowsErrors() throws Exception {
        Visitor admin = admin();
        admin.submit("config/groups", "config/groups/delete", "name", "shop", "typed", "shop");
        assertThat(admin.get("config/groups").body())
                .contains("is still used by source src, canal own-log", "two halls");
        String refused = admin.submit(
                        "config/groups/edit",
                        "config/groups/edit",
                        "name",
                        "",
                        "version",
                        "",
                        "/name",
                        "<b>",
                        "/master",
                        "h",
                        "/standby",
                        "")
                .body();
        assertThat(refused)
                .contains(
                        "f-name-wrong", "letters, digits", "f-master-wrong", "must be host:port", "value=\"&lt;b&gt;\"")
                .doesNotContain("f-standby-wrong");
    }

    @Test
    void groupsOfOlderInstallationsAndTheirSourcesAndCanalsAreThere() throws Exception {
        manager.execute("INSERT INTO DATA_MATRIX (GROUP_KEY, MASTER, SLAVE) VALUES ('old', '10.0.0.1:3306', '')");
        manager.execute(
                "INSERT INTO DATA_MEDIA_SOURCE (NAME, TYPE, PROPERTIES) VALUES ('old-src', 'MYSQL',"
                        + " '{\"url\":\"jdbc:mysql://groupKey=old\",\"username\":\"u\",\"password\":\"p\",\"encode\":\"UTF8\"}')");
        manager.execute("INSERT INTO CANAL (NAME, PARAMETERS) VALUES ('old-log',"
                + " '{\"haMode\":\"MEDIA\",\"mediaGroup\":\"old\",\"dbUsername\":\"u\",\"dbPassword\":\"p\"}')");
        Configuration configured = configured();
        assertThat(configured.source("old-src").orElseThrow().host()).isEqualTo("10.0.0.1");
        assertThat(configured.canal("old-log").orElseThrow().group()).isEqualTo("old");
        assertThat(api.get("spec", "application/json").body())
                .contains("{\"name\":\"old\",\"master\":\"10.0.0.1:3306\"}", "\"group\":\"old\"");
    }

    @Test
    void aSwitchGivesAllFollowersTheOtherAddressAndAsksBeforeAPipelineWouldStop() throws Exception {
        Visitor admin = admin();
        server.execute("CREATE DATABASE IF NOT EXISTS retl", """
                CREATE TABLE IF NOT EXISTS retl.retl_checkpoint (PIPELINE_ID BIGINT NOT NULL PRIMARY KEY,
                CHANNEL_ID BIGINT NOT NULL, EPOCH BIGINT NOT NULL, BINLOG_FILE VARCHAR(255) NOT NULL,
                BINLOG_OFFSET BIGINT NOT NULL, GTID_SET LONGTEXT NOT NULL, SOURCE_UUID VARCHAR(64) NOT NULL,
                COMMIT_TIME_MILLIS BIGINT NOT NULL, MODIFIED_MILLIS BIGINT NOT NULL) ENGINE=InnoDB""");
        checkpoint("");
        String page = admin.get(PAGE).body();
        assertThat(page)
                .contains(
                        "stops: its position refers to a log file of this master",
                        "unknown: its target does not answer")
                .contains("Switch even though these pipelines stop", "/api/v1/groups/shop/switch");
        HttpResponse<String> refused =
                admin.submit(PAGE, "config/groups/switch", "name", "shop", "master", ONE.toString());
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body())
                .contains("group shop was not switched", "pipeline out of channel shop, pipeline back of channel shop");
        assertThat(master()).isEqualTo(ONE);

        checkpoint("0-1-42");
        assertThat(admin.get(PAGE).body()).contains("resumes after its GTID set");
        HttpResponse<String> done =
                admin.submit(PAGE, "config/groups/switch", "name", "shop", "master", ONE.toString(), "anyway", "true");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(302);
        assertThat(admin.get(PAGE).body()).contains("127.0.0.1:2 is the master now");
        assertThat(master()).isEqualTo(TWO);
        assertThat(canal("out").addresses()).containsExactly(TWO);
        assertThat(canal("back").addresses()).containsExactly(TWO);
        assertThat(admin.get("audit").body()).contains("change group shop", "+ master: 127.0.0.1:2");

        assertThat(admin.submit(
                                PAGE,
                                "config/groups/switch",
                                "name",
                                "shop",
                                "master",
                                ONE.toString(),
                                "anyway",
                                "true")
                        .body())
                .as("a second press does not switch back")
                .contains("its master is now 127.0.0.1:2");
        assertThat(api.post("groups/shop/switch", "{\"master\":\"127.0.0.1:2\"}")
                        .body())
                .contains("ILLEGAL_MOVE", "would stop: pipeline back of channel shop");
        HttpResponse<String> back = api.post("groups/shop/switch", "{\"master\":\"127.0.0.1:2\",\"anyway\":true}");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(master()).isEqualTo(ONE);
        assertThat(admin.get("config/groups/switch?name=alone").body()).contains("The group has no standby");
    }

    @Test
    void aWayBackOverTheSameTableIsTwoWaySync() throws Exception {
        HttpResponse<String> answer = api.put("spec?dryRun=true", """
                channels:
                  - name: other
                    pipelines:
                      - name: again
                        canal: own-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: dst, schema: s, table: "t.*"}, to: {source: src, schema: s, table: ".*"}}]
                """, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(api.get("channels/other/status", "application/json").statusCode())
                .isEqualTo(404);
    }

    private static void checkpoint(String gtids) {
        long pipeline =
                configured().channel("shop").orElseThrow().pipelines().get(0).id();
        server.execute("REPLACE INTO retl.retl_checkpoint VALUES (" + pipeline + ", 1, 5, 'binlog.000042', 4, '" + gtids
                + "', '', 0, 0)");
    }

    private static ServerAddress master() {
        return configured().group("shop").orElseThrow().master();
    }

    /** The canal as published. */
    private static CanalConfig canal(String pipeline) {
        Configuration configured = configured();
        return new Resolver(configured)
                .channel(configured.channel("shop").orElseThrow()).pipelines().stream()
                        .filter(one -> one.name().equals(pipeline))
                        .findFirst()
                        .orElseThrow()
                        .canal();
    }

    private static Configuration configured() {
        return manager.context().getBean(ConfigurationStore.class).read();
    }

    private static HttpResponse<String> put(String document) throws Exception {
        return api.put("spec", document, "application/yaml");
    }

    private static Visitor admin() throws Exception {
        return Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
    }
}
