package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.json.Json;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.quickstart.Installation;
import io.otter.quickstart.ManagerApi;
import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.workload.TableComparer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One of two managers is killed while somebody is logged in and rows are copied: the other one goes on where it was. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class KilledManagerIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int ROWS = 20_000;
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final String PAGE = "/pipeline/resync?channel=shop&name=one-way";

    /** Has the cookies of one browser, whichever manager it asks. */
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @Test
    void nobodyIsLoggedOutAndTheCopyEnds(@TempDir Path directory) throws Exception {
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        try (Deployment deployment = new Deployment(plan)) {
            int port = FreePorts.pick();
            int rpcPort = FreePorts.pick();
            deployment.startManager("manager-2", port, rpcPort);
            String here = deployment.address();
            String there = "http://127.0.0.1:" + port;
            Installation node = deployment.nodes().get(0);
            node.stop();
            node.start(Map.of("OTTER_MANAGER_ADDRESS", "127.0.0.1:" + plan.managerRpcPort() + ",127.0.0.1:" + rpcPort));
            prepare(deployment);

            submit(here + "/login", here + "/login", "username=admin&password=" + deployment.adminPassword());
            long id = read(deployment.api().post("shop", "resync", "{\"create\": true, \"rowsPerSecond\": 2500}"))
                    .path("id")
                    .asLong();
            deployment.api().start("shop");
            await().atMost(LIMIT).until(() -> rows(deployment.api(), id) > 1_000);
            Matcher form = TOKEN.matcher(get(here + PAGE).body());
            assertThat(form.find()).isTrue();

            deployment.manager().kill();

            HttpResponse<String> page = get(there + PAGE);
            assertThat(page.statusCode()).as("logged in at the other manager").isEqualTo(200);
            assertThat(page.body()).contains("id=\"resync-" + id + "\"", "Running");
            HttpResponse<String> pause = post(there + "/channel/pause", "name=idle&_csrf=" + encoded(form.group(1)));
            assertThat(pause.headers().firstValue("Location").orElse(""))
                    .as("a form that was open when its manager died")
                    .contains("channel?name=idle")
                    .doesNotContain("login");
            ManagerApi other = new ManagerApi(there, "admin", deployment.adminPassword());
            assertThat(other.status("idle")).contains("\"PAUSE\"");
            long seen = rows(other, id);
            assertThat(seen).as("it was killed meanwhile").isLessThan(ROWS);
            await().atMost(LIMIT).until(() -> rows(other, id) > seen);
            await().atMost(LIMIT)
                    .until(() -> run(other, id).path("state").asString().equals("DONE"));
            assertThat(get(there + PAGE).body()).contains("Done", "100 %");
            assertThat(rows(other, id)).isEqualTo(ROWS);
            assertThat(other.status("shop")).contains("\"running\":true").doesNotContain("\"lastHeard\":null");
            new TableComparer(deployment.source(), deployment.target())
                    .awaitEqual(List.of("shop.item"), LIMIT, "copied");

            deployment.manager().start();
            assertThat(get(here + PAGE).body())
                    .as("the one that was killed is back")
                    .contains("100 %");
        }
    }

    private static void prepare(Deployment deployment) {
        deployment
                .source()
                .execute(
                        "CREATE DATABASE shop",
                        "CREATE TABLE shop.item (id INT PRIMARY KEY, note VARCHAR(40))",
                        "CREATE TABLE shop.other (id INT PRIMARY KEY)",
                        "INSERT INTO shop.item SELECT seq, CONCAT('note ', seq) FROM shop.seq_1_to_" + ROWS);
        deployment.target().execute("CREATE DATABASE shop", "CREATE TABLE shop.other (id INT PRIMARY KEY)");
        deployment
                .api()
                .apply(deployment.sourcesDocument() + "channels:\n" + channel("shop", "item")
                        + channel("idle", "other"));
        deployment.api().start("idle");
    }

    private static String channel(String name, String table) {
        return """
                  - name: %1$s
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: src, schema: shop, table: %2$s}, to: {source: dst, schema: shop, table: %2$s}}]
                """.formatted(name, table);
    }

    private static long rows(ManagerApi api, long id) {
        return run(api, id).path("tables").path(0).path("rows").asLong(0);
    }

    private static JsonNode run(ManagerApi api, long id) {
        for (JsonNode run : read(api.get("shop", "resync")).path("runs")) {
            if (run.path("id").asLong() == id) {
                return run;
            }
        }
        throw new AssertionError("there is no run " + id);
    }

    private static JsonNode read(String json) {
        return Json.MAPPER.readTree(json);
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Accept-Language", "en")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void submit(String page, String address, String fields) throws IOException, InterruptedException {
        Matcher token = TOKEN.matcher(get(page).body());
        assertThat(token.find()).as(page).isTrue();
        assertThat(post(address, fields + "&_csrf=" + encoded(token.group(1))).statusCode())
                .isEqualTo(302);
    }

    private HttpResponse<String> post(String address, String fields) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(fields))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
