package io.otter.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small inputs after public security reports of consoles and data tools of the same kind; each gets nothing here. */
@ExtendWith(SharedServers.class)
class KnownAttacksTest {
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

    /** Drivers do what an option says: send files, load classes, deserialize what a server answers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "autoDeserialize",
                "AUTODESERIALIZE",
                "allowLoadLocalInfile",
                "allowLoadLocalInfileInPath",
                "allowUrlInLocalInfile",
                "queryInterceptors",
                "detectCustomCollations",
                "socketFactory",
                "propertiesTransform",
                "authenticationPlugins",
                "serverRSAPublicKeyFile",
                "trustCertificateKeyStoreUrl",
                "clientCertificateKeyStoreUrl",
                "loadBalanceExceptionChecker",
                "localSocket",
                "serverSslCert",
                "credentialType",
                "allowMultiQueries",
                "user",
                "%61utoDeserialize",
                "sslMode=DISABLED&autoDeserialize"
            })
    void noOptionOfADriverGetsThrough(String option) throws Exception {
        assertRefused(source("127.0.0.1", "\"options\": {\"" + option + "\": \"true\"}"));
        HttpResponse<String> test = manager.oscar()
                .post("sources/test", source("127.0.0.1", "\"options\": {\"" + option + "\": \"true\"}"));
        assertThat(test.statusCode()).isBetween(400, 499);
    }

    /** What is put into a URL may end its address and begin options. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:3306/x?autoDeserialize=true&",
                "127.0.0.1/?allowLoadLocalInfile=true#",
                "(host=127.0.0.1,allowLoadLocalInfile=true)",
                "address=(host=127.0.0.1)(autoDeserialize=true)",
                "127.0.0.1,evil.example",
                "evil.example\\\\@127.0.0.1",
                "root:x@127.0.0.1",
                "127.0.0.1%23",
                "127.0.0.1\\n.evil.example",
                "[::1]?autoDeserialize=true",
                "::1%eth0?x=y",
                "${jndi:ldap://127.0.0.1/a}",
                "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 'http://127.0.0.1/a'"
            })
    void aHostIsOnlyAHost(String host) throws Exception {
        assertRefused(source(host, "\"options\": {}"));
    }

    /** A schema that is asked for by name comes behind the address in other tools. */
    @Test
    void namesOfSchemasAreNotPartOfAnAddress() throws Exception {
        for (String name : List.of("x?allowLoadLocalInfile=true", "x#", "x/../mysql", "a`b", "a' OR '1'='1")) {
            String document =
                    "{\"sources\": [" + source("127.0.0.1", "\"options\": {}") + "], \"channels\": [{\"name\":"
                            + " \"c\", \"pipelines\": [{\"name\": \"p\", \"pairs\": [{\"from\": {\"source\": \"s\", \"schema\": \""
                            + name + "\", \"table\": \"t\"}, \"to\": {\"source\": \"s\", \"schema\": \"" + name
                            + "\", \"table\": \"t\"}}]}]}]}";
            HttpResponse<String> answer = manager.oscar().put("spec?dryRun=true", document, "application/json");
            assertThat(answer.statusCode()).as(name + answer.body()).isLessThan(500);
        }
    }

    /** Spring's binder once reached the class loader, and forms elsewhere took fields that no form has. */
    @Test
    void fieldsThatNoFormHasChangeNothing() throws Exception {
        Visitor eve = Visitor.loggedIn(manager.address(), "eve", "eves password");
        for (String[] fields : new String[][] {
            {"class.module.classLoader.resources.context.parent.pipeline.first.pattern", "x"},
            {"class.protectionDomain.codeSource.location", "x"},
            {"role", "ADMIN"},
            {"user.role", "ADMIN"},
            {"channels", ""},
            {"mustChangePassword", "true"}
        }) {
            HttpResponse<String> answer = eve.submit(
                    "tokens", "tokens/add", "name", "t", "password", "wrong", fields[0], fields[1], "id", "1");
            assertThat(answer.statusCode()).as(fields[0]).isLessThan(500);
            assertThat(eve.submit(
                                    "password",
                                    "password",
                                    "present",
                                    "wrong",
                                    "wanted",
                                    "x",
                                    "again",
                                    "x",
                                    fields[0],
                                    fields[1])
                            .statusCode())
                    .isLessThan(500);
        }
        String made = ApiCaller.tree(manager.admin()
                        .post(
                                "users",
                                "{\"name\": \"mallory\", \"password\": \"mallorys password\", \"id\": 1, \"passwordDigest\":"
                                        + " \"x\", \"authorizeType\": \"ADMIN\"}"))
                .toString();
        assertThat(made).doesNotContain("{\"name\":\"mallory\",\"role\":\"ADMIN\"}");
        assertThat(manager.admin().get("users").toString())
                .contains("{\"name\":\"eve\",\"role\":\"VIEWER\"}", "{\"name\":\"admin\",\"role\":\"ADMIN\"}");
        assertThat(manager.oscar()
                        .post(
                                "tokens",
                                "{\"name\": \"t\", \"password\": \"oscars password\", \"userId\": 1, \"user\": \"admin\"}")
                        .body())
                .doesNotContain("admin");
        assertThat(manager.admin().get("tokens").toString()).doesNotContain("\"t\"");
    }

