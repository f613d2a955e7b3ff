package io.otter.manager.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The forms, used by two operators. */
@ExtendWith(SharedServers.class)
class EditTest {
    private static final String NASTY = "\"Müller\" <b>'订单";

    private static DatabaseServer server;
    private static TestManager manager;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(server);
        HttpResponse<String> answer =
                new ApiCaller(manager.address(), "admin", TestManager.PASSWORD).put("spec", """
                zookeepers: [{name: near, servers: ["127.0.0.1:1"]}]
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                groups: [{name: halls, master: "h:1"}]
                sources: [{name: src, host: h, username: u, password: p}, {name: dst, host: h, username: u, password: p}]
                canals: [{name: src-log, source: src, start: {file: mysql-bin.000003, offset: 120}}]
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: src, schema: s, table: t}, to: {source: dst, schema: s, table: t}}]
                """, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        manager.close();
        server.close();
    }

    @Test
    void errorsAreShownBesideTheirFieldsAndInputIsKept() throws Exception {
        Visitor admin = admin();
        HttpResponse<String> answer = admin.submit(
                "config/sources/edit",
                "config/sources/edit",
                "name",
                "",
                "version",
                "",
                "/name",
                NASTY,
                "/host",
                "no host!",
                "/port",
                "99999",
                "/username",
                "u",
                "/password",
                "secret");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("must be a whole number from 1 to 65535", "value=\"99999\"", "value=\"no host!\"")
                .contains("id=\"f-host-wrong\"", "id=\"f-port-wrong\"")
                .contains("&quot;Müller&quot; &lt;b&gt;&#39;订单")
                .doesNotContain("<b>'");
        answer = admin.submit(
                "config/sources/edit",
                "config/sources/edit",
                "name",
                "",
                "version",
                "",
                "/name",
                NASTY,
                "/host",
                "h",
                "/port",
                "3306",
                "/username",
                "u",
                "/password",
                "secret");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(admin.get("config/sources").body()).contains("&quot;Müller&quot; &lt;b&gt;&#39;订单");
        for (String typed : new String[] {"", "Müller", NASTY}) {
            assertThat(admin.get("config/sources").body()).doesNotContain(" deleted.");
            assertThat(admin.submit("config/sources", "config/sources/delete", "name", NASTY, "typed", typed)
                            .statusCode())
                    .isEqualTo(302);
            if (!typed.equals(NASTY)) {
                assertThat(admin.get("config/sources").body()).contains("nothing was done: ", "to confirm");
            }
        }
        assertThat(admin.get("config/sources").body()).contains(" deleted.");
        assertThat(admin.get("config/sources").body()).doesNotContain("Müller");
    }

    @Test
    void errorsAreInTheLanguageOfThePageAndInEnglishInTheApi() throws Exception {
        Visitor admin = admin();
        admin.get("config/sources/edit?lang=zh");
        String[] fields = {
            "name", "", "version", "", "/name", "new", "/host", "no host!", "/port", "99999", "/username", ""
        };
        assertThat(admin.submit("config/sources/edit", "config/sources/edit", fields)
                        .body())
                .contains("必须是主机名或 IP，不含端口", "必须是 1 到 65535 的整数", "必须填写")
                .doesNotContain("must be", "required");
        assertThat(admin.submit(
                                "config/canals/edit",
                                "config/canals/edit",
                                "name",
                                "",
                                "version",
                                "",
                                "/name",
                                "new",
                                "/start/kind",
                                "file",
                                "/start/file",
                                "a b",
                                "/addresses",
                                "h")
                        .body())
                .contains("不含空格和冒号的文件名", "格式必须是 host:port", "必须填写数据源");
        assertThat(admin.submit("config/sources/edit", "config/sources/edit", "name", "", "version", "", "/name", "src")
                        .body())
                .contains("“src”已存在");
        assertThat(admin.get("config/sources").body()).contains("Canal src-log", "正在被使用：Canal src-log, Channel shop");
        JsonNode answer = ApiCaller.tree(new ApiCaller(manager.address(), "admin", TestManager.PASSWORD)
                .put("spec", "sources: [{name: new, host: no host!, port: 99999}]", "application/yaml"));
        assertThat(answer.path("detail").asString())
                .isEqualTo("nothing was changed:"
                        + " sources[0].host: must be a host name or an IP address, without a port;"
                        + " sources[0].port: must be a whole number from 1 to 65535; sources[0].username: required.");
        assertThat(answer.at("/errors/1").toString())
                .isEqualTo("{\"path\":\"sources[0].port\",\"message\":\"must be a whole number from 1 to 65535\"}");
    }

