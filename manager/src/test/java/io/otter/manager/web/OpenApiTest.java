package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.json.Json;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The description of the API, as generators of clients read it. */
@ExtendWith(SharedServers.class)
class OpenApiTest {
    private static final Path DESCRIPTION = Path.of("../docs/openapi.json");

    @Test
    void itIsValidAndTellsEverythingOfEachOperation(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            String text = api.get("../../v3/api-docs", "application/json").body();
            ParseOptions options = new ParseOptions();
            options.setResolve(true);
            assertThat(new OpenAPIV3Parser().readContents(text, null, options).getMessages())
                    .isEmpty();

            JsonNode document = api.get("../../v3/api-docs");
            assertThat(document.at("/info/title").asString("")).isEqualTo("Otter");
            assertThat(document.at("/info/version").asString("")).isNotBlank();
            assertThat(document.at("/components/securitySchemes").propertyNames())
                    .contains("basic", "token");
            List<String> ids = new ArrayList<>();
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                assertThat(path.getKey()).startsWith("/api/v1/");
                for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                    String id = operation.getValue().path("operationId").asString("");
                    ids.add(id);
                    String where = operation.getKey() + " " + path.getKey() + " (" + id + ")";
                    assertThat(operation.getValue().path("summary").asString(""))
                            .as(where)
                            .endsWith(".");
                    assertThat(operation.getValue().path("responses").propertyNames())
                            .as(where)
                            .contains(
                                    "400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "429", "503");
                }
            }
            assertThat(ids).hasSizeGreaterThan(60).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z][A-Za-z]+"));
            assertThat(document.at("/components/schemas/VerifyReportTable/properties")
                            .propertyNames())
                    .as("of several records with that name")
                    .contains("missing");
            assertThat(document.at("/components/schemas/ResyncReportTable/properties")
                            .propertyNames())
                    .contains("etaSeconds");
            assertThat(document.at("/components/schemas").propertyNames()).doesNotContain("JsonNode");
            compatible(document);
            assertThat(ids).contains("channelStart", "specApply", "deadLetterRetryAll", "logLogs");
        }
    }

    /** Whoever adds to the API writes the new description with {@code -Dotter.api=write}; nothing in it may go. */
    private static void compatible(JsonNode document) throws Exception {
        JsonNode old = Json.MAPPER.readTree(Files.readString(DESCRIPTION));
        List<String> breaking = ApiChanges.breaking(old, document);
        if (System.getProperty("otter.api", "").equals("write")) {
            Files.writeString(DESCRIPTION, document.toPrettyString() + "\n");
        }
        assertThat(breaking)
                .as("clients written for docs/openapi.json would break")
                .isEmpty();
    }

    @Test
    void whatBreaksClientsIsFound() {
        String old = """
                {"paths": {"/a": {"get": {"operationId": "x", "parameters": [{"name": "p", "in": "query", "schema": {"type": "string"}}],
                  "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}},
                 "components": {"schemas": {"A": {"type": "object", "properties": {"f": {"type": "string", "enum": ["V", "W"]}}}}}}""";
        assertThat(ApiChanges.breaking(Json.MAPPER.readTree(old), Json.MAPPER.readTree(old)))
                .isEmpty();
        assertThat(changed(old, "\"/a\"", "\"/b\"")).containsExactly("GET /a is gone");
        assertThat(changed(old, "\"x\"", "\"y\"")).containsExactly("GET /a: operationId was \"x\" and is \"y\"");
        assertThat(changed(old, "\"p\"", "\"q\"")).containsExactly("GET /a: parameter p is gone");
        assertThat(changed(old, "\"in\": \"query\"", "\"in\": \"query\", \"required\": true"))
                .containsExactly("GET /a: parameter p is required now");
        assertThat(changed(old, "\"200\"", "\"201\"")).containsExactly("GET /a: answer 200 is gone");
        assertThat(changed(old, "\"f\"", "\"g\"")).containsExactly("A.f is gone");
        assertThat(changed(old, "[\"V\", ", "[")).containsExactly("A.f: value V is gone");
        assertThat(changed(old, "\"string\", \"enum\"", "\"integer\", \"enum\""))
                .containsExactly("A.f: type was \"string\" and is \"integer\"");
    }

    private static List<String> changed(String old, String from, String to) {
        return ApiChanges.breaking(Json.MAPPER.readTree(old), Json.MAPPER.readTree(old.replace(from, to)));
    }
}
