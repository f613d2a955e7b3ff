package io.otter.manager.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.json.Json;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The things of the document one by one, by scripts that write at the same time. */
@ExtendWith(SharedServers.class)
class ThingApiTest {
    private static final String SOURCE = "{\"host\": \"h\", \"username\": \"u\", \"password\": \"p\"}";

    private static DatabaseServer server;
    private static TestManager manager;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(server);
    }

    @AfterAll
    static void stop() {
        manager.close();
        server.close();
    }

    @Test
    void aThingIsCreatedShownReplacedAndListedByPages() throws Exception {
        HttpResponse<String> created = call("PUT", "sources/a%2Fb%20%E8%AE%A2", SOURCE);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        URI location = manager.address()
                .resolve(created.headers().firstValue("Location").orElseThrow());
        HttpResponse<String> shown = call("GET", location.toString(), "");
        assertThat(shown.statusCode()).isEqualTo(200);
        JsonNode thing = Json.MAPPER.readTree(shown.body());
        assertThat(thing.path("name").asString()).isEqualTo("a/b 订");
        assertThat(thing.path("password").asString()).isEqualTo("***");
        assertThat(tag(shown)).isEqualTo(tag(created)).matches("\"[0-9a-f]+\"");

        HttpResponse<String> again = call("PUT", "sources/a%2Fb%20%E8%AE%A2", shown.body());
        assertThat(again.statusCode()).as("its own answer changes nothing").isEqualTo(200);
        assertThat(tag(again)).isEqualTo(tag(shown));

        call("PUT", "sources/second", SOURCE);
        HttpResponse<String> page = call("GET", "sources?size=1&page=1", "");
        assertThat(Json.MAPPER.readTree(page.body())).hasSize(1);
        int all = Integer.parseInt(page.headers().firstValue("X-Total-Count").orElseThrow());
        assertThat(call("GET", "sources?size=1000", "").headers().firstValue("Link"))
                .isEmpty();
        String first =
                call("GET", "sources?size=1", "").headers().firstValue("Link").orElseThrow();
        assertThat(first).isEqualTo("<?size=1&page=1>; rel=\"next\"");
        assertThat(Json.MAPPER.readTree(call("GET", "sources", "").body())).hasSize(all);
        assertThat(Json.MAPPER.readTree(
                        call("GET", "sources?size=2&page=99", "").body()))
                .isEmpty();
    }

    @Test
    void nobodyOverwritesWhatTheyHaveNotSeen() throws Exception {
        String seen = tag(call("PUT", "sources/shared", SOURCE));
        HttpResponse<String> changed =
                call("PUT", "sources/shared", SOURCE.replace("\"h\"", "\"other\""), "If-Match", seen);
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        HttpResponse<String> late = call("PUT", "sources/shared", SOURCE, "If-Match", seen);
        assertThat(late.statusCode()).as(late.body()).isEqualTo(412);
        assertThat(late.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(call("DELETE", "sources/shared", "", "If-Match", seen).statusCode())
                .isEqualTo(412);
        assertThat(call("PUT", "sources/shared", SOURCE, "If-None-Match", "*").statusCode())
                .isEqualTo(412);
        assertThat(call("PUT", "sources/none", SOURCE, "If-Match", "*").statusCode())
                .isEqualTo(412);
        assertThat(call("GET", "sources/shared", "", "If-None-Match", tag(changed))
                        .statusCode())
                .isEqualTo(304);
        assertThat(call("DELETE", "sources/shared", "", "If-Match", "\"x\", " + tag(changed))
                        .statusCode())
                .isEqualTo(200);

        String document = tag(call("GET", "spec", ""));
        assertThat(call("PUT", "spec", "{\"sources\": []}", "If-Match", document)
                        .statusCode())
                .isEqualTo(200);
        call("PUT", "sources/another", SOURCE);
        assertThat(call("PUT", "spec", "{\"sources\": []}", "If-Match", document)
                        .statusCode())
                .isEqualTo(412);
    }

    @Test
    void whatCannotBeUsedIsToldByItsPlace() throws Exception {
        HttpResponse<String> wrong =
                call("PUT", "sources/bad", "{\"host\": \"no host!\", \"port\": 99999, \"username\": \"u\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("SPEC_INVALID", "host", "port");
        assertThat(call("GET", "sources/bad", "").statusCode()).isEqualTo(404);
        assertThat(call("PUT", "sources/bad", SOURCE.replace("{", "{\"name\": \"good\", "))
                        .body())
                .contains("must be bad, as in the path");
        for (String broken : new String[] {"", "[]", "{\"host\":", "null", "{\"host\": \"h\", \"host\": \"i\"}"}) {
            HttpResponse<String> answer = call("PUT", "sources/bad", broken);
            assertThat(answer.statusCode()).as(broken).isEqualTo(400);
            assertThat(Json.MAPPER.readTree(answer.body()).path("status").asInt())
                    .isEqualTo(400);
        }
        assertThat(call("PUT", "sources", SOURCE).statusCode()).isEqualTo(405);
    }

    @Test
    void pipelinesOfAChannelAreWrittenOneByOne() throws Exception {
        call("PUT", "nodes/n1", "{\"nid\": 1, \"ip\": \"127.0.0.1\"}");
        call("PUT", "sources/src", SOURCE);
        call("PUT", "sources/dst", SOURCE);
        call("PUT", "canals/log", "{\"source\": \"src\"}");
        String pipeline = """
                {"canal": "log", "select": ["n1"], "load": ["n1"], "pairs": [{"from": {"source": "src", "schema": "s", "table": "t"},
                 "to": {"source": "dst", "schema": "s", "table": "t"}}]}""";
        String other = pipeline.replace("\"t\"", "\"u\"").replaceFirst("\\{", "{\"name\": \"first\", ");
        assertThat(call("PUT", "channels/shop", "{\"pipelines\": [" + other + "]}")
                        .body())
                .contains("\"name\":\"shop\"");
        HttpResponse<String> created = call("PUT", "channels/shop/pipelines/p", pipeline);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        HttpResponse<String> wrong = call("PUT", "channels/shop/pipelines/q", pipeline.replace("\"log\"", "\"none\""));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(Json.MAPPER.readTree(wrong.body()).at("/errors/0/path").asString())
                .isEqualTo("canal");
        assertThat(call("PUT", "channels/shop/pipelines/p", pipeline, "If-Match", "\"old\"")
                        .statusCode())
                .isEqualTo(412);
        assertThat(Json.MAPPER.readTree(
                        call("GET", "channels/shop/pipelines", "").body()))
                .hasSize(2);
        assertThat(call("GET", "channels/shop/pipelines/p", "").body()).contains("\"parallelism\":5");
        assertThat(call("GET", "channels/shop/pipelines/none", "").statusCode()).isEqualTo(404);
        assertThat(call("GET", "channels/none/pipelines", "").statusCode()).isEqualTo(404);
        assertThat(call("GET", "channels/shop", "").body()).contains("\"name\":\"p\"");
    }

    @Test
    void aConnectionIsTestedByStep() throws Exception {
        call(
                "PUT",
                "sources/real",
                "{\"host\": \"%s\", \"port\": %d, \"username\": \"%s\", \"password\": \"%s\"}"
                        .formatted(server.host(), server.port(), server.user(), server.password()));
        JsonNode tested =
                Json.MAPPER.readTree(call("POST", "sources/real/test", "").body());
        assertThat(tested.at("/0/address").asString()).isEqualTo(server.host() + ":" + server.port());
        assertThat(tested.at("/0/steps")
                        .valueStream()
                        .map(step -> step.path("passed").asBoolean()))
                .hasSize(4)
                .containsOnly(true);
        assertThat(tested.toString()).contains("The port answers at");

        call(
                "PUT",
                "canals/closed",
                "{\"source\": \"real\", \"addresses\": [\"127.0.0.1:1\"], \"username\": \"u\", \"password\": \"p\"}");
        JsonNode closed =
                Json.MAPPER.readTree(call("POST", "canals/closed/test", "").body());
        assertThat(closed.at("/0/steps"))
                .last()
                .satisfies(step -> assertThat(step.path("passed").asBoolean()).isFalse());
        assertThat(closed.toString()).contains("No port answers at 127.0.0.1:1");
        assertThat(call("POST", "sources/none/test", "").statusCode()).isEqualTo(404);
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElse("");
    }

    private static HttpResponse<String> call(String method, String path, String body, String... headers)
            throws Exception {
        String login = "admin:" + TestManager.PASSWORD;
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        manager.address().resolve("api/v1/").resolve(path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
