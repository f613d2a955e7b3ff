package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The description of the API, as generators of clients read it. */
@ExtendWith(SharedServers.class)
class OpenApiTest {
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
                            .contains("400", "401", "403", "404", "405", "406", "409", "413", "415", "429", "503");
                }
            }
            assertThat(ids).hasSizeGreaterThan(60).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z][A-Za-z]+"));
            assertThat(ids).contains("channelStart", "specApply", "deadLetterRetryAll", "logLogs");
        }
    }
}
