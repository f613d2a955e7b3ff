package io.otter.manager.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The API for what administrators do on pages. */
@ExtendWith(SharedServers.class)
class AccountApiTest {
    private static final String JSON = "application/json";

    @Test
    void usersAndTokensAreManagedAndNoPasswordIsShown(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            ApiCaller admin = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            assertThat(admin.post("users", "{\"name\": \"ann b\", \"password\": \"annas password\"}")
                            .body())
                    .contains("{\"name\":\"ann b\",\"role\":\"VIEWER\"}")
                    .doesNotContain("assword");
            assertThat(admin.post("users", "{\"name\": \"eve\", \"password\": \"short\"}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(admin.post("users", "{}").statusCode()).isEqualTo(400);

            ApiCaller ann = new ApiCaller(manager.address(), "ann b", "annas password");
            assertThat(ann.get("users", JSON).statusCode()).isEqualTo(403);
            assertThat(ann.delete("users/admin").statusCode()).isEqualTo(403);
            assertThat(ann.post("system-reduction").statusCode()).isEqualTo(403);
            assertThat(ann.delete("sources/src").statusCode()).isEqualTo(403);
            assertThat(ann.post("tokens", "{\"name\": \"mine\", \"password\": \"annas password\"}")
                            .statusCode())
                    .isEqualTo(403);

            assertThat(admin.put("users/ann%20b", "{\"role\": \"OPERATOR\", \"password\": \"another password\"}", JSON)
                            .body())
                    .contains("{\"name\":\"ann b\",\"role\":\"OPERATOR\"}");
            assertThat(ann.get("users", JSON).statusCode()).isEqualTo(401);
            ApiCaller operator = new ApiCaller(manager.address(), "ann b", "another password");
            assertThat(operator.get("users", JSON).statusCode()).isEqualTo(403);
            assertThat(operator.put("users/ann%20b", "{\"role\": \"ADMIN\"}", JSON)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(operator.post("system-reduction").statusCode()).isEqualTo(403);
            assertThat(operator.post("system-parameters/test/MAIL").statusCode())
                    .isEqualTo(403);

            assertThat(operator.post("tokens", "{\"name\": \"ci\"}").statusCode())
                    .as("without the password")
                    .isEqualTo(401);
            JsonNode created =
                    ApiCaller.tree(operator.post("tokens", "{\"name\": \"ci\", \"password\": \"another password\"}"));
            assertThat(created.path("token").asString()).matches("otter_[\\w-]{43}");
            JsonNode tokens = operator.get("tokens");
            assertThat(tokens.toString()).contains("\"name\":\"ci\"").doesNotContain("otter_");
            assertThat(admin.get("tokens")).as("one's own only").isEmpty();
            String token = "tokens/" + tokens.path(0).path("id").asString();
            assertThat(admin.get("tokens?all=true").toString()).contains("\"user\":\"ann b\"", "\"name\":\"ci\"");
            assertThat(operator.get("tokens?all=true", JSON).statusCode()).isEqualTo(403);
            String ofAdmin = ApiCaller.tree(admin.post(
                            "tokens", "{\"name\": \"mine\", \"password\": \"" + TestManager.PASSWORD + "\"}"))
                    .path("token")
                    .asString();
            assertThat(ofAdmin).startsWith("otter_");
            String other = "tokens/" + admin.get("tokens").path(0).path("id").asString();
            assertThat(operator.delete(other).statusCode()).isEqualTo(404);
            assertThat(operator.delete(token).body()).isEqualTo("[]");

            assertThat(admin.delete("users/admin").statusCode()).isEqualTo(409);
            assertThat(admin.delete("users/nobody").statusCode()).isEqualTo(404);
            assertThat(admin.delete("users/ann%20b").body()).doesNotContain("ann b");
            assertThat(operator.get("nodes", JSON).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aTestMessageThatCannotBeSentSaysWhy(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            ApiCaller admin = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            assertThat(admin.post("system-parameters/test/MAIL"))
                    .returns(502, HttpResponse::statusCode)
                    .extracting(HttpResponse::body, STRING)
                    .contains("ALARM_UNDELIVERED", "MAIL is not configured.");
            assertThat(admin.post("system-parameters/test/PIGEON").statusCode()).isEqualTo(400);
            assertThat(admin.post("system-reduction").body()).contains("ZOOKEEPER_UNREACHABLE");
        }
    }
}
