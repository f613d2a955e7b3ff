package io.otter.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.cli.OtterCtl;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What users of other consoles met in years of use: names, lists, bookmarks, forms that are sent twice. */
@ExtendWith(SharedServers.class)
class ReportedYearsTest {
    private static final String SERVERS = """
            nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: 2088}]
            sources: [{name: a, host: h, username: u, password: p}, {name: b, host: h, username: u, password: p}]
            canals: [{name: log, source: a}]
            """;

    private static DatabaseServer server;
    private static TestingServer zookeeper;
    private static TestManager manager;
    private static ApiCaller api;
    private static Visitor admin;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        zookeeper = new TestingServer(true);
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.getConnectString()));
        api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        assertThat(api.put("spec", SERVERS, "application/yaml").statusCode()).isEqualTo(200);
    }

    @AfterAll
    static void stop() throws Exception {
        manager.close();
        zookeeper.close();
        server.close();
    }

    /** A database may take for one name what Java takes for two: accents, widths, ligatures. */
    @Test
    void namesThatTheDatabaseTakesForOneAreRefusedBesideTheirReason() throws Exception {
        for (String[] names : List.of(
                new String[] {"cafe", "café"}, new String[] {"abc", "ａｂｃ"}, new String[] {"strasse", "straße"})) {
            assertThat(api.put("spec", channel(names[0]), "application/yaml").statusCode())
                    .isEqualTo(200);
            refused(channel(names[1]), names[1]);
            assertThat(api.get("channels").toString()).contains(names[0]).doesNotContain(names[1]);
            assertThat(api.delete("channels/" + encoded(names[0])).statusCode()).isEqualTo(200);
        }
    }

    /** Two nodes of one address were one then, and whichever came last stayed. */
    @Test
    void partsThatTheDatabaseTakesForOneAreRefusedToo() throws Exception {
        String pair = "{from: {source: a, schema: s, table: %s}, to: {source: b, schema: s, table: t}}";
        String back = "{from: {source: b, schema: s, table: x}, to: {source: a, schema: s, table: y}}";
        String shop = """
                channels: [{name: parts, pipelines: [
                  {name: %s, canal: log, select: [n1], load: [n1], pairs: [%s]},
                  {name: %s, canal: log2, select: [n1], load: [n1], pairs: [%s]}]}]
                canals: [{name: log2, source: b}]
                """;
        refused("nodes: [{name: halle, nid: 7, ip: 10.0.0.7}, {name: hallé, nid: 8, ip: 10.0.0.7}]", "hallé");
        refused(shop.formatted("there", pair.formatted("t"), "thére", back), "thére");
        refused(shop.formatted("there", pair.formatted("cafe") + ", " + pair.formatted("café"), "back", back), "café");
        assertThat(api.get("nodes").toString()).doesNotContain("hall");
        assertThat(api.get("channels").toString()).doesNotContain("parts");
    }

    /** Also by a dry run, which leaves nothing. */
    private static void refused(String document, String name) throws Exception {
        for (String call : List.of("spec?dryRun=true", "spec")) {
            HttpResponse<String> answer = api.put(call, document, "application/yaml");
            assertThat(answer.statusCode()).as(call + ": " + answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("SPEC_INVALID", "cannot tell", name);
        }
    }

    /** Names that mean something in addresses, templates, shells and spreadsheets. */
    @Test
    void whateverANameIsItsPagesAndCallsAreThere() throws Exception {
        for (String name : List.of(
                "订单 🦦",
                "50% off",
                "a&b=c#d",
                "x;y",
                "q?p",
                "=1+1",
                "${java.version}",
                "#{edit.delete}",
                "it's \"quoted\"",
                "a/b",
                "...",
                "back\\slash",
                "+plus+",
                "n".repeat(200))) {
            HttpResponse<String> saved = api.put("spec", channel(name), "application/yaml");
            assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
            for (String page :
                    List.of("channel?name=", "pipeline?name=p&channel=", "config/pairs?pipeline=p&channel=")) {
                HttpResponse<String> answer = admin.get(page + encoded(name));
                assertThat(answer.statusCode()).as(page + name).isEqualTo(200);
                assertThat(answer.body()).as(page + name).contains(html(name));
            }
            HttpResponse<String> status = api.send("GET", "channels/" + encoded(name) + "/status", "");
            assertThat(status.statusCode()).as(name + ": " + status.body()).isEqualTo(200);
            assertThat(ApiCaller.tree(status).path("name").asString()).isEqualTo(name);
            StringWriter said = new StringWriter();
            int exit = OtterCtl.run(
                    Map.of("OTTER_SERVER", manager.address().toString(), "OTTER_PASSWORD", TestManager.PASSWORD),
                    new PrintWriter(said, true),
                    new PrintWriter(said, true),
                    "get",
                    "channels",
                    name);
            assertThat(exit).as(name + ": " + said).isZero();
        }
        for (String dots : List.of(".", "..")) {
            HttpResponse<String> refused = api.put("spec", channel(dots), "application/yaml");
            assertThat(refused.statusCode()).as(dots).isEqualTo(400);
            assertThat(refused.body()).contains("channels[0].name", "addresses");
        }
    }

    /** A search for a sign that means something to the database finds that sign. */
    @Test
    void signsInASearchAreSearchedFor() throws Exception {
        api.post("users", "{\"name\": \"per_cent\", \"password\": \"a long password\", \"role\": \"VIEWER\"}");
        assertThat(admin.get("audit?find=" + encoded("per_cent")).body()).contains("per_cent");
        assertThat(admin.get("audit?find=" + encoded("per%cent")).body()).doesNotContain("create user per_cent");
        assertThat(admin.get("audit?find=" + encoded("pe__cent")).body()).doesNotContain("create user per_cent");
        for (String find : List.of("\\", "'", "%", "_", "\u0000", "🦦", "x".repeat(3000))) {
            for (String page : List.of("audit?find=", "logs?find=", "channels?find=", "config/tables?find=")) {
                assertThat(admin.get(page + encoded(find)).statusCode())
                        .as(page + find)
                        .isEqualTo(200);
            }
        }
    }

    /** The back button and a double click send a form twice. */
    @Test
    void aFormThatIsSentTwiceSaysSoTheSecondTime() throws Exception {
        for (int time = 0; time < 2; time++) {
            assertThat(admin.submit(
                                    "users",
                                    "users/add",
                                    "name",
                                    "twice",
                                    "password",
                                    "a long password",
                                    "role",
                                    "VIEWER")
                            .statusCode())
                    .isIn(200, 302);
        }
        assertThat(admin.get("users").body()).contains("twice").contains("already exists");
        api.put("spec", "zookeepers: [{name: gone, servers: [\"h:1\"]}]", "application/yaml");
        String version = Visitor.version(
                        admin.get("config/zookeepers").body(), "config/zookeepers/delete", "name", "gone")
                .orElseThrow();
        for (int status : List.of(302, 404)) {
            HttpResponse<String> deleted = admin.submit(
                    "config/zookeepers",
                    "config/zookeepers/delete",
                    "name",
                    "gone",
                    "version",
                    version,
                    "typed",
                    "gone");
            assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(status);
        }
    }

    /** What a list says of its pages adds up, also where nothing is left. */
    @Test
    void pagesOfAListAddUp() throws Exception {
        for (String query : List.of("size=1&page=0", "size=1000", "size=1&page=1000000")) {
            HttpResponse<String> page = api.send("GET", "sources?" + query, "");
            assertThat(page.statusCode()).as(query).isEqualTo(200);
            assertThat(page.headers().firstValue("X-Total-Count")).as(query).contains("2");
        }
        for (String query :
                List.of("size=0", "size=-1", "size=1001", "size=1e3", "size=", "size=1&page=-1", "size=1&page=٣")) {
            HttpResponse<String> page = api.send("GET", "sources?" + query, "");
            assertThat(page.statusCode()).as(query).isEqualTo(400);
            assertThat(page.body()).as(query).contains("REQUEST_INVALID");
        }
    }

    /** Load balancers ask with HEAD; people's bookmarks have a slash too many, or are of the product before: never an error of ours. */
    @Test
    void whatBalancersAndBookmarksAskIsAnswered() throws Exception {
        HttpResponse<String> head = api.send("HEAD", "channels", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String old : List.of("channels/", "channel_list.htm", "login.htm", "")) {
            HttpResponse<String> answer = admin.get(old);
            assertThat(answer.statusCode()).as(old).isLessThan(500);
        }
    }

    private static String channel(String name) {
        return "channels: [{name: '" + name.replace("'", "''")
                + "', pipelines: [{name: p, canal: log, select: [n1], load: [n1],"
                + " pairs: [{from: {source: a, schema: s, table: t}, to: {source: b, schema: s, table: t}}]}]}]";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
