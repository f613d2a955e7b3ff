package io.otter.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.manager.configuration.ManagerSettings;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What strangers, viewers and operators try on the manager's port: each gets nothing, and leaves a trace. */
@ExtendWith(SharedServers.class)
class AttackerTest {
    private static final int STRANGERS = Integer.getInteger("otter.strangers", 3_000);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static DatabaseServer server;
    private static TestManager manager;
    private static Path trail;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        trail = directory.resolve("audit.log");
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.audit.file",
                        trail.toString(),
                        "otter.session.perUser",
                        "3",
                        "otter.session.total",
                        "5"));
        ApiCaller admin = admin();
        admin.post("users", "{\"name\": \"eve\", \"password\": \"eves password\", \"role\": \"VIEWER\"}");
        admin.post("users", "{\"name\": \"oscar\", \"password\": \"oscars password\", \"role\": \"OPERATOR\"}");
    }

    @AfterAll
    static void stop() {
        if (manager != null) {
            manager.close();
        }
        server.close();
    }

    @Test
    void manyStrangersLeaveNoSessions() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        IntStream.range(0, STRANGERS).parallel().forEach(i -> {
            String path = List.of("overview", "channels?page=" + i, "api/v1/spec", "nowhere/" + i, "login")
                    .get(i % 5);
            HttpResponse<String> answer = send(request(path).header("Accept-Language", i % 2 == 0 ? "zh" : "en"));
            if (answer.statusCode() == 302 || answer.statusCode() == 401 || path.equals("login")) {
                refused.incrementAndGet();
            }
        });
        assertThat(refused).hasValue(STRANGERS);
        assertThat(sessions()).isLessThanOrEqualTo(5);
    }

    @Test
    void aForgedCookieOpensNothing() {
        String admin = Base64.getEncoder().encodeToString("{\"user\":\"admin\"}".getBytes(StandardCharsets.UTF_8));
        for (String cookie : List.of(
                "OTTER_SESSION=" + "0".repeat(32),
                "OTTER_SESSION=../../etc/passwd",
                "OTTER_SESSION=" + admin,
                "JSESSIONID=" + "0".repeat(32),
                "remember-me=" + admin,
                "OTTER_WANTED=%%%; OTTER_SESSION=x",
                "OTTER_WANTED=" + admin,
                "OTTER_THEME=\"><script>alert(1)</script>",
                "OTTER_LANGUAGE=${T(java.lang.Runtime)}")) {
            HttpResponse<String> answer = send(request("channels").header("Cookie", cookie));
            assertThat(answer.statusCode()).as(cookie).isEqualTo(302);
            assertThat(send(request("login").header("Cookie", cookie)).body())
                    .as(cookie)
                    .contains("name=\"_csrf\"")
                    .doesNotContain("<script>alert");
            assertThat(send(request("api/v1/spec").header("Cookie", cookie)).statusCode())
                    .as(cookie)
                    .isEqualTo(401);
        }
    }

    @Test
    void aLogInLeadsOnlyToPagesOfTheManager() throws Exception {
        for (String wanted : List.of(
                "https://evil.example/",
                "//evil.example/",
                "/\\evil.example",
                "/\r\nSet-Cookie: a=b",
                "javascript:alert(1)")) {
            String cookie =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(wanted.getBytes(StandardCharsets.UTF_8));
            assertThat(landing("OTTER_WANTED=" + cookie)).as(wanted).isEqualTo("/");
        }
        String own = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("/channel?name=a%20b".getBytes(StandardCharsets.UTF_8));
        assertThat(landing("OTTER_WANTED=" + own)).isEqualTo("/channel?name=a%20b");
        for (String path :
                List.of("//evil.example", "channels?lang=en&next=//evil.example", "logout?next=//evil.example")) {
            assertThat(location(send(request(path))))
                    .as(path)
                    .doesNotContain("evil.example/")
                    .isIn("", "/login");
        }
    }

    @Test
    void anotherSiteCannotMakeABrowserAct() throws Exception {
        Visitor oscar = Visitor.loggedIn(manager.address(), "oscar", "oscars password");
        assertThat(oscar.post("channel/stop", "name", "shop").statusCode()).isEqualTo(403);
        assertThat(oscar.post("channel/stop", "name", "shop", "_csrf", "forged").statusCode())
                .isEqualTo(403);
        assertThat(oscar.post("api/v1/channels/shop/stop").statusCode()).isEqualTo(401);
        assertTrace("oscar", "denied: POST /channel/stop");
    }

    @Test
    void onlyNamedProxiesSayWhereAVisitorIs() throws Exception {
        // The manager of this test trusts 127.0.0.1, so the sender's own word is the last one in the header.
        HttpResponse<String> answer = send(request("api/v1/nodes")
                .header("X-Forwarded-For", "10.9.9.9, 203.0.113.77")
                .header("Authorization", "Bearer otter_guess"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Files.readString(trail)).contains("203.0.113.77").doesNotContain("10.9.9.9");
    }

    @Test
    void aViewerChangesNothingAndLeavesATrace() throws Exception {
        Visitor eve = Visitor.loggedIn(manager.address(), "eve", "eves password");
        for (String page : List.of("users", "audit", "parameters", "config/sources/new", "new")) {
            assertThat(eve.get(page).statusCode()).as(page).isIn(403, 404);
        }
        ApiCaller api = new ApiCaller(manager.address(), "eve", "eves password");
        assertThat(api.post("channels/shop/start").statusCode()).isEqualTo(403);
        assertThat(api.put("spec", "{}", "application/json").statusCode()).isEqualTo(403);
        assertThat(api.get("users", "application/json").statusCode()).isEqualTo(403);
        assertThat(eve.submit("sessions", "users/role", "id", "1", "role", "VIEWER")
                        .statusCode())
                .isEqualTo(403);
        assertTrace("eve", "denied, as it needs ADMIN: /users");
        assertTrace("eve", "denied: POST /api/v1/channels/shop/start");
        assertThat(admin().get("users").toString()).contains("{\"name\":\"admin\",\"role\":\"ADMIN\"}");
    }

    @Test
    void anOperatorIsNoAdministrator() throws Exception {
        ApiCaller oscar = new ApiCaller(manager.address(), "oscar", "oscars password");
        assertThat(oscar.put("users/oscar", "{\"role\": \"ADMIN\"}", "application/json")
                        .statusCode())
                .isEqualTo(403);
        assertThat(oscar.post("tokens", "{\"name\": \"up\", \"password\": \"oscars password\", \"role\": \"ADMIN\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(oscar.delete("users/eve").statusCode()).isEqualTo(403);
        assertThat(admin().get("users").toString()).contains("{\"name\":\"oscar\",\"role\":\"OPERATOR\"}");
    }

    @Test
    void hostileNamesStayText() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        List<String> names = List.of(
                "<img src=x onerror=alert(1)>",
                "__${T(java.lang.Runtime).getRuntime()}__::.x",
                "[[${7*7}]]",
                "'; DROP TABLE `USER`; --",
                "../../../etc/passwd",
                "a%0d%0aSet-Cookie:%20x=y",
                "#{7*7}~{::x}");
        for (String name : names) {
            String query = java.net.URLEncoder.encode(name, StandardCharsets.UTF_8);
            for (String page : List.of(
                    "channel?name=" + query,
                    "audit?find=" + query,
                    "config/sources/edit?name=" + query,
                    "logs?find=" + query,
                    "channels?lang=" + query,
                    "overview?theme=" + query)) {
                HttpResponse<String> answer = admin.get(page);
                assertThat(answer.statusCode()).as(page).isLessThan(500);
                assertThat(answer.body()).as(page).doesNotContain("<img src=x", "java.lang.Runtime@", ">49<");
                assertThat(answer.headers().map().toString()).as(page).doesNotContain("x=y");
            }
            admin.submit("users", "users/add", "name", name, "password", "long enough", "role", "VIEWER");
            admin.submit("tokens", "tokens/add", "name", name, "password", TestManager.PASSWORD, "channels", name);
            for (String page : List.of("users", "tokens", "audit")) {
                HttpResponse<String> answer = admin.get(page);
                assertThat(answer.statusCode()).as(page).isEqualTo(200);
                assertThat(answer.body()).as(page).doesNotContain("<img src=x", "java.lang.Runtime@", ">49<");
            }
        }
        assertThat(admin().get("users").size()).isGreaterThan(3);
    }

    @Test
    void pathsLeadNowhereElse() throws Exception {
        for (String path : List.of(
                "/css/../../application.properties",
                "/css/%2e%2e/%2e%2e/application.properties",
                "/vendor/..%2f..%2fmessages.properties",
                "/js/%252e%252e/x",
                "/css/..;/channels",
                "/css/;/../channels",
                "/login/..;/api/v1/spec",
                "/health/../api/v1/spec",
                "//api/v1/spec",
                "/API/v1/spec",
                "/api/v1/spec;.css",
                "/api/v1/spec/.css",
                "/actuator/env",
                "/actuator/heapdump",
                "/h2-console",
                "/jolokia",
                "/swagger-ui/index.html",
                "/error?path=/api/v1/spec",
                "/WEB-INF/web.xml",
                "/.git/config")) {
            String status = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(status)
                    .as(path)
                    .matches("(?s)HTTP/1.1 (302|400|401|403|404) ?.*")
                    .doesNotContain("spring.");
        }
    }

    /** As strangers got into consoles of the same kind: by what a header, a path or a delivered secret says. */
    @Test
    void whatOpenedOtherConsolesOpensNothing() {
        for (String[] header : new String[][] {
            {"User-Agent", "Nacos-Server"},
            {"serverIdentity", "security"},
            {"XXL-JOB-ACCESS-TOKEN", "default_token"},
            {"accessToken", "default_token"},
            {"X-Token", "admin"},
            {"X-Forwarded-User", "admin"},
            {"X-Remote-User", "admin"},
            {"X-Auth-Request-User", "admin"},
            {"Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."},
            {"Authorization", "Bearer "},
            {"Authorization", "Basic Og=="},
            {"Authorization", "Basic %%%"},
            {"Authorization", basic("admin", "admin")},
            {"Authorization", basic("admin", "123456")},
            {"Authorization", basic("guest", "guest")},
            {"Authorization", basic("canal", "canal")}
        }) {
            HttpResponse<String> answer = send(request("api/v1/spec")
                    .header(header[0], header[1])
                    .header("X-Forwarded-For", "203.0.113." + (100 + header[1].length())));
            assertThat(answer.statusCode()).as(header[0] + ": " + header[1]).isIn(401, 429);
        }
        for (String path : List.of(
                "api/v1/spec/",
                "api/v1/spec?x=/login",
                "api/v1/spec?accessToken=default_token",
                "api/v1/spec%2f",
                "api/v1/%73pec",
                "v1/auth/users?pageNo=1",
                "api/v1/config/server_polling",
                "channel_list.htm",
                "canalList.htm?login.htm",
                "__$%7B7*7%7D__::x",
                "login/__$%7B7*7%7D__::x",
                "channels?find=%25example%25",
                "channels?find=channels")) {
            HttpResponse<String> answer = send(request(path));
            assertThat(answer.statusCode()).as(path).isIn(302, 400, 401, 404);
            assertThat(answer.body()).as(path).doesNotContain("\"channels\"", "49::x");
        }
    }

    @Test
    void headersCannotBeForged() throws Exception {
        for (String host : List.of("evil.example", "evil.example:80@localhost", "localhost\r\nX-Evil: 1")) {
            String answer = raw(
                    "GET /channels HTTP/1.1\r\nHost: " + host
                            + "\r\nX-Forwarded-Host: evil.example\r\nX-Original-URL: /login\r\nX-Rewrite-URL: /login\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(host).containsPattern("^HTTP/1.1 (302|400)").doesNotContain("X-Evil");
            assertThat(answer.lines()
                            .filter(line -> line.startsWith("Location"))
                            .toList())
                    .as(host)
                    .allMatch(line -> line.endsWith("/login") && !line.contains("evil"));
        }
        for (String method : List.of("TRACE", "CONNECT", "PROPFIND", "FOO")) {
            assertThat(raw(method + " /channels HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as(method)
                    .containsPattern("^HTTP/1.1 (302|400|403|405|501)");
        }
        assertThat(raw("POST /channel/stop HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: GET\r\n"
                        + "Content-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void pagesAreNotKeptFramedOrScripted() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        for (String page : List.of("overview", "channels", "audit", "logs", "tokens", "sessions", "config/sources")) {
            var headers = admin.get(page).headers();
            assertThat(headers.firstValue("Cache-Control").orElse("")).as(page).contains("no-store");
            assertThat(headers.firstValue("X-Frame-Options")).as(page).contains("DENY");
            assertThat(headers.firstValue("X-Content-Type-Options")).as(page).contains("nosniff");
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .as(page)
                    .contains("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("Referrer-Policy")).as(page).isPresent();
        }
        HttpResponse<String> api = admin.call("GET", "api/v1/spec", "admin", TestManager.PASSWORD);
        assertThat(api.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertTrace("admin", "GET /api/v1/spec");
    }

    @Test
    void documentsThatGrowDoNot() throws Exception {
        ApiCaller admin = admin();
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            laughs.append("a" + i + ": &a" + i + " ["
                    + String.join(", ", java.util.Collections.nCopies(9, "*a" + (i - 1))) + "]\n");
        }
        List<String> hostile = List.of(
                laughs.toString(),
                "channels: " + "[".repeat(100_000),
                "channels: " + "{a: ".repeat(5_000),
                "- ".repeat(20_000) + "x",
                "&a [*a]",
                "channels: !!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1:1/\"]]",
                "? ".repeat(5_000) + "x");
        for (String document : hostile) {
            long begun = System.nanoTime();
            assertThat(admin.put("spec", document, "application/yaml").statusCode())
                    .as(document.substring(0, 40 % document.length()))
                    .isEqualTo(400);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        }
        for (String json : List.of(
                "[".repeat(100_000),
                "{\"channels\":".repeat(3_000),
                "{\"nodes\": [{\"nid\": 1" + "0".repeat(100_000) + "}]}")) {
            assertThat(admin.put("spec", json, "application/json").statusCode()).isEqualTo(400);
        }
        assertTrace("admin", "PUT /api/v1/spec");
        assertThat(Files.readString(trail)).contains("\"outcome\":\"REFUSED 400\"");
    }

    @Test
    void expressionsThatHangAreRefusedOrHarmless() throws Exception {
        ApiCaller admin = admin();
        for (String table :
                List.of("((a{1000}){1000}){1000}", "(".repeat(3_000) + "a" + ")".repeat(3_000), "(a)\\\\1")) {
            String spec =
                    "{\"tables\": [], \"sources\": [{\"name\": \"s\", \"type\": \"MYSQL\", \"host\": \"127.0.0.1\", \"user\": \"u\","
                            + " \"password\": \"p\"}], \"channels\": [{\"name\": \"c\", \"pipelines\": [{\"name\": \"p\", \"pairs\": [{\"source\":"
                            + " {\"source\": \"s\", \"schema\": \"a\", \"table\": \"" + table + "\"}}]}]}]}";
            assertThat(admin.put("spec?dryRun=true", spec, "application/json").statusCode())
                    .as(table.substring(0, 6))
                    .isEqualTo(400);
        }
    }

    @Test
    void bodiesEnd() throws Exception {
        for (String path : List.of("login", "api/v1/spec", "channel/stop", "nowhere")) {
            byte[] body = new byte[9 << 20];
            HttpResponse<String> chunked = HTTP.send(
                    request(path)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(chunked.statusCode()).as(path).isIn(401, 403, 413);
            HttpResponse<String> counted = HTTP.send(
                    request(path)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(counted.statusCode()).as(path).isIn(401, 403, 413);
        }
        HttpResponse<String> known = HTTP.send(
                request("api/v1/spec")
                        .header("Authorization", basic("admin", TestManager.PASSWORD))
                        .header("Content-Type", "application/yaml")
                        .PUT(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[9 << 20])))
                        .build(),
                BodyHandlers.ofString());
        assertThat(known.statusCode()).isEqualTo(413);
    }

    @Test
    void aUserHasFewSessionsAndEndsThem() throws Exception {
        Visitor first = Visitor.loggedIn(manager.address(), "eve", "eves password");
        for (int i = 0; i < 3; i++) {
            Visitor.loggedIn(manager.address(), "eve", "eves password");
        }
        assertThat(first.get("channels").statusCode())
                .as("the one unused for longest has ended")
                .isEqualTo(302);
        Visitor here = Visitor.loggedIn(manager.address(), "eve", "eves password");
        Visitor there = Visitor.loggedIn(manager.address(), "eve", "eves password");
        String page = here.get("sessions").body();
        assertThat(page).contains("127.0.0.1", "this one", "Java-http-client").doesNotContain(">admin<");
        var ids = java.util.regex.Pattern.compile("name=\"id\" value=\"([^\"]+)\"")
                .matcher(page);
        while (ids.find()) {
            here.submit("sessions", "sessions/end", "id", ids.group(1));
        }
        assertThat(there.get("channels").statusCode()).isEqualTo(302);
        assertThat(here.get("channels").statusCode()).isEqualTo(200);
        assertTrace("eve", "end a session of eve");
        assertTrace("eve", "log in");
    }

    @Test
    void aTokenDoesWhatItIsForUntilItExpires() throws Exception {
        ApiCaller admin = admin();
        String token = ApiCaller.tree(admin.post(
                        "tokens",
                        "{\"name\": \"team a\", \"password\": \"" + TestManager.PASSWORD
                                + "\", \"role\": \"OPERATOR\", \"channels\": [\"a b\"], \"days\": 1}"))
                .path("token")
                .asString();
        assertThat(bearer("api/v1/channels/a%20b/status", token).statusCode())
                .as("no such channel yet")
                .isEqualTo(404);
        for (String other : List.of(
                "api/v1/channels/other/status",
                "api/v1/channels",
                "api/v1/spec",
                "api/v1/users",
                "api/v1/tokens",
                "api/v1/channels/a%20b/../other/status",
                "api/v1/channels/a%2520b/status",
                "v3/api-docs")) {
            assertThat(bearer(other, token).statusCode()).as(other).isIn(400, 403);
        }
        assertTrace("admin", "use token team a for another thing than its channels: /api/v1/channels/other/status");
        assertTrace("admin", "use token team a");
        assertThat(admin.get("tokens").toString()).contains("\"used\":\"20");
        manager.execute("UPDATE API_TOKEN SET EXPIRES_MILLIS = 1 WHERE NAME = 'team a'");
        assertThat(bearer("api/v1/channels/a%20b/status", token).statusCode()).isEqualTo(401);
        assertTrace("token", "call the API with a token that is not known or has expired");

        String spec = ApiCaller.tree(new ApiCaller(manager.address(), "oscar", "oscars password")
                        .post("tokens", "{\"name\": \"o\", \"password\": \"oscars password\", \"role\": \"VIEWER\"}"))
                .path("token")
                .asString();
        assertThat(bearer("api/v1/spec", spec).statusCode()).isEqualTo(200);
        HttpResponse<String> start = send(request("api/v1/channels/x/start")
                .header("Authorization", "Bearer " + spec)
                .POST(BodyPublishers.noBody()));
        assertThat(start.statusCode()).isEqualTo(403);
        admin.put("users/oscar", "{\"password\": \"oscars password\"}", "application/json");
        assertThat(bearer("api/v1/spec", spec).statusCode())
                .as("revoked with the password")
                .isEqualTo(401);
    }

    @Test
    void failedLogInsAreNotedWithoutForgedLines() throws Exception {
        Visitor guesser = Visitor.from("203.0.113.30", manager.address());
        guesser.submit("login", "login", "username", "admin\nINFO all is well\u202e", "password", "guess");
        assertTrace("admin?INFO all is well?", "failed login");
        assertThat(Files.readAllLines(trail)).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void aFoundSessionDoesNotGuessThePassword() throws Exception {
        admin().post("users", "{\"name\": \"gus\", \"password\": \"gus' password\", \"role\": \"VIEWER\"}");
        Visitor found = Visitor.from("203.0.113.31", manager.address());
        found.submit("login", "login", "username", "gus", "password", "gus' password");
        for (int i = 0; i < 3; i++) {
            found.submit("tokens", "tokens/add", "name", "mine", "password", "guess " + i);
        }
        for (int i = 0; i < 2; i++) {
            found.submit("password", "password", "present", "guess " + i, "wanted", "new one 1", "again", "new one 1");
        }
        assertThat(found.submit(
                                "password",
                                "password",
                                "present",
                                "gus' password",
                                "wanted",
                                "new one 1",
                                "again",
                                "new one 1")
                        .body())
                .contains("Too many wrong passwords");
        found.submit("tokens", "tokens/add", "name", "mine", "password", "gus' password");
        assertThat(found.get("tokens").body())
                .contains("too many wrong passwords; wait")
                .doesNotContain("otter_");
        assertTrace("gus", "failed login");
    }

    @Test
    void aUserIsTheSameHoweverTheNameIsSpelled() throws Exception {
        Visitor guesser = Visitor.from("203.0.113.32", manager.address());
        for (String name : List.of("oscar", "OSCAR", "Oscar", "\u00f3scar", "oscar ")) {
            guesser.submit("login", "login", "username", name, "password", "guess");
        }
        assertThat(location(guesser.submit("login", "login", "username", "oScar", "password", "oscars password")))
                .isEqualTo("/login?wait");
    }

    /** Each would keep a thread for as long as it goes on sending. */
    @Test
    void whoSendsSlowlyDoesNotKeepOthersOut() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket("127.0.0.1", manager.address().getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write(("POST /" + (i % 2 == 0 ? "login" : "nowhere")
                                        + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 2001:db8::" + i
                                        + "\r\nContent-Type: "
                                        + (i % 2 == 0 ? "application/x-www-form-urlencoded" : "text/plain")
                                        + "\r\nContent-Length: 100\r\n\r\na")
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
            HttpResponse<String> page =
                    HTTP.send(request("login").timeout(Duration.ofSeconds(15)).build(), BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static void assertTrace(String user, String action) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Files.readAllLines(trail))
                        .anyMatch(line -> line.contains("\"user\":\"" + user + "\"") && line.contains(action)));
    }

    private static ApiCaller admin() {
        return new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
    }

    private static String landing(String cookie) throws Exception {
        HttpResponse<String> page = send(request("login"));
        String csrf = page.headers().firstValue("Set-Cookie").orElse("").split(";")[0];
        String token = page.body().replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
        return location(send(request("login")
                .header("Cookie", csrf + "; " + cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=eve&password=eves+password&_csrf=" + token))));
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("").replaceFirst("^http://127[^/]*", "");
    }

    private static HttpResponse<String> bearer(String path, String token) {
        return send(request(path).header("Authorization", "Bearer " + token));
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpRequest.Builder request(String path) {
        URI address = manager.address();
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The answer to exactly these characters. */
    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", manager.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return String.join(
                    "\n",
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                            .lines()
                            .toList());
        }
    }

    private static int sessions() throws Exception {
        assertThat(manager.context()
                        .getBean(ManagerSettings.class)
                        .access()
                        .sessions()
                        .total())
                .isEqualTo(5);
        try (Connection connection = manager.context().getBean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM `SESSION`")) {
            row.next();
            return row.getInt(1);
        }
    }
}
