package io.otter.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.otter.common.json.Json;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** More of {@link KnownAttacksTest}: what a user of a console can do to it, to others, and what other sites make his browser do. */
@ExtendWith(SharedServers.class)
class ReportedAttacksTest {
    private static final String JSON = "application/json";

    private static AttackedManager manager;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        manager = AttackedManager.start(servers, Map.of());
    }

    @AfterAll
    static void stop() {
        if (manager != null) {
            manager.close();
        }
    }

    /** Streams that stay open are the cheapest way to have all of a server's. */
    @Test
    void oneViewerDoesNotHaveAllLiveStreams() throws Exception {
        List<InputStream> open = new ArrayList<>();
        Visitor eve = Visitor.loggedIn(manager.address(), "eve", "eves password");
        try {
            List<Integer> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(live(eve, open));
            }
            assertThat(answers.subList(0, 30)).containsOnly(200);
            assertThat(answers.subList(30, 40)).containsOnly(503);
            assertThat(live(Visitor.loggedIn(manager.address(), "oscar", "oscars password"), open))
                    .isEqualTo(200);
        } finally {
            for (InputStream stream : open) {
                stream.close();
            }
        }
    }

    /** Connectors elsewhere put the value of a file or a variable where a document named it. */
    @Test
    void whatLooksLikeAReferenceIsText() throws Exception {
        for (String name : List.of(
                "${env:OTTER_SECRET_KEY}",
                "${otter.secret.key}",
                "${file:/etc/passwd:root}",
                "#{systemProperties}",
                "{{ environment }}",
                "%{OTTER_SECRET_KEY}")) {
            HttpResponse<String> answer = manager.oscar()
                    .put(
                            "spec",
                            "{\"zookeepers\": [{\"name\": \"" + name + "\", \"servers\": [\"127.0.0.1:1\"]}]}",
                            JSON);
            if (answer.statusCode() == 200) {
                assertThat(manager.oscar().get("spec", JSON).body()).contains(name);
                Visitor page = Visitor.loggedIn(manager.address(), "oscar", "oscars password");
                assertThat(page.get("config/zookeepers").body()).contains(name.replace("'", "&#39;"));
            } else {
                assertThat(answer.statusCode()).as(name + answer.body()).isEqualTo(400);
            }
        }
    }

    /** Filters that reach the language behind them. */
    @Test
    void aFilterIsNoProgram() throws Exception {
        for (String filter : List.of(
                "''.getClass().forName('java.lang.Runtime')",
                "T(java.lang.Runtime).getRuntime().exec('id')",
                "new java.lang.ProcessBuilder(['id'])",
                "java.lang.System.exit(1)",
                "Runtime.getRuntime()",
                "id.class",
                "this.class.classLoader",
                "def x() { 1 }")) {
            HttpResponse<String> answer = manager.oscar()
                    .put("spec?dryRun=true", channel("\"filter\": \"" + filter.replace("\"", "") + "\""), JSON);
            assertThat(answer.statusCode()).as(filter + answer.body()).isEqualTo(400);
            assertThat(answer.body()).as(filter).contains("filter");
        }
    }

    /** An image or a link of another site is a GET with the user's cookie. */
    @Test
    void nothingIsDoneByGet() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        String before = manager.admin().get("users").toString();
        for (String path : List.of(
                "logout",
                "users/add?name=mallory&password=mallorys+password&role=ADMIN",
                "users/role?id=2&role=ADMIN",
                "users/delete?id=2",
                "tokens/add?name=t&password=" + TestManager.PASSWORD,
                "channel/start?name=c",
                "approvals/approve?id=1",
                "config/delete?kind=sources&name=s",
                "api/v1/channels/c/start",
                "api/v1/rekey",
                "api/v1/node-keys/1",
                "api/v1/system-parameters/test/MAIL")) {
            assertThat(admin.get(path).statusCode()).as(path).isIn(302, 400, 401, 403, 404, 405);
        }
        assertThat(manager.admin().get("users").toString()).isEqualTo(before);
        assertThat(admin.get("users").statusCode()).as("still logged in").isEqualTo(200);
    }

    /** Another site may not read what this one tells its user, nor have his browser ask with a type that needs no question. */
    @Test
    void otherSitesAreNotAnswered() throws Exception {
        for (String origin : List.of("https://evil.example", "null", "http://localhost.evil.example")) {
            for (String method : List.of("GET", "OPTIONS", "PUT")) {
                HttpResponse<String> answer = AttackedManager.send(manager.request("api/v1/spec")
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "PUT")
                        .header("Authorization", AttackedManager.basic("oscar", "oscars password"))
                        .header("Content-Type", "text/plain")
                        .method(method, BodyPublishers.ofString(method.equals("PUT") ? "{}" : "")));
                assertThat(answer.headers().map().keySet().stream().map(String::toLowerCase))
                        .as(origin + " " + method)
                        .noneMatch(name -> name.startsWith("access-control-allow"));
            }
        }
    }

    /** A cache that goes by a path's end keeps what is somebody's, if the server does not. */
    @Test
    void nothingOfAUserIsForACache() throws Exception {
        Visitor eve = Visitor.loggedIn(manager.address(), "eve", "eves password");
        for (String path : List.of(
                "overview",
                "overview/x.css",
                "overview.css",
                "overview;x.css",
                "overview%2fx.css",
                "channels%00.js",
                "tokens/..%2fcss/x.css",
                "css/..%2foverview",
                "css/%2e%2e/overview")) {
            HttpResponse<String> answer = eve.get(path);
            assertThat(answer.statusCode() != 200
                            || answer.headers()
                                    .firstValue("Cache-Control")
                                    .orElse("")
                                    .contains("no-store"))
                    .as(path + " " + answer.statusCode() + answer.headers().map())
                    .isTrue();
        }
    }

    /** A backup that is given back, a user that is changed, a token that is for more: each makes an administrator elsewhere. */
    @Test
    void nobodyMakesHimselfMore() throws Exception {
        String before = manager.admin().get("users").toString();
        String backup = manager.admin().get("backup", JSON).body();
        for (ApiCaller caller : List.of(manager.oscar(), manager.eve())) {
            assertThat(caller.get("backup", JSON).statusCode()).isEqualTo(403);
            assertThat(caller.put("backup", backup, JSON).statusCode()).isEqualTo(403);
            for (String user : List.of("eve", "oscar", "admin", "EVE", "eve%20")) {
                assertThat(caller.put("users/" + user, "{\"role\": \"ADMIN\"}", JSON)
                                .statusCode())
                        .as(user)
                        .isIn(403, 404);
            }
            assertThat(caller.post(
                                    "users",
                                    "{\"name\": \"m\", \"password\": \"mallorys password\", \"role\": \"ADMIN\"}")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(caller.post("rekey").statusCode()).isEqualTo(403);
            assertThat(caller.post("node-keys/1").statusCode()).isEqualTo(403);
            assertThat(caller.put("system-parameters", "{\"webhookUrl\": \"http://127.0.0.1:1/\"}", JSON)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(manager.eve()
                        .post("tokens", "{\"name\": \"up\", \"password\": \"eves password\", \"role\": \"ADMIN\"}")
                        .statusCode())
                .isBetween(400, 499);
        assertThat(manager.admin().get("users").toString()).isEqualTo(before);
    }

    /** Where a session outlived what its user may do, he went on. */
    @Test
    void aLowerRoleCountsAtOnce() throws Exception {
        manager.admin().post("users", "{\"name\": \"olga\", \"password\": \"olgas password\", \"role\": \"OPERATOR\"}");
        Visitor olga = Visitor.loggedIn(manager.address(), "olga", "olgas password");
        assertThat(olga.get("new").statusCode()).isEqualTo(200);
        manager.admin().put("users/olga", "{\"role\": \"VIEWER\"}", JSON);
        assertThat(olga.get("new").statusCode()).isIn(302, 403);
        manager.admin().delete("users/olga");
        assertThat(olga.get("overview").statusCode()).isEqualTo(302);
        assertThat(AttackedManager.send(manager.request("api/v1/spec")
                                .header("Authorization", AttackedManager.basic("olga", "olgas password")))
                        .statusCode())
                .isEqualTo(401);
    }

    /** Where a second header, or a second one of the same, was the one that counted. */
    @Test
    void twoLogInsInOneRequestAreNotAdded() throws Exception {
        Visitor eve = Visitor.loggedIn(manager.address(), "eve", "eves password");
        assertThat(eve.get("users").statusCode()).isEqualTo(403);
        for (String second :
                List.of(AttackedManager.basic("admin", "wrong"), "Bearer wrong", "Basic " + "A".repeat(8_000))) {
            HttpResponse<String> answer = AttackedManager.send(manager.request("api/v1/users")
                    .header("Authorization", AttackedManager.basic("eve", "eves password"))
                    .header("Authorization", second));
            assertThat(answer.statusCode()).as(second.substring(0, 10)).isIn(400, 401, 403, 429, 431);
        }
    }

    /** Consoles behind a proxy believed who the request said had logged in there. */
    @Test
    void whoAHeaderNamesIsNobody() throws Exception {
        for (String header : List.of(
                "X-WEBAUTH-USER",
                "Remote-User",
                "X-Forwarded-Email",
                "X-Forwarded-Preferred-Username",
                "X-Authenticated-User",
                "X-Consumer-Username",
                "X-MS-CLIENT-PRINCIPAL-NAME",
                "Impersonate-User",
                "X-HTTP-Method-Override",
                "X-Api-Key")) {
            HttpResponse<String> answer = AttackedManager.send(manager.request("api/v1/users")
                    .header(header, "admin")
                    .header("Authorization", AttackedManager.basic("eve", "eves password")));
            assertThat(answer.statusCode()).as(header).isEqualTo(403);
        }
    }

    /** A router that takes for the same what a guard takes for another path, here of who may log in but not do that. */
    @Test
    void noSpellingOfAPathMakesAViewerMore() throws Exception {
        for (String path : List.of(
                "/api//v1/users",
                "//api/v1/users",
                "/api/v1//users",
                "/api/v1/users/",
                "/api/v1/users.json",
                "/api/v1/users%20",
                "/api/v1/users;x=y",
                "/api/v1/./users",
                "/api/v1/tokens/../users",
                "/api/v1/%75sers",
                "/api/V1/users",
                "/api/v1/Users",
                "/api/v1/users%3fall=true",
                "/API/V1/USERS")) {
            String answer =
                    manager.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                            + AttackedManager.basic("eve", "eves password") + "\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 (302|400|401|403|404) ?.*");
            assertThat(answer).as(path).doesNotContain("oscar");
        }
    }

    /** Few characters that are a number of a thousand million digits. */
    @Test
    void numbersAreNotWorkedOut() throws Exception {
        for (String number : List.of(
                "1e1000000000", "1E-1000000000", "-0e999999999", "1" + "0".repeat(900), "0." + "0".repeat(900) + "1")) {
            long begun = System.nanoTime();
            for (HttpResponse<String> answer : List.of(
                    manager.oscar().put("spec", "{\"nodes\": [{\"name\": \"n\", \"nid\": " + number + "}]}", JSON),
                    manager.oscar()
                            .put("spec", "nodes: [{name: n, nid: " + number + ", ip: 127.0.0.1}]", "application/yaml"),
                    manager.oscar().post("channels/none/resync", "{\"rowsPerSecond\": " + number + "}"),
                    manager.oscar()
                            .post(
                                    "tokens",
                                    "{\"name\": \"t\", \"password\": \"oscars password\", \"days\": " + number
                                            + "}"))) {
                assertThat(answer.statusCode()).as(number).isBetween(400, 499);
            }
            assertThat((System.nanoTime() - begun) / 1_000_000_000).as(number).isLessThan(10);
        }
    }

    /** A file in very many overlapping pieces; lists that were searched by a pattern or sorted. */
    @Test
    void headersWithLongListsTakeNeitherTimeNorMemory() throws Exception {
        for (String[] header : new String[][] {
            {"Range", "bytes=" + "0-,".repeat(2_000) + "0-"},
            {"Range", "bytes=0-18446744073709551615"},
            {"If-None-Match", "\"" + "a".repeat(7_000)},
            {"If-None-Match", "W/\"\",".repeat(1_200)},
            {"If-Match", ("W/" + "\"").repeat(2_000)},
            {"Accept", "a/b;q=0.1,".repeat(700) + "*/*"},
            {"Accept-Language", "zh-Hant-CN-x-a;q=0.1,".repeat(300) + "*"},
            {"Cookie", "a=\"".repeat(1_500)}
        }) {
            long begun = System.nanoTime();
            HttpResponse<String> answer =
                    AttackedManager.send(manager.request("css/otter.css").header(header[0], header[1]));
            assertThat(answer.statusCode()).as(header[0]).isLessThan(500);
            assertThat(answer.body().length()).as(header[0]).isLessThan(1 << 20);
            assertThat((System.nanoTime() - begun) / 1_000_000_000)
                    .as(header[0])
                    .isLessThan(5);
        }
    }

    /** Servers wrote a part of a file where they serve files, and ran it or read it as a session. */
    @Test
    void nothingIsWrittenByPut() throws Exception {
        for (String path : List.of("css/x.jsp", "x.session", "css/otter.css", "vendor/x.js", "WEB-INF/x.xml")) {
            for (String method : List.of("PUT", "PATCH", "DELETE", "MKCOL", "MOVE")) {
                HttpResponse<String> answer = AttackedManager.send(manager.request(path)
                        .header("Authorization", AttackedManager.basic("oscar", "oscars password"))
                        .header("Content-Range", "bytes 0-6/100")
                        .method(method, BodyPublishers.ofString("planted")));
                assertThat(answer.statusCode()).as(method + " " + path).isBetween(302, 499);
            }
            assertThat(AttackedManager.send(manager.request(path)).body())
                    .as(path)
                    .doesNotContain("planted");
        }
    }

    /** Each part and each field cost more than its bytes. */
    @Test
    void manyPartsAndFieldsAreFew() throws Exception {
        String part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n";
        for (String[] body : new String[][] {
            {"multipart/form-data; boundary=x", part.repeat(15_000) + "--x--\r\n"},
            {"multipart/form-data; boundary=" + "x".repeat(5_000), part},
            {"application/x-www-form-urlencoded", "a=&".repeat(200_000)},
            {"application/x-www-form-urlencoded", "a[".repeat(50_000) + "=1"}
        }) {
            long begun = System.nanoTime();
            HttpResponse<String> answer = AttackedManager.send(
                    manager.request("login").header("Content-Type", body[0]).POST(BodyPublishers.ofString(body[1])));
            assertThat(answer.statusCode()).as(body[0]).isBetween(302, 499);
            assertThat((System.nanoTime() - begun) / 1_000_000_000).as(body[0]).isLessThan(10);
        }
    }

    /** Who approves, starts or deletes one of two that look the same takes it for the other. */
    @Test
    void noNameLooksLikeAnother() throws Exception {
        for (String unseen : List.of("\u200b", "\u202e", "\ufeff", "\u00ad", "\u2060", "\u2066", "\u0007", "\u2028")) {
            String name = "sh" + unseen + "op";
            for (String thing : List.of(
                    "{\"zookeepers\": [{\"name\": \"N\", \"servers\": [\"127.0.0.1:1\"]}]}",
                    "{\"nodes\": [{\"name\": \"N\", \"nid\": 77, \"ip\": \"127.0.0.1\"}]}",
                    "{\"sources\": [{\"name\": \"N\", \"type\": \"MYSQL\", \"host\": \"127.0.0.1\", \"port\": 3306,"
                            + " \"username\": \"u\", \"password\": \"p\"}]}",
                    "{\"channels\": [{\"name\": \"N\"}]}")) {
                HttpResponse<String> answer = manager.oscar()
                        .put(
                                "spec?dryRun=true",
                                thing.replace(
                                        "N",
                                        Json.MAPPER.writeValueAsString(name).replace("\"", "")),
                                JSON);
                assertThat(answer.statusCode()).as(thing + answer.body()).isEqualTo(400);
                assertThat(answer.body()).as(thing).contains("not seen");
            }
            assertThat(manager.admin()
                            .post(
                                    "users",
                                    "{\"name\": \"ad" + unseen.replace("\u0007", "\\u0007")
                                            + "min\", \"password\": \"mallorys password\", \"role\": \"VIEWER\"}")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    /** What is in an address is in logs and histories; what is in a cookie is sent by any page. */
    @Test
    void aTokenIsTakenFromItsHeaderOnly() throws Exception {
        String token = ApiCaller.tree(
                        manager.oscar().post("tokens", "{\"name\": \"script\", \"password\": \"oscars password\"}"))
                .path("token")
                .asString();
        assertThat(AttackedManager.send(manager.request("api/v1/spec").header("Authorization", "Bearer " + token))
                        .statusCode())
                .isEqualTo(200);
        for (String query : List.of("access_token", "token", "bearer_token", "api_key", "Authorization")) {
            assertThat(AttackedManager.send(manager.request("api/v1/spec?" + query + "=" + token))
                            .statusCode())
                    .as(query)
                    .isEqualTo(401);
            assertThat(AttackedManager.send(manager.request("api/v1/spec")
                                    .header("Cookie", query + "=" + token + "; OTTER_SESSION=" + token))
                            .statusCode())
                    .as(query)
                    .isEqualTo(401);
        }
    }

    /** An address that is a program where a page shows it as a link, or a file where something reads it. */
    @Test
    void anAddressIsOfTheWeb() throws Exception {
        String before = manager.admin().get("system-parameters").toString();
        for (String address : List.of(
                "javascript:alert(1)",
                "JaVaScRiPt://example.com/%0aalert(1)",
                "data:text/html,<script>alert(1)</script>",
                "file:///etc/passwd",
                "jar:http://example.com/a.jar!/",
                "gopher://127.0.0.1:6379/_x",
                "http:\\\\example.com",
                "//example.com")) {
            HttpResponse<String> answer =
                    manager.admin().put("system-parameters", "{\"webhookUrl\": \"" + address + "\"}", JSON);
            assertThat(answer.statusCode()).as(address + answer.body()).isBetween(400, 499);
        }
        assertThat(manager.admin().get("system-parameters").toString()).isEqualTo(before);
    }

    /** Where only users were asked what they may do, and not what they named by its number. */
    @Test
    void aThingOfAnotherChannelIsNotReachedByItsNumber() throws Exception {
        manager.oscar().put("spec", channel("\"weight\": 5").replace("\"c\"", "\"theirs\""), JSON);
        for (String path : List.of(
                "channels/theirs/dead-letters/1/retry",
                "channels/theirs/dead-letters/1/discard",
                "channels/theirs/verify/1/cancel",
                "channels/theirs/resync/1/cancel",
                "channels/theirs/dead-letters/-1/retry",
                "channels/theirs/dead-letters/1%20OR%201=1/discard")) {
            assertThat(manager.eve().post(path).statusCode()).as(path).isIn(400, 403, 404);
            assertThat(manager.oscar().post(path).statusCode()).as(path).isIn(400, 404);
        }
    }

    private static int live(Visitor visitor, List<InputStream> open) throws Exception {
        HttpResponse<InputStream> answer = visitor.stream("live");
        open.add(answer.body());
        return answer.statusCode();
    }

    private static String channel(String more) {
        String media = "{\"source\": \"s\", \"schema\": \"a\", \"table\": \"t\"}";
        return "{\"sources\": [{\"name\": \"s\", \"type\": \"MYSQL\", \"host\": \"127.0.0.1\", \"port\": 3306,"
                + " \"username\": \"u\", \"password\": \"p\"}], \"channels\": [{\"name\": \"c\", \"pipelines\":"
                + " [{\"name\": \"p\", \"pairs\": [{\"from\": " + media + ", \"to\": " + media + ", " + more
                + "}]}]}]}";
    }

    /** Elsewhere a name that came again had what the former one's sessions and tokens could do. */
    @Test
    void whoIsMadeAgainIsSomebodyElse() throws Exception {
        manager.admin().post("users", "{\"name\": \"rita\", \"password\": \"ritas password\", \"role\": \"OPERATOR\"}");
        Visitor former = Visitor.loggedIn(manager.address(), "rita", "ritas password");
        String token = ApiCaller.tree(new ApiCaller(manager.address(), "rita", "ritas password")
                        .post("tokens", "{\"name\": \"t\", \"password\": \"ritas password\", \"role\": \"OPERATOR\"}"))
                .path("token")
                .asString();
        assertThat(token).startsWith("otter_");
        manager.admin().delete("users/rita");
        manager.admin()
                .post("users", "{\"name\": \"rita\", \"password\": \"ritas new password\", \"role\": \"OPERATOR\"}");
        assertThat(former.get("overview").statusCode()).isEqualTo(302);
        for (String old : List.of("Bearer " + token, AttackedManager.basic("rita", "ritas password"))) {
            assertThat(AttackedManager.send(manager.request("api/v1/spec").header("Authorization", old))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    /** An identity elsewhere was the number of a row here, and so an administrator's. */
    @Test
    void aNameIsNoNumber() throws Exception {
        for (String name : List.of("1", "0", "-1", "2")) {
            manager.admin()
                    .post(
                            "users",
                            "{\"name\": \"" + name + "\", \"password\": \"a long password\", \"role\": \"VIEWER\"}");
            ApiCaller named = new ApiCaller(manager.address(), name, "a long password");
            assertThat(named.get("users", JSON).statusCode()).as(name).isEqualTo(403);
            assertThat(named.get("tokens").size()).as(name).isZero();
            manager.admin().delete("users/" + name);
        }
        assertThat(manager.admin().get("users").toString()).contains("\"admin\"", "\"oscar\"", "\"eve\"");
        assertThat(manager.admin().delete("users/1").statusCode()).isEqualTo(404);
    }

    /** What could not be read was told with the word where reading ended, in answers and logs that more people see. */
    @Test
    void aSecretThatCannotBeReadIsToldToNobody() throws Exception {
        for (String[] document : new String[][] {
            {
                JSON,
                "{\"sources\": [{\"name\": \"s\", \"host\": \"h\", \"username\": \"u\", \"password\": hunter2secret}]}"
            },
            {JSON, "{\"sources\": [{\"name\": \"s\", \"host\": \"h\", \"password\": [\"hunter2secret\"]}]}"},
            {"application/yaml", "sources: [{name: s, host: h, username: u, password: {hunter2secret: 1}}]"},
            {"application/yaml", "sources: [{name: s, host: h, username: u, passwort: hunter2secret}]"},
            {"application/yaml", "sources: [{name: s, host: h, username: u, password: @hunter2secret}]"}
        }) {
            HttpResponse<String> answer = manager.oscar().put("spec?dryRun=true", document[1], document[0]);
            assertThat(answer.statusCode()).as(document[1]).isEqualTo(400);
            assertThat(answer.body()).as(document[1]).doesNotContain("hunter2secret");
        }
        for (String body : List.of(
                "{\"name\": \"t\", \"password\": hunter2secret}", "{\"name\": \"t\", \"days\": \"hunter2secret\"}")) {
            HttpResponse<String> answer = manager.oscar().post("tokens", body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).doesNotContain("hunter2secret");
        }
        assertThat(manager.admin().get("audit?most=200").toString()).doesNotContain("hunter2secret");
    }

    /** Parts were written to disk before anybody was asked who sends them, and stayed when the request broke off. */
    @Test
    void uploadsOfStrangersLeaveNothingOnDisk() throws Exception {
        String file = "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n" + "y".repeat(300_000)
                + "\r\n";
        for (int i = 0; i < 5; i++) {
            manager.raw(posted("login", "multipart/form-data; boundary=x", file.repeat(3) + "--x--\r\n"));
            manager.raw(posted("login", "multipart/form-data; boundary=x", file.repeat(60)));
            try (Socket socket = new Socket("127.0.0.1", manager.address().getPort())) {
                socket.getOutputStream()
                        .write(posted("login", "multipart/form-data; boundary=x", file.repeat(3))
                                .substring(0, 700_000)
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
            try (Stream<Path> all = Files.find(
                    temporary,
                    8,
                    (path, attributes) -> attributes.isRegularFile()
                            && path.toString().contains("." + manager.address().getPort() + ".")
                            && path.getFileName().toString().startsWith("upload_"))) {
                assertThat(all).isEmpty();
            }
        });
    }

    /** Headers and fields by which frameworks take a request for another one than its line says. */
    @Test
    void aRequestIsWhatItsLineSays() throws Exception {
        manager.oscar().put("spec", channel("\"weight\": 5"), JSON);
        String before = manager.oscar().get("spec").toString();
        for (String header : List.of(
                "X-HTTP-Method-Override",
                "X-HTTP-Method",
                "X-Method-Override",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-Forwarded-Prefix")) {
            String value = header.contains("Method") ? "DELETE" : "/api/v1/users";
            for (String path : List.of("api/v1/channels/c", "login", "api/v1/channels/c?_method=DELETE")) {
                HttpResponse<String> answer = AttackedManager.send(manager.request(path)
                        .header(header, value)
                        .header("Authorization", AttackedManager.basic("oscar", "oscars password")));
                assertThat(answer.body()).as(header + " " + path).doesNotContain("\"ADMIN\"");
            }
        }
        assertThat(manager.oscar().get("spec").toString()).isEqualTo(before);
    }

    /** A pattern of a path, and what stands for any name, is no name. */
    @Test
    void noNameStandsForAnother() throws Exception {
        manager.oscar().put("spec", channel("\"weight\": 5"), JSON);
        for (String name : List.of(
                "%7Bname%7D",
                ":name", "*", "%25", "_", "**", "c%00", "c%20%20%20x", "c%2f", "$%7Bc%7D", "c'--%20", ".*")) {
            for (String call : List.of("status", "validate")) {
                String answer = manager.raw(
                        (call.equals("validate") ? "POST" : "GET") + " /api/v1/channels/" + name + "/" + call
                                + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\nAuthorization: "
                                + AttackedManager.basic("oscar", "oscars password") + "\r\n\r\n");
                assertThat(answer).as(name + " " + call).matches("(?s)HTTP/1.1 (400|404|503).*");
            }
        }
    }

    /** What guards a team's paths and what finds the handler have to read them alike. */
    @Test
    void noSpellingOfAPathIsAnotherTeams() throws Exception {
        manager.oscar().put("spec", channel("\"weight\": 5"), JSON);
        manager.admin().post("users", "{\"name\": \"tim\", \"password\": \"tims password\", \"role\": \"OPERATOR\"}");
        manager.admin().put("users/tim", "{\"channels\": [\"own\"]}", JSON);
        for (String path : List.of(
                "/api/v1/channels/c/status",
                "//api/v1/channels/c/status",
                "/api//v1/channels/c/status",
                "/api/v1//channels/c/status",
                "/api/v1/channels//c/status",
                "/api/v1/channels/own/../c/status",
                "/api/v1/channels/own/%2e%2e/c/status",
                "/api/v1/channels/own%2f..%2fc/status",
                "/api/v1/channels/own%252f..%252fc/status",
                "/api/v1/channels/own;/../c/status",
                "/api/v1/channels;own/c/status",
                "/api/v1/channels/c;own/status",
                "/api/v1/channels/%63/status",
                "/api/v1/channels/C/status",
                "/api/v1/channels/own%00/../c/status",
                "/API/v1/channels/c/status",
                "/api/v1/channels/c/status/",
                "/api/v1/channels/c/status?channel=own",
                "/api/v1/spec",
                "/v3/api-docs/../../api/v1/spec",
                "/api/v1/channels/own/../../spec",
                "/api/v1/node-keys/1")) {
            String answer = manager.raw("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: "
                    + AttackedManager.basic("tim", "tims password") + "\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 (302|400|401|403|404).*");
            assertThat(answer).as(path).doesNotContain("\"pipelines\"", "\"sources\"", "generation");
        }
    }

    /** The first of two is looked at, and the last is used. */
    @Test
    void aFieldThatComesTwiceIsNotTwoUsers() throws Exception {
        for (String[] fields : new String[][] {
            {"username", "eve", "username", "oscar", "password", "eves password"},
            {"username", "oscar", "username", "eve", "password", "eves password"},
            {"username", "eve,oscar", "password", "eves password"}
        }) {
            Visitor visitor = new Visitor(manager.address());
            visitor.submit("login", "login", fields);
            assertThat(visitor.get("new").statusCode())
                    .as(String.join(" ", fields))
                    .isIn(302, 403);
        }
    }

    /** Whoever may fill a log with stacks hides in it what else he does, or has the disk full. */
    @Test
    void aRequestThatIsNoneLeavesALineAtMost() throws Exception {
        String part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n";
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getThreadName().startsWith("http-")) {
                    lines.add(event);
                }
            }
        };
        log.start();
        root.addAppender(log);
        root.setLevel(Level.INFO); // as shipped
        SoftAssertions all = new SoftAssertions();
        try {
            for (String request : List.of(
                    posted("login", "multipart/form-data; boundary=x", part.repeat(15_000) + "--x--\r\n"),
                    posted("login", "multipart/form-data", part),
                    posted("login", "multipart/form-data; boundary=" + "x".repeat(5_000), part),
                    posted(
                            "login",
                            "multipart/form-data; boundary=x",
                            "--x\r\nContent-Disposition: " + "a".repeat(50_000)),
                    posted(
                            "login",
                            "multipart/form-data; boundary=x",
                            "--x\r\n" + "A: b\r\n".repeat(2_000) + "\r\n--x--\r\n"),
                    posted("login", "multipart/form-data; boundary=x; charset=none", part),
                    posted("login", "application/x-www-form-urlencoded", "username=%zz&password=%"),
                    posted("login", "application/x-www-form-urlencoded; charset=none", "username=a"),
                    posted("login", "application/x-www-form-urlencoded", "a=&".repeat(20_000)),
                    posted("login?username=%ff%fe&%", ";;;", "x"),
                    posted("api/v1/spec", "multipart/form-data; boundary=x", part.repeat(1_000)),
                    "POST /login HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type:"
                            + " application/x-www-form-urlencoded\r\nHost: h\r\n\r\nzz\r\nusername=a\r\n0\r\n\r\n",
                    "POST /login HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type:"
                            + " multipart/form-data; boundary=x\r\nHost: h\r\n\r\n-5\r\nx\r\n",
                    "POST /login HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 99999999999999999999\r\n\r\n",
                    asked("GET /\r\n", ""),
                    asked("TRACE /login HTTP/1.1\r\n", ""),
                    asked("FOO /login HTTP/1.1\r\n", ""),
                    asked("GET /login HTTP/9.9\r\n", ""),
                    asked("GET /%ff%fe/%c0%ae%c0%ae HTTP/1.1\r\n", ""),
                    asked("GET /login?lang=%ff%00&theme=%&a=%e0%80%80 HTTP/1.1\r\n", ""),
                    asked("GET /{\u0001}|\\^ HTTP/1.1\r\n", ""),
                    asked("GET /css/otter.css HTTP/1.1\r\n", "Range: bytes=99999999999999999999-1,--,x\r\n"),
                    asked("GET /css/otter.css HTTP/1.1\r\n", "If-Modified-Since: never\r\nIf-None-Match: \"\r\n"),
                    asked("GET /login HTTP/1.1\r\n", "Cookie: OTTER_LANGUAGE=\"\u0001; SESSION=%%%; =; $Version=9\r\n"),
                    asked(
                            "GET /login HTTP/1.1\r\n",
                            "Cookie: OTTER_LANGUAGE=x_\u00e9_#-; OTTER_THEME=\u00ff; XSRF-TOKEN=,\r\n"),
                    asked("POST /login HTTP/1.1\r\n", "X: " + "x".repeat(100_000) + "\r\n"),
                    asked("GET /login HTTP/1.1\r\n", "na me: x\r\n: y\r\n\u0000: z\r\n"),
                    asked("GET /login HTTP/1.1\r\n", "Accept: ,;q=9/\r\nAccept-Language: *;q=x,-,\u00ff\r\n"),
                    asked("GET /login HTTP/1.1\r\n", "Host: two\r\n"),
                    asked("GET /api/v1/spec HTTP/1.1\r\n", "Authorization: Basic !!!!\r\n"),
                    asked("GET /api/v1/spec HTTP/1.1\r\n", "Authorization: Bearer \u00ff \u00ff\r\n"),
                    asked("GET /api/v1/spec HTTP/1.1\r\n", "Accept: x/y;q=a\r\nAuthorization: Basic Og==\r\n"),
                    asked(
                            "GET /login HTTP/1.1\r\n",
                            "Expect: nonsense\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"),
                    asked("OPTIONS * HTTP/1.1\r\n", ""),
                    asked("CONNECT localhost:22 HTTP/1.1\r\n", ""),
                    asked("GET http://[::1/login HTTP/1.1\r\n", ""),
                    asked("GET /error HTTP/1.1\r\n", ""),
                    asked("GET /login/oauth2/code/otter?code=%ff&state=x HTTP/1.1\r\n", ""))) {
                String shown = request.substring(0, Math.min(200, request.length()));
                lines.clear();
                String answer = manager.raw(request);
                all.assertThat(answer).as(shown).doesNotContainPattern("^HTTP/1.1 5(?!0[15])");
                all.assertThat(lines).as(shown).hasSizeLessThanOrEqualTo(1).allSatisfy(event -> {
                    assertThat(event.getThrowableProxy())
                            .as(event.getFormattedMessage())
                            .isNull();
                    assertThat(event.getFormattedMessage()).hasSizeLessThan(500);
                });
            }
            all.assertAll();
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
    }

    private static String posted(String path, String type, String body) {
        return "POST /" + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: " + type
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String asked(String line, String headers) {
        return line + "Host: h\r\nConnection: close\r\n" + headers + "\r\n";
    }
}
