package io.otter.manager.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What the API and the pages say to requests that no service answers. */
class AnswersTest {
    @Test
    void everyRefusalHasACodeAReasonAndAnAdvice() throws Exception {
        try (DatabaseServer server = DatabaseServer.start("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            api.put("spec", "channels: [{name: shop}]", "application/yaml");

            said(api.get("nothing/here", "application/json"), 404, "NOT_FOUND", "/api/v1/nothing/here");
            said(api.delete("nodes"), 405, "REQUEST_INVALID", "DELETE is not possible here, only GET");
            said(api.put("users/admin", "x", "image/png"), 415, "REQUEST_INVALID", "image/png");
            said(api.post("tokens", "{\"name\": "), 400, "REQUEST_INVALID", "the body cannot be read");
            said(
                    api.put("spec", " ".repeat(BodyLimit.MAX_BYTES + 1), "application/yaml"),
                    413,
                    "REQUEST_INVALID",
                    "more than");
            for (String most : new String[] {"-1", "0", "501", "1000000"}) {
                said(
                        api.get("channels/shop/dead-letters?most=" + most, "application/json"),
                        400,
                        "REQUEST_INVALID",
                        "most: must be a number from 1 to 500");
            }
            said(
                    api.get("channels/shop/dead-letters?most=many", "application/json"),
                    400,
                    "REQUEST_INVALID",
                    "most: \"many\" is not possible here");
            said(
                    api.get("channels/shop/dead-letters?state=LOST", "application/json"),
                    400,
                    "REQUEST_INVALID",
                    "state: \"LOST\"");

            for (String size : new String[] {"0", "-1", "1001", "many", ""}) {
                said(
                        api.get("channels?size=" + size, "application/json"),
                        400,
                        "REQUEST_INVALID",
                        "size: must be a number from 1 to 1000");
            }

            Visitor visitor = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            assertThat(visitor.get("nothing").statusCode()).isEqualTo(404);

            server.stop();
            ListAppender<ILoggingEvent> logged = new ListAppender<>();
            Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
            root.addAppender(logged);
            logged.start();
            said(api.get("spec", "application/json"), 503, "MANAGER_DATABASE", "database does not answer");
            said(api.put("spec", "channels: []", "application/yaml"), 503, "MANAGER_DATABASE", "does not answer");
            HttpResponse<String> page = visitor.get("channels");
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body()).contains("MANAGER_DATABASE", "database does not answer", "nodes keep running");
            root.detachAppender(logged);
            String shipped = Files.readString(Path.of("../conf/manager/logback.xml"));
            assertThat(List.copyOf(logged.list))
                    .filteredOn(line -> line.getThrowableProxy() != null)
                    .filteredOn(line -> !shipped.contains('"' + line.getLoggerName() + '"'))
                    .extracting(line -> line.getLoggerName() + ": " + line.getFormattedMessage())
                    .as("an outage is told in one line each time, without a stack")
                    .isEmpty();
            server.restart();
        }
    }

    private static void said(HttpResponse<String> answer, int status, String code, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        JsonNode problem = ApiCaller.tree(answer);
        assertThat(problem.path("code").asString("")).as(answer.body()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asString("")).contains(detail);
        assertThat(problem.path("advice").asString("")).isNotEmpty();
    }
}
