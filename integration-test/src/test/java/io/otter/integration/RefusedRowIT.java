package io.otter.integration;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.common.json.Json;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/** A row that the target refuses, as an operator, a viewer and a script see it while the pipeline stands there. */
@Tag("browser")
@Tag("slow")
class RefusedRowIT {
    private static final Path BROWSER = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final HttpClient http = HttpClient.newHttpClient();

    static boolean hasBrowser() {
        return Files.isExecutable(BROWSER);
    }

    @Test
    @EnabledIf("hasBrowser")
    void itIsShownRetriedPutAsideAndNeverMistakenForAnother() throws Exception {
        Path directory = Files.createTempDirectory(Line.ROOT.resolve("integration-test/target"), "refused-");
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        try (Deployment deployment = new Deployment(plan);
                Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(BROWSER)
                                .setArgs(List.of("--no-sandbox", "--disable-gpu")))) {
            prepare(deployment);
            String admin = "admin:" + deployment.adminPassword();
            deployment.target().execute("INSERT INTO shop.item VALUES (70, 8, 'in the way', NULL)");
            deployment
                    .source()
                    .execute(
                            "SET SESSION sql_log_bin = 0",
                            "INSERT INTO shop.item VALUES (7, 7, REPEAT('长', 4000000), UNHEX('00ff10'))",
                            "SET SESSION sql_log_bin = 1",
                            "UPDATE shop.item SET code = 8 WHERE id = 7");
            deployment.source().execute("INSERT INTO shop.item VALUES (9, 9, 'after it', NULL)");
            awaitPause(deployment);

            JsonNode row = rows(deployment, admin).path(0);
            assertThat(row.path("kind").asString()).isEqualTo("UPDATE");
            assertThat(row.path("row").path("key").asString()).isEqualTo("id = 7");
            assertThat(row.path("row").path("before").path("code").asInt()).isEqualTo(7);
            assertThat(row.path("row").path("after").path("code").asInt()).isEqualTo(8);
            assertThat(row.path("row").path("after").path("note").asString()).hasSizeLessThan(1_100);
            assertThat(row.path("row").path("present").isNull()).isTrue();
            assertThat(row.path("row").path("others").path(0).path("note").asString())
                    .isEqualTo("in the way");
            assertThat(row.path("position").asString()).contains(":");
            aViewerSeesNoData(deployment, admin);
            String metrics = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                            + plan.nodes().get(0).httpPort() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(metrics).containsPattern("sync_pipeline_up\\{[^}]*} 0\n");
            look(deployment, browser);

            String first = row.path("id").asString();
            assertThat(decide(deployment, admin, first, "RETRY").statusCode()).isEqualTo(200);
            await("it is refused again")
                    .atMost(LIMIT)
                    .until(() -> !rows(deployment, admin)
                            .path(0)
                            .path("id")
                            .asString(first)
                            .equals(first));
            awaitPause(deployment);
            HttpResponse<String> late = decide(deployment, admin, first, "PUT_ASIDE");
            assertThat(late.statusCode()).as(late.body()).isEqualTo(404);
            assertThat(late.body()).contains("decided about or tried again since");
            assertThat(count(deployment.target(), "SELECT count(*) FROM shop.item"))
                    .isEqualTo(1);

            putAside(deployment, browser);
            await("the row after it")
                    .atMost(LIMIT)
                    .until(() -> count(deployment.target(), "SELECT count(*) FROM shop.item WHERE id = 9") == 1);
            await("its letter")
                    .atMost(LIMIT)
                    .until(() -> deployment.api().get("shop", "dead-letters").contains("id = 7"));
            assertThat(rows(deployment, admin).size()).isZero();
            assertThat(count(deployment.target(), "SELECT count(*) FROM shop.item WHERE id = 7"))
                    .isZero();
            assertThat(deployment.api().get("shop", "audit")).contains("put aside UPDATE shop.item (id = 7)");
            assertThat(deployment.nodes().get(0).logTail(5_000))
                    .as("a fault of the data is no defect")
                    .doesNotContainPattern(Pattern.compile("(?m)^\\s+at io\\.otter"));
        }
    }

    private void aViewerSeesNoData(Deployment deployment, String admin) throws Exception {
        HttpResponse<String> made = send(
                deployment,
                admin,
                "users",
                "{\"name\": \"looker\", \"password\": \"only looks 1234\", \"role\": \"VIEWER\"}");
        assertThat(made.statusCode() / 100).as(made.body()).isEqualTo(2);
        String viewer = "looker:only looks 1234";
        JsonNode row = rows(deployment, viewer).path(0);
        assertThat(row.path("kind").asString()).isEqualTo("UPDATE");
        assertThat(row.path("row").isNull()).isTrue();
        assertThat(row.path("errorText").isNull()).isTrue();
        assertThat(decide(deployment, viewer, row.path("id").asString(), "PUT_ASIDE")
                        .statusCode())
                .isEqualTo(403);
    }

    /** The pictures are in target/screenshots. */
    private static void look(Deployment deployment, Browser browser) throws Exception {
        Path pictures = Files.createDirectories(Path.of("target/screenshots"));
        for (String language : List.of("en", "zh-CN")) {
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                try (BrowserContext context = context(browser, language, theme)) {
                    Page page = open(context, deployment);
                    Locator card = page.locator(".question");
                    assertThat(card).containsText("id = 7");
                    assertThat(card.locator("table")).containsText("0x00ff10");
                    assertThat(card.locator("table")).containsText("in the way");
                    assertThat(page.locator("body")).not().containsText("??");
                    page.screenshot(new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(pictures.resolve("refused-row-" + language + "-"
                                    + theme.name().toLowerCase(Locale.ROOT) + ".png")));
                }
            }
        }
    }

    private static void putAside(Deployment deployment, Browser browser) {
        try (BrowserContext context = context(browser, "en", ColorScheme.LIGHT)) {
            Page page = open(context, deployment);
            page.getByText("Put aside and go on…").click();
            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions()
                                    .setName("Put aside and go on")
                                    .setExact(true))
                    .click();
            assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("the channel goes on");
        }
    }

    private static BrowserContext context(Browser browser, String language, ColorScheme theme) {
        return browser.newContext(new Browser.NewContextOptions()
                .setLocale(language)
                .setColorScheme(theme)
                .setViewportSize(1280, 720));
    }

    private static Page open(BrowserContext context, Deployment deployment) {
        Page page = context.newPage();
        page.setDefaultTimeout(LIMIT.toMillis());
        page.navigate(deployment.address() + "/login");
        page.locator("#username").fill("admin");
        page.locator("#password").fill(deployment.adminPassword());
        page.locator("button.primary").click();
        page.waitForURL(url -> !url.contains("/login"));
        page.navigate(deployment.address() + "/pipeline/errors?channel=shop&name=one-way");
        return page;
    }

    private static void prepare(Deployment deployment) {
        for (DatabaseServer server : List.of(deployment.source(), deployment.target())) {
            server.execute(
                    "SET GLOBAL max_allowed_packet = 67108864",
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, code INT UNIQUE, note LONGTEXT, data BLOB)"
                            + " CHARACTER SET utf8mb4");
        }
        deployment.api().apply(deployment.sourcesDocument() + """
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs:
                          - from: {source: src, schema: shop, table: item}
                            to: {source: dst, schema: shop, table: item}
                """);
        deployment.api().start("shop");
        await("the channel runs")
                .atMost(LIMIT)
                .until(() -> deployment.api().status("shop").contains("\"running\":true"));
    }

    private static void awaitPause(Deployment deployment) {
        await("the channel pauses")
                .atMost(LIMIT)
                .until(() -> deployment.api().status("shop").contains("\"status\":\"PAUSE\""));
    }

    private JsonNode rows(Deployment deployment, String user) throws Exception {
        return Json.MAPPER.readTree(
                send(deployment, user, "channels/shop/errors", null).body());
    }

    private HttpResponse<String> decide(Deployment deployment, String user, String id, String choice) throws Exception {
        return send(deployment, user, "channels/shop/errors/" + id, "{\"choice\": \"" + choice + "\"}");
    }

    /** @param body null for GET */
    private HttpResponse<String> send(Deployment deployment, String user, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(deployment.address() + "/api/v1/" + path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/json");
        return http.send(
                (body == null ? request.GET() : request.POST(HttpRequest.BodyPublishers.ofString(body))).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static long count(DatabaseServer server, String sql) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
