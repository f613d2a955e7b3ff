package io.otter.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.json.Json;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
}