    /** A session that somebody made a victim use is not the victim's after the log-in, nor is one in an address. */
    @Test
    void aSessionIsNotGivenButMade() throws Exception {
        String planted = "0123456789abcdef0123456789abcdef";
        HttpResponse<String> page =
                AttackedManager.send(manager.request("login;jsessionid=" + planted + ";OTTER_SESSION=" + planted)
                        .header("Cookie", "OTTER_SESSION=" + planted));
        assertThat(page.statusCode()).isIn(302, 400, 404);
        HttpResponse<String> form =
                AttackedManager.send(manager.request("login").header("Cookie", "OTTER_SESSION=" + planted));
        assertThat(form.body()).doesNotContain(planted, ";jsessionid");
        String csrf = form.headers().firstValue("Set-Cookie").orElse("").split(";")[0];
        String token = form.body().replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
        HttpResponse<String> in = AttackedManager.send(manager.request("login")
                .header("Cookie", csrf + "; OTTER_SESSION=" + planted)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=eve&password=eves+password&_csrf="
                        + URLEncoder.encode(token, StandardCharsets.UTF_8))));
        String cookies = in.headers().allValues("Set-Cookie").toString();
        assertThat(cookies).contains("OTTER_SESSION=").doesNotContain(planted);
        assertThat(AttackedManager.send(manager.request("channels").header("Cookie", "OTTER_SESSION=" + planted))
                        .statusCode())
                .isEqualTo(302);
        assertThat(AttackedManager.send(manager.request("channels;jsessionid=" + planted))
                        .statusCode())
                .isIn(302, 400);
    }

    /** Paths that a proxy, a filter and a handler each read in another way. */
    @Test
    void noSpellingOfAPathPassesTheLogIn() throws Exception {
        for (String path : List.of(
                "/%0aapi/v1/spec",
                "/api/v1/spec%0d%0a",
                "/api/v1/spec%00.css",
                "/css/%5c..%5c..%5capplication.properties",
                "/css/%c0%ae%c0%ae/%c0%ae%c0%ae/application.properties",
                "/css/%ef%bc%8e%ef%bc%8e/application.properties",
                "/vendor//..//..//application.properties",
                "/css/..%3b/..%3b/api/v1/spec",
                "/login;/../api/v1/spec",
                "/login/%2e%2e;x=y/api/v1/spec",
                "/;/api/v1/spec",
                "/./api/./v1/./spec",
                "/api;x/v1;y/spec;z",
                "/api/v1/canal/config/1/1",
                "/api/v1/canal/config/template",
                "/api/x/config/spec",
                "/nacos/v1/auth/users?username=a&password=a",
                "/druid/index.html",
                "/druid/weburi.json",
                "/connectors",
                "/nifi-api/access/config",
                "/api/v1/web_backend/state/get_type",
                "/heapdump",
                "/env",
                "/trace",
                "/manager/html",
                "/solr/admin/cores",
                "/debug/pprof/",
                "/api/v1/spec?_method=PUT")) {
            String answer = manager.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 (302|400|401|403|404) ?.*");
            assertThat(answer).as(path).doesNotContain("\"sources\"", "spring.", "otter.");
        }
        for (String method : List.of("HEAD", "OPTIONS", "GET")) {
            assertThat(manager.raw(method + " /api/v1/spec HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as(method)
                    .startsWith("HTTP/1.1 401");
        }
    }

    /** Two that count a request's length in different ways would take a part of it for the next one's beginning. */
    @Test
    void aRequestHasOneLength() throws Exception {
        for (String headers : List.of(
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: +5",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "X: y\r\n folded: z")) {
            String answer = manager.raw("POST /login HTTP/1.1\r\nHost: localhost\r\n" + headers
                    + "\r\nConnection: close\r\n\r\n0\r\n\r\nGET /api/v1/spec HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(answer).as(headers).containsPattern("^HTTP/1.1 (400|403|411|501)");
            assertThat(answer.split("HTTP/1.1 ", -1)).as(headers).hasSizeLessThanOrEqualTo(2);
        }
        // Where one ends a chunk's line at a bare line feed, or in what may stand behind its length, and the other does
        // not.
        for (String chunk : List.of("5;\n", "5;a=\"\n", "5\r", "5;\r\r\n", "0\n\n", "0x5\r\n", "5 \n", "-0\r\n")) {
            String answer = manager.raw("POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\n" + chunk
                    + "a=b&c\r\n0\r\n\r\nGET /api/v1/spec HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .as(chunk)
                    .containsPattern("^HTTP/1.1 (302|400|403)")
                    .doesNotContain("HTTP/1.1 200");
        }
    }

    /** Others read entities, or unpacked what was announced as packed. */
    @Test
    void bodiesOfOtherKindsAreNotRead() throws Exception {
        String entity = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
        for (String type : List.of(
                "application/xml",
                "text/xml",
                "application/x-java-serialized-object",
                "text/x-yaml; charset=utf-7",
                "multipart/form-data; boundary=x",
                "application/json; charset=utf-7")) {
            HttpResponse<String> answer = manager.admin().put("spec", entity, type);
            assertThat(answer.statusCode()).as(type).isIn(400, 415);
            assertThat(answer.body()).as(type).doesNotContain("root:");
        }
        HttpResponse<String> packed = AttackedManager.send(manager.request("api/v1/spec")
                .header("Authorization", AttackedManager.basic("admin", TestManager.PASSWORD))
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .PUT(BodyPublishers.ofByteArray(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3})));
        assertThat(packed.statusCode()).isIn(400, 415);
    }

    /** A name that is logged, shown and mailed is looked up nowhere. */
    @Test
    void whatIsLoggedIsNotLookedUp() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (ServerSocket directoryServer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread taker = new Thread(() -> {
                try {
                    while (true) {
                        directoryServer.accept().close();
                        calls.incrementAndGet();
                    }
                } catch (java.io.IOException e) {
                    Thread.currentThread().interrupt(); // closed
                }
            });
            taker.start();
            String name = "${jndi:ldap://127.0.0.1:" + directoryServer.getLocalPort() + "/a}";
            AttackedManager.send(manager.request("login")
                    .header("User-Agent", name)
                    .header("Referer", name)
                    .header("X-Api-Version", name));
            new Visitor(manager.address()).submit("login", "login", "username", name, "password", name);
            manager.oscar()
                    .post("channels/"
                            + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20") + "/start");
            manager.oscar().put("spec", "{\"channels\": [{\"name\": \"" + name + "\"}]}", "application/json");
            directoryServer.close();
            taker.join();
        }
        assertThat(calls).hasValue(0);
    }

    /** A page that shows what an address answered would let an operator read services that only this host reaches. */
    @Test
    void theConsoleReadsNoServiceForAnybody() throws Exception {
        try (ServerSocket secret = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread service = new Thread(() -> {
                while (!secret.isClosed()) {
                    try (Socket visitor = secret.accept();
                            OutputStream out = visitor.getOutputStream()) {
                        hear(visitor);
                        out.write("+PONG\r\n$ hunter2-of-the-service\r\n".getBytes(StandardCharsets.UTF_8));
                    } catch (java.io.IOException e) {
                        continue; // it has heard enough
                    }
                }
            });
            service.start();
            String address = "127.0.0.1:" + secret.getLocalPort();
            ApiCaller oscar = manager.oscar();
            HttpResponse<String> kept = oscar.put(
                    "spec",
                    "{\"zookeepers\": [{\"name\": \"spy\", \"servers\": [\"" + address + "\"]}], \"sources\": ["
                            + source("127.0.0.1", "\"options\": {}").replace("3306", "" + secret.getLocalPort()) + "]}",
                    "application/json");
            assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
            Visitor page = Visitor.loggedIn(manager.address(), "oscar", "oscars password");
            List<String> told =
                    new ArrayList<>(List.of(oscar.post("sources/s/test").body()));
            for (String path :
                    List.of("config/zookeepers", "config/zookeepers/live?name=spy", "config/sources", "overview")) {
                told.add(page.get(path).body());
            }
            assertThat(String.join("\n", told)).contains(address).doesNotContain("hunter2");
            oscar.delete("sources/s");
            oscar.delete("zookeepers/spy");
            secret.close();
            service.join();
        }
    }

    /** Lines that a mail server or a receiver would take for headers of its own. */
    @Test
    void addressesOfMailsHaveNoLines() throws Exception {
        for (String address : List.of(
                "a@example.com\\r\\nBcc: b@evil.example",
                "a@example.com\\nDATA",
                "a@example.com, b@evil.example\\u0000",
                "<script>@example.com\\r\\n")) {
            for (String field : List.of("mailFrom", "defaultReceiver")) {
                HttpResponse<String> answer = manager.admin()
                        .put("system-parameters", "{\"" + field + "\": \"" + address + "\"}", "application/json");
                assertThat(answer.statusCode())
                        .as(field + " " + address + answer.body())
                        .isLessThan(500);
            }
            assertThat(manager.admin().get("system-parameters").toString()).doesNotContain("evil.example", "Bcc");
        }
    }

    /** Numbers at the ends of what they may be, and what a LIKE takes for any text. */
    @Test
    void oddNumbersAndPatternsAreNoFaults() throws Exception {
        ApiCaller admin = manager.admin();
        for (String call : List.of(
                "users?page=-1",
                "users?page=2147483647&size=2147483647",
                "users?size=0",
                "users?size=99999999999999999999",
                "audit?find=%25%25%5C",
                "audit?find=" + "%25_".repeat(500),
                "logs?most=-1",
                "logs?most=2147483647&find=%5C",
                "tokens?all=maybe",
                "channels/none/dead-letters?after=-9223372036854775808&most=-5",
                "channels/none/conflicts?before=9223372036854775807")) {
            HttpResponse<String> answer = admin.get(call, "application/json");
            assertThat(answer.statusCode()).as(call + answer.body()).isLessThan(500);
        }
        Visitor page = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        for (String path : List.of(
                "audit?find=%25%5C",
                "logs?find=%27%22%3E",
                "channels?page=-1",
                "config/__$%7B7*7%7D__::x",
                "config/sources/edit?name=__$%7B7*7%7D__::x",
                "pipeline/errors?channel=__$%7B7*7%7D__::x&name=x",
                "config/nodes/threads?nid=99999999999",
                "channels/%2e%2e/pipelines/x",
                "password?problem=__$%7B7*7%7D__")) {
            HttpResponse<String> answer = page.get(path);
            assertThat(answer.statusCode()).as(path).isLessThan(500);
            assertThat(answer.body()).as(path).doesNotContain(">49<", "49::x");
        }
    }

    /** A document with very many keys that fall into one bucket of a map. */
    @Test
    void keysOfOneBucketTakeNoLongTime() throws Exception {
        StringBuilder keys = new StringBuilder("{\"channels\": [], \"x\": {");
        for (int i = 0; i < 1 << 14; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            keys.append('"').append(key).append("\": 1, ");
        }
        keys.append("\"z\": 1}}");
        long begun = System.nanoTime();
        assertThat(manager.oscar()
                        .put("spec?dryRun=true", keys.toString(), "application/json")
                        .statusCode())
                .isIn(400, 413);
        assertThat((System.nanoTime() - begun) / 1_000_000_000).isLessThan(10);
    }

    /** Some ask first, others wait for a greeting. */
    private static void hear(Socket visitor) throws java.io.IOException {
        visitor.setSoTimeout(300);
        try {
            visitor.getInputStream().readNBytes(4);
        } catch (SocketTimeoutException e) {
            return; // it waits
        }
    }

    private static void assertRefused(String source) throws Exception {
        HttpResponse<String> answer =
                manager.oscar().put("spec?dryRun=true", "{\"sources\": [" + source + "]}", "application/json");
        assertThat(answer.statusCode()).as(source + answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("sources[0]");
    }

    private static String source(String host, String more) {
        return "{\"name\": \"s\", \"type\": \"MYSQL\", \"host\": \"" + host
                + "\", \"port\": 3306, \"username\": \"u\", \"password\": \"p\", " + more + "}";
    }
}
