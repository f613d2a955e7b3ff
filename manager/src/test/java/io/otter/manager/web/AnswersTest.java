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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
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
            for (int i = 0; i < 20; i++) { // whoever closes too early cuts some of the answers
                said(
                        api.put("spec", " ".repeat(BodyLimit.MAX_BYTES + 1 + i * 50_000), "application/yaml"),
                        413,
                        "REQUEST_INVALID",
                        "more than");
            }
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

            server.freeze();
            assertThat(visitor.get("channels").body()).as("a page is not held").contains("MANAGER_DATABASE");
            server.thaw();
            server.stop();
            nothingFails(manager, visitor);
            ListAppender<ILoggingEvent> logged = new ListAppender<>();
            Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
            root.addAppender(logged);
            logged.start();
            Future<HttpResponse<String>> read = soon(() -> api.get("spec", "application/json"));
            Future<HttpResponse<String>> written = soon(() -> api.put("spec", "channels: []", "application/yaml"));
            HttpResponse<String> page = visitor.get("channels");
            said(read.get(60, TimeUnit.SECONDS), 503, "MANAGER_DATABASE", "database does not answer");
            said(written.get(60, TimeUnit.SECONDS), 503, "MANAGER_DATABASE", "does not answer");
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

    /** Each of them waits for the database as long. */
    private static <T> Future<T> soon(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "call");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** No page and no call of the API ends without an answer of ours, and in time. */
    private static void nothingFails(TestManager manager, Visitor visitor) {
        List<String> paths = manager
                .context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .filter(mapping -> mapping.getMethodsCondition().getMethods().contains(RequestMethod.GET))
                .flatMap(mapping -> mapping.getPatternValues().stream())
                .map(path -> path.replaceAll("\\{[^}]+}", "shop").substring(1))
                .filter(path -> !path.equals("live") && !path.startsWith("v3/"))
                .toList();
        assertThat(paths).hasSizeGreaterThan(60);
        Map<String, Integer> failed = new ConcurrentSkipListMap<>();
        ExecutorService all = Executors.newFixedThreadPool(paths.size());
        try {
            List<Future<?>> asked = new ArrayList<>();
            for (String path : paths) {
                asked.add(all.submit(() -> {
                    HttpResponse<String> answer = path.startsWith("api/")
                            ? visitor.call("GET", path, "admin", TestManager.PASSWORD)
                            : visitor.get(path);
                    if (answer.statusCode() == 500
                            || answer.statusCode() == 503
                                    && !answer.body().contains("MANAGER_DATABASE")
                                    && !path.equals("health")) {
                        failed.put(path, answer.statusCode());
                    }
                    return null;
                }));
            }
            for (Future<?> one : asked) {
                one.get(60, TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            all.shutdownNow();
        }
        assertThat(failed).isEmpty();
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