    @Test
    void theSecondEditorSeesBothVersionsAndOverwritesNothingSilently() throws Exception {
        Visitor one = admin();
        Visitor other = admin();
        String seen = version(one.get("config/sources/edit?name=dst").body());
        assertThat(save(one, "dst", seen, "first.example", "secret").statusCode())
                .isEqualTo(302);
        HttpResponse<String> refused = save(other, "dst", seen, "second.example", "secret");
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body()).contains("Somebody else changed this", "second.example", "first.example");
        assertThat(other.get("config/sources").body()).contains("first.example").doesNotContain("second.example");
        assertThat(save(other, "dst", version(refused.body()), "second.example", "secret")
                        .statusCode())
                .isEqualTo(302);
        assertThat(other.get("config/sources").body()).contains("second.example");
        seen = version(other.get("config/sources/edit?name=dst").body());
        assertThat(save(other, "dst", seen, "third.example", "").body())
                .contains("a stored password is not sent to another server");
    }

    @ParameterizedTest
    @CsvSource({
        "zookeepers, near, /servers, other:1",
        "nodes, n1, /ip, other",
        "groups, halls, /master, other:1",
        "sources, src, /host, other",
        "canals, src-log, /addresses, other:1",
        "channels, shop, /pipelines/0/select, other"
    })
    void noFormOverwritesAnotherUsersChange(String kind, String name, String field, String typed) throws Exception {
        Visitor late = admin();
        String form = "config/" + kind + "/edit?name=" + name;
        String before = late.get(form).body();
        HttpResponse<String> refused =
                late.submit(form, "config/" + kind + "/edit", "name", name, "version", "of yesterday", field, typed);
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body()).contains("Somebody else changed this", "value=\"" + typed + "\"", "now stored:");
        assertThat(version(late.get(form).body())).isEqualTo(version(before));
    }

    @Test
    void whatIsInUseIsNotDeletedAndItsUsersAreNamed() throws Exception {
        Visitor admin = admin();
        for (String kind :
                new String[] {"sources:src:channel shop", "canals:src-log:channel shop", "nodes:n1:channel shop"}) {
            String[] parts = kind.split(":");
            admin.submit("config/" + parts[0], "config/" + parts[0] + "/delete", "name", parts[1], "typed", parts[1]);
            assertThat(admin.get("config/" + parts[0]).body())
                    .as(kind)
                    .contains("is still used by", parts[2], parts[1]);
        }
    }

    @Test
    void parametersOfAPipelineChangeAndTheRestOfTheChannelStays() throws Exception {
        Visitor admin = admin();
        String page = admin.get("config/channels/edit?name=shop").body();
        HttpResponse<String> answer = admin.submit(
                "config/channels/edit?name=shop",
                "config/channels/edit",
                "name",
                "shop",
                "version",
                version(page),
                "/syncMode",
                "ROW",
                "/consistency",
                "BASE",
                "/pipelines/0/canal",
                "src-log",
                "/pipelines/0/select",
                "n1",
                "/pipelines/0/load",
                "n1",
                "/pipelines/0/parameters/parallelism",
                "7",
                "/pipelines/0/parameters/batchRows",
                "6000",
                "/pipelines/0/parameters/batchBytes",
                "1048576",
                "/pipelines/0/parameters/loadPoolSize",
                "4",
                "/pipelines/0/parameters/ddlSync",
                "true",
                "/pipelines/0/parameters/skipFreeDoor",
                "false",
                "/pipelines/0/parameters/purgeFreeDoor",
                "true");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        String spec = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD)
                .get("spec", "application/json")
                .body();
        assertThat(spec).contains("\"parallelism\":7", "\"purgeFreeDoor\":true", "\"table\":\"t\"");
        assertThat(admin.get("config/canals/edit?name=src-log").body())
                .contains("value=\"mysql-bin.000003\"", "value=\"120\"");
    }

    @Test
    void aTimeIsEnteredInTheZoneOfItsReaderAndShownAsItIsStored() throws Exception {
        Visitor admin = admin();
        ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        String form = "config/canals/edit";
        HttpResponse<String> saved = admin.submit(
                form,
                form,
                "name",
                "",
                "version",
                "",
                "/name",
                "timed",
                "/source",
                "src",
                "/start/kind",
                "time",
                "/start/time",
                "2026-01-31T22:00",
                "/start/zone",
                "Asia/Shanghai",
                "/start/offset",
                "of another kind");
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(302);
        assertThat(api.get("canals/timed").at("/start/timestamp").asLong()).isEqualTo(1_769_868_000_000L);
        assertThat(admin.get(form + "?name=timed").body())
                .contains("value=\"2026-01-31T14:00\"", "value=\"time\" checked");
        String[] wrong = {"name", "", "version", "", "/name", "x", "/source", "src", "/start/kind", "time"};
        assertThat(admin.submit(form, form, wrong).body()).contains("f-start-time-wrong");
        assertThat(admin.get("config/canals").body()).contains("2026-01-31T14:00:00Z");
    }

    @Test
    void nodesAreTickedAndOneThatIsGoneIsSeen() throws Exception {
        ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        api.put(
                "spec",
                "nodes: [{name: node 2, nid: 2, ip: 127.0.0.1}]\nchannels: [{name: ticked, pipelines: [{name: p, canal: src-log,"
                        + " select: [n1], load: [n1], pairs: [{from: {source: src, schema: s, table: t}, to: {source: dst,"
                        + " schema: s, table: t}}]}]}]",
                "application/yaml");
        Visitor admin = admin();
        String form = "config/channels/edit?name=ticked";
        String page = admin.get(form).body();
        assertThat(page)
                .contains(
                        "name=\"/pipelines/0/select\" value=\"n1\" checked",
                        "name=\"/pipelines/0/load\" value=\"node 2\">");
        String[] fields = {
            "name",
            "ticked",
            "version",
            version(page),
            "/pipelines/0/canal",
            "src-log",
            "/pipelines/0/select",
            "n1",
            "/pipelines/0/select",
            "node 2",
            "/pipelines/0/load",
            "node 2"
        };
        assertThat(admin.submit(form, "config/channels/edit", fields).statusCode())
                .isEqualTo(302);
        JsonNode pipeline = api.get("channels/ticked/pipelines/p");
        assertThat(pipeline.path("select").toString()).isEqualTo("[\"n1\",\"node 2\"]");
        assertThat(pipeline.path("load").toString()).isEqualTo("[\"node 2\"]");
        page = admin.get(form).body();
        String[] none = {"name", "ticked", "version", version(page), "/pipelines/0/canal", "src-log"};
        assertThat(admin.submit(form, "config/channels/edit", none).body())
                .contains("f-pipelines-0-select-wrong", "f-pipelines-0-load-wrong");
    }

    @Test
    void aConnectionIsTestedBeforeItIsSaved() throws Exception {
        Visitor admin = admin();
        String form = "config/sources/edit";
        String[] fields = {
            "name",
            "",
            "version",
            "",
            "/name",
            "tested",
            "/host",
            server.host(),
            "/port",
            String.valueOf(server.port()),
            "/username",
            server.user(),
            "/password",
            server.password()
        };
        String tested = admin.submit(form, "config/sources/test", fields).body();
        assertThat(tested).contains("The port answers at", "value=\"tested\"").doesNotContain("badge bad");
        fields[13 - 4] = "1";
        assertThat(admin.submit(form, "config/sources/test", fields).body())
                .contains("No port answers at", "badge bad");
        fields[7] = "no host!";
        assertThat(admin.submit(form, "config/sources/test", fields).body())
                .contains("f-host-wrong")
                .doesNotContain("id=\"tested\"");
        assertThat(admin.get("config/sources").body()).doesNotContain(">tested<");
    }

    private static HttpResponse<String> save(Visitor visitor, String name, String version, String host, String password)
            throws Exception {
        return visitor.submit(
                "config/sources/edit",
                "config/sources/edit",
                "name",
                name,
                "version",
                version,
                "/host",
                host,
                "/port",
                "3306",
                "/username",
                "u",
                "/password",
                password);
    }

    private static String version(String page) {
        Matcher found = Pattern.compile("name=\"version\" value=\"([^\"]*)\"").matcher(page);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static Visitor admin() throws Exception {
        return Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
    }
}
