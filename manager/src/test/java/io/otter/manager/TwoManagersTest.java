package io.otter.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.manager.change.EditConflictException;
import io.otter.manager.publication.DesiredDrains;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecService;
import io.otter.manager.user.Role;
import io.otter.manager.user.SignedInUser;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two managers behind a proxy that sends each request to another one. */
@ExtendWith(SharedServers.class)
class TwoManagersTest {
    private static DatabaseServer server;
    private static TestingServer zookeeper;
    private static TestManager manager;
    private static ConfigurableApplicationContext second;
    private static URI there;

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
        second = manager.startAnother();
        there = address(second);
    }

    @AfterAll
    static void stop() throws Exception {
        second.close();
        manager.close();
        zookeeper.close();
        server.close();
    }

    @Test
    void aLogInHoldsAtEveryManagerAndOutlivesTheOneThatItWasMadeAt() throws Exception {
        ConfigurableApplicationContext third = manager.startAnother();
        Visitor admin = Visitor.loggedIn(address(third), "admin", TestManager.PASSWORD);
        assertThat(admin.get(manager.address() + "users").statusCode()).isEqualTo(200);
        third.close();
        assertThat(admin.get(there + "users").statusCode()).isEqualTo(200);
        HttpResponse<String> added = admin.submit(
                there + "users", there + "users/add", "name", "eve", "password", "eves password", "role", "VIEWER");
        assertThat(added.statusCode()).isEqualTo(302);
        assertThat(admin.get(manager.address() + "users").body())
                .as("what one manager did, the other tells")
                .contains("role=\"status\"", "eve");
        admin.submit(there + "users", there + "users/role", "id", "1", "role", "VIEWER");
        assertThat(admin.get(manager.address() + "users?lang=zh").body()).contains("不能对自己的");
    }

    @Test
    void aLogInEndsAtAllManagers() throws Exception {
        Visitor first = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        Visitor other = Visitor.loggedIn(there, "admin", TestManager.PASSWORD);
        String page = first.get("sessions").body();
        var ids = Pattern.compile("name=\"id\" value=\"([^\"]+)\"").matcher(page);
        while (ids.find()) {
            first.submit("sessions", "sessions/end", "id", ids.group(1));
        }
        assertThat(other.get("users").statusCode()).isEqualTo(302);
        assertThat(first.get(there + "users").statusCode()).isEqualTo(200);

        first.submit(there + "users", there + "logout");
        assertThat(first.get("users").statusCode()).isEqualTo(302);
    }

    @Test
    void whoReadsTheDatabaseIsNotLoggedIn() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        admin.submit("tokens", "tokens/add", "name", "ci", "password", TestManager.PASSWORD);
        try (Connection connection = manager.context().getBean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT ID_HASH, CONTENT, USERNAME FROM `SESSION` ORDER BY CREATED_MILLIS DESC LIMIT 1")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString("USERNAME")).isEqualTo("admin");
            assertThat(row.getString("CONTENT")).startsWith("v2:").doesNotContain("created", "SPRING");
            HttpRequest thief = HttpRequest.newBuilder(manager.address().resolve("users"))
                    .header("Cookie", "OTTER_SESSION=" + row.getString("ID_HASH"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(thief, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(302);
        }
        assertThat(admin.get(there + "tokens").body()).contains("otter_");
    }

    @Test
    void ofTwoEditsOfOneThingOneIsRefused() throws Exception {
        List<SpecService> managers =
                List.of(manager.context().getBean(SpecService.class), second.getBean(SpecService.class));
        asAdmin(() -> managers.get(0)
                .apply("sources: [{name: s, type: MYSQL, host: h, port: 1, username: u, password: p}]", true, false));
        ExecutorService threads = Executors.newFixedThreadPool(managers.size());
        try {
            for (int round = 2; round < 12; round++) {
                CyclicBarrier both = new CyclicBarrier(managers.size());
                List<Future<Boolean>> edits = new ArrayList<>();
                for (SpecService specs : managers) {
                    int port = round * 10 + edits.size();
                    edits.add(threads.submit(() -> asAdmin(() -> {
                        Optional<ObjectNode> shown = specs.find(Kind.SOURCES, "s");
                        both.await();
                        try {
                            specs.save(
                                    Kind.SOURCES,
                                    SpecService.version(shown),
                                    shown.orElseThrow().put("port", port).put("password", "p"));
                            return true;
                        } catch (EditConflictException e) {
                            return false;
                        }
                    })));
                }
                assertThat(List.of(edits.get(0).get(), edits.get(1).get()))
                        .as("round " + round)
                        .containsExactlyInAnyOrder(true, false);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void ofTwoAdministratorsWhoChangeAUserTheLaterIsToldOfTheFirst() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        admin.submit("users", "users/add", "name", "ann", "password", "anns password", "role", "ADMIN");
        admin.submit("users", "users/add", "name", "joe", "password", "joes password", "role", "VIEWER");
        Visitor ann = Visitor.loggedIn(there, "ann", "anns password");
        ApiCaller first = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        ApiCaller other = new ApiCaller(there, "admin", TestManager.PASSWORD);
        String id = joe(ann);
        String seen =
                Visitor.version(ann.get("users").body(), "users/role", "id", id).orElseThrow();
        String tag =
                first.send("GET", "users/joe", "").headers().firstValue("ETag").orElseThrow();

        assertThat(admin.submit("users", "users/role", "id", id, "role", "OPERATOR")
                        .statusCode())
                .isEqualTo(302);
        for (String[] late : List.of(
                new String[] {"users/role", "id", id, "version", seen, "role", "ADMIN"},
                new String[] {"users/channels", "id", id, "version", seen, "channels", "shop"},
                new String[] {"users/password", "id", id, "version", seen, "password", "another password"},
                new String[] {"users/delete", "id", id, "version", seen, "typed", "joe"})) {
            ann.submit("users", late[0], List.of(late).subList(1, late.length).toArray(String[]::new));
            assertThat(ann.get("users").body())
                    .as(late[0])
                    .contains("joe has changed since you opened it, last by admin at ");
        }
        HttpResponse<String> refused = other.send("PUT", "users/joe", "{\"role\": \"ADMIN\"}", "If-Match", tag);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(412);
        assertThat(refused.body()).contains("ILLEGAL_MOVE", "last by admin at ");
        assertThat(other.send("DELETE", "users/joe", "", "If-Match", tag).statusCode())
                .isEqualTo(412);
        HttpResponse<String> now = other.send("GET", "users/joe", "");
        assertThat(now.body()).contains("OPERATOR").doesNotContain("shop");

        tag = now.headers().firstValue("ETag").orElseThrow();
        String wrong = "{\"role\": \"ADMIN\", \"channels\": [\"shop\"], \"password\": \"short\"}";
        assertThat(other.send("PUT", "users/joe", wrong, "If-Match", tag).statusCode())
                .isEqualTo(400);
        assertThat(first.send("GET", "users/joe", "").headers().firstValue("ETag"))
                .as("nothing of it")
                .contains(tag);
        assertThat(other.send("PUT", "users/joe", "{\"channels\": [\"shop\"]}", "If-Match", tag)
                        .statusCode())
                .isEqualTo(200);
        assertThat(first.send("PUT", "users/joe", "{\"role\": \"VIEWER\"}").statusCode())
                .as("who asks for no version gets none")
                .isEqualTo(200);
    }

    @Test
    void ofTwoWhoDrainANodeOrLetItWorkTheLaterIsToldOfTheFirst() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        Visitor late = Visitor.loggedIn(there, "admin", TestManager.PASSWORD);
        ApiCaller first = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        ApiCaller other = new ApiCaller(there, "admin", TestManager.PASSWORD);
        first.put("spec", "nodes: [{name: n7, nid: 7, ip: 127.0.0.1, port: 2088}]", "application/yaml");
        String page = "config/nodes/live?name=n7";
        assertThat(late.get(page).body()).as("at once").contains("name=\"version\"");
        String working = Visitor.version(late.get(page).body(), "config/nodes/drain", "name", "n7")
                .orElseThrow();
        String tag = other.send("GET", "nodes/n7/drain", "")
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        admin.submit(page, "config/nodes/drain", "name", "n7");
        late.submit(page, "config/nodes/drain", "name", "n7", "version", working);
        assertThat(late.get(page).body()).contains("n7 has changed since you opened it, last by admin at ");
        assertThat(other.send("POST", "nodes/n7/drain", "", "If-Match", tag).statusCode())
                .isEqualTo(412);
        assertThat(other.send("POST", "nodes/n7/drain", "").statusCode())
                .as("without a version")
                .isEqualTo(200);
        String drained = first.send("GET", "nodes/n7/drain", "")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(first.send("POST", "nodes/n7/undrain", "", "If-Match", drained)
                        .statusCode())
                .isEqualTo(200);
        assertThat(first.send("POST", "nodes/n7/drain", "").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = other.send("POST", "nodes/n7/undrain", "", "If-Match", drained);
        assertThat(refused.statusCode()).as("drained anew by somebody").isEqualTo(412);
        assertThat(other.get("nodes/n7/drain").at("/node/drained/by").asString())
                .isEqualTo("admin");
    }

    @Test
    void ofTwoWhoChangeParametersRulesOrDeleteWhatWasEditedTheLaterIsRefused() throws Exception {
        ApiCaller first = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        ApiCaller other = new ApiCaller(there, "admin", TestManager.PASSWORD);
        first.put("spec", """
                sources: [{name: a, host: h, username: u, password: p}, {name: b, host: h, username: u, password: p}]
                nodes: [{name: n8, nid: 8, ip: 127.0.0.1, port: 2088}]
                canals: [{name: log, source: a}]
                channels:
                  - name: pairs
                    pipelines:
                      - {name: p, canal: log, select: [n8], load: [n8], pairs: [{from: {source: a, schema: s, table: t}, to: {source: b, schema: s, table: t}}]}
                """, "application/yaml");
        await().until(() ->
                other.get("alarm-rules").size() == first.get("alarm-rules").size());
        String rule = "alarm-rules/" + first.get("alarm-rules").at("/0/id").asLong();
        for (String[] one : List.of(new String[] {"system-parameters", "{\"retentionDays\": \"%s\"}"}, new String[] {
            rule,
            first.get(rule).path("fields").toString().replaceFirst("\"threshold\":\"\\d+\"", "\"threshold\":\"%s\"")
        })) {
            HttpResponse<String> shown = other.send("GET", one[0], "");
            assertThat(shown.statusCode()).as(one[0] + ": " + shown.body()).isEqualTo(200);
            String tag = shown.headers().firstValue("ETag").orElseThrow();
            assertThat(first.send("PUT", one[0], one[1].formatted("77")).statusCode())
                    .as(one[0])
                    .isEqualTo(200);
            HttpResponse<String> late = other.send("PUT", one[0], one[1].formatted("78"), "If-Match", tag);
            assertThat(late.statusCode()).as(late.body()).isEqualTo(412);
            assertThat(late.body()).contains("last by admin at ");
            assertThat(other.send("GET", one[0], "").body()).contains("\"77\"");
        }
        String tag = other.send("GET", rule, "").headers().firstValue("ETag").orElseThrow();
        assertThat(first.send("POST", rule + "/disable", "").statusCode()).isEqualTo(200);
        assertThat(other.send("DELETE", rule, "", "If-Match", tag).statusCode()).isEqualTo(412);

        Visitor late = Visitor.loggedIn(there, "admin", TestManager.PASSWORD);
        first.put("spec", "zookeepers: [{name: unused, servers: [\"h:1\"]}]", "application/yaml");
        String seen = Visitor.version(
                        late.get("config/zookeepers").body(), "config/zookeepers/delete", "name", "unused")
                .orElseThrow();
        first.put("spec", "zookeepers: [{name: unused, servers: [\"h:2\"]}]", "application/yaml");
        late.submit(
                "config/zookeepers", "config/zookeepers/delete", "name", "unused", "version", seen, "typed", "unused");
        assertThat(late.get("config/zookeepers").body())
                .contains("unused has changed since you opened it, last by admin at ");
        assertThat(first.send("GET", "zookeepers/unused", "").statusCode()).isEqualTo(200);
    }

    @Test
    void ofTwoWhoEditAPairATableOrAPlaceTheLaterIsToldOfTheFirst() throws Exception {
        ApiCaller first = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        ApiCaller other = new ApiCaller(there, "admin", TestManager.PASSWORD);
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        Visitor late = Visitor.loggedIn(there, "admin", TestManager.PASSWORD);
        String things = """
                sources: [{name: from, host: h, username: u, password: p}, {name: to, host: h, username: u, password: p}]
                nodes: [{name: n9, nid: 9, ip: 127.0.0.1, port: 2088}]
                canals: [{name: place, source: from}, {name: read, source: from}]
                channels:
                  - {name: two, pipelines: [{name: p, canal: read, select: [n9], load: [n9], pairs: [%s]}]}
                """;
        String pair =
                "{from: {source: from, schema: s, table: %1$s}, to: {source: to, schema: s, table: %1$s}, weight: %2$d}";
        String pairs = String.join(",", pair.formatted("t", 5), pair.formatted("u", 5), pair.formatted("v", 5));
        first.put("spec", things.formatted(pairs), "application/yaml");
        String list = "config/pairs?channel=two&pipeline=p";
        String key = "[\"from\",\"s\",\"t\",\"to\",\"s\",\"t\"]";
        String seen = Visitor.version(late.get(list).body(), "config/pairs/delete", "pair", key)
                .orElseThrow();
        String tag = other.send("GET", "canals/place/position", "")
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        pairs = String.join(",", pair.formatted("t", 7), pair.formatted("u", 5));
        first.put(
                "spec",
                things.formatted(pairs).replace("place, source", "place, start: earliest, source"),
                "application/yaml");
        String[] gone = {"pair", key, "version", seen, "channel", "two", "pipeline", "p", "typed", "from:s.t"};
        late.submit(list, "config/pairs/delete", gone);
        assertThat(late.get(list).body())
                .contains("from:s.t → to:s.t has changed since you opened it, last by admin at ", ">s.u<");
        assertThat(other.send("POST", "canals/place/position", "{\"start\": \"latest\"}", "If-Match", tag)
                        .statusCode())
                .isEqualTo(412);
        gone[3] = Visitor.version(late.get(list).body(), "config/pairs/delete", "pair", key)
                .orElseThrow();
        late.submit(list, "config/pairs/delete", gone);
        assertThat(late.get(list).body()).doesNotContain(">s.t<");

        JsonNode unused = other.get("tables")
                .valueStream()
                .filter(table -> table.path("source").asString().equals("from")
                        && table.path("table").asString().equals("v"))
                .findFirst()
                .orElseThrow();
        String id = unused.path("id").asString();
        String before = unused.path("version").asString();
        assertThat(admin.submit(
                                "config/tables/edit?id=" + id,
                                "config/tables/edit",
                                "id",
                                id,
                                "/source",
                                "from",
                                "/schema",
                                "s",
                                "/table",
                                "w")
                        .statusCode())
                .isEqualTo(302);
        HttpResponse<String> refused = other.send("DELETE", "tables/" + id, "", "If-Match", '"' + before + '"');
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(412);
        assertThat(refused.body()).contains("from:s.w", "last by admin at ");
        late.submit("config/tables", "config/tables/delete", "id", id, "version", before, "typed", "s.w");
        assertThat(late.get("config/tables").body())
                .contains("from:s.w has changed since you opened it, last by admin at ");
    }

    @Test
    void whoAsksZookeeperForADrainHoldsUpNoEdit() throws Exception {
        ApiCaller first = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        DesiredDrains drains = second.getBean(DesiredDrains.class);
        ExecutorService editor = Executors.newSingleThreadExecutor();
        try {
            drains.drain(99, "the test", seen -> {
                Future<HttpResponse<String>> edit = editor.submit(
                        () -> first.put("spec", "zookeepers: [{name: while, servers: [\"h:1\"]}]", "application/yaml"));
                assertThat(edit).as("while a drain waits for ZooKeeper").succeedsWithin(Duration.ofSeconds(10));
            });
        } finally {
            editor.shutdownNow();
        }
    }

    @Test
    void thePathUnderWhichAProxyPublishesItIsInLinksRedirectsAndCookies() throws Exception {
        HttpResponse<String> sent = behind("/otter", "overview", "", "");
        assertThat(URI.create(sent.headers().firstValue("Location").orElseThrow())
                        .getPath())
                .isEqualTo("/otter/login");
        HttpResponse<String> page = behind("/otter/", "login", "", "");
        assertThat(page.body())
                .contains("href=\"/otter/css/", "action=\"/otter/login\"")
                .doesNotContain("\"/css/");
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).containsIgnoringCase("path=/otter");
        var token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(token.find()).isTrue();
        HttpResponse<String> in = behind(
                "/otter",
                "login",
                cookie.replaceFirst(";.*", ""),
                "username=admin&password=" + TestManager.PASSWORD + "&_csrf=" + token.group(1));
        assertThat(URI.create(in.headers().firstValue("Location").orElseThrow()).getPath())
                .isEqualTo("/otter/");
        String session = in.headers().allValues("Set-Cookie").stream()
                .filter(one -> one.startsWith("OTTER_SESSION="))
                .map(one -> one.replaceFirst(";.*", ""))
                .findFirst()
                .orElseThrow();
        assertThat(behind("/otter", "users", session, "").body()).contains("action=\"/otter/users/role\"");
        assertThat(behind("/otter", "no-such-page", session, "").body()).contains("href=\"/otter/css/");
        for (String other :
                List.of("//evil.example", "/a\"><b>", "/../x", "otter", "/a//b", "/a;b", "https://evil", "/")) {
            assertThat(behind(other, "login", "", "").body()).as(other).contains("action=\"/login\"");
        }
        assertThat(logInPage("127.0.0.1")).contains("action=\"/otter/login\"");
        assertThat(logInPage("127.0.0.2")).as("no named proxy").contains("action=\"/login\"");
    }

    private static String logInPage(String from) throws Exception {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(there.getHost(), there.getPort()), 10_000);
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(
                            "GET /login HTTP/1.1\r\nHost: otter\r\nX-Forwarded-Prefix: /otter\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpResponse<String> behind(String prefix, String path, String cookie, String form)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(there.resolve(path)).header("X-Forwarded-Prefix", prefix);
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        if (!form.isEmpty()) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String joe(Visitor visitor) throws Exception {
        var found = Pattern.compile("(?s)<td>joe</td>.*?name=\"id\" value=\"(\\d+)\"")
                .matcher(visitor.get("users").body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static <T> T asAdmin(Callable<T> act) throws Exception {
        SignedInUser admin = new SignedInUser(1, "admin", Role.ADMIN, List.of(), "", false);
        SecurityContextHolder.getContext()
                .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(admin, null, List.of()));
        try {
            return act.call();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static URI address(ConfigurableApplicationContext manager) {
        return URI.create("http://127.0.0.1:" + manager.getEnvironment().getProperty("local.server.port") + "/");
    }
}
