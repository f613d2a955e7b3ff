package io.otter.integration;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.otter.common.json.Json;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.quickstart.Installation;
import io.otter.testsupport.database.DatabaseServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Existing rows are copied by a real manager and a node that is killed meanwhile, and a browser shows it. */
@Tag("browser")
@Tag("slow")
class ResyncIT {
    private static final Path BROWSER = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int ROWS = 30_000;

    @Test
    void rowsAreCopiedToATableThatIsMadeForThem() throws Exception {
        assumeTrue(Files.isExecutable(BROWSER), "no browser at " + BROWSER + ": pages are not looked at");
        Path directory = Files.createTempDirectory(Line.ROOT.resolve("integration-test/target"), "resync-");
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
            long id = read(deployment
                            .api()
                            .post(
                                    "shop",
                                    "resync",
                                    "{\"create\": true, \"rowsPerSecond\": 6000, \"pairs\": [\"shop.item\"]}"))
                    .path("id")
                    .asLong();
            assertThat(run(deployment, id).path("state").asString()).isEqualTo("WAITING");
            deployment.api().start("shop");
            Page page = browser.newContext(new Browser.NewContextOptions().setLocale("en"))
                    .newPage();
            page.setDefaultTimeout(LIMIT.toMillis());
            logIn(page, deployment);
            page.navigate(deployment.address() + "/pipeline/resync?channel=shop&name=one-way");
            Locator shown = page.locator("#resync-" + id);
            assertThat(shown).containsText("Running", patient());

            Awaitility.await().atMost(LIMIT).until(() -> rows(deployment, id) > 3_000);
            Installation node = deployment.nodes().get(0);
            node.kill();
            deployment.source().execute("UPDATE shop.item SET note = 'changed' WHERE id MOD 100 = 0");
            node.start();

            assertThat(shown).containsText("Done", patient());
            assertThat(shown).containsText("100 %");
            JsonNode run = run(deployment, id);
            assertThat(run.path("tables").get(0).path("target").asString()).isEqualTo("crm.thing");
            assertThat(run.path("tables").get(0).path("rows").asLong()).isEqualTo(ROWS);
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> number(deployment.target(), "SELECT COUNT(*) FROM crm.thing WHERE remark = 'changed'")
                            == ROWS / 100);
            assertThat(number(deployment.target(), "SELECT COUNT(*) FROM crm.thing"))
                    .isEqualTo(ROWS);
            assertThat(number(deployment.target(), "SELECT ROWS_COPIED FROM retl.retl_resync WHERE DONE = 1"))
                    .isEqualTo(ROWS);
            whatDiffersIsFoundAndRepaired(deployment, page);
            ShippedMonitoring.requireAll(deployment, plan.nodes().get(0).httpPort());
            theWizardCopies(deployment, page);
            aTableJoinsAndLeavesWhileAllGoesOn(deployment);
            comparisonsBeginByTheClock(deployment);
        }
    }

    private static void whatDiffersIsFoundAndRepaired(Deployment deployment, Page page) throws SQLException {
        deployment
                .target()
                .execute(
                        "DELETE FROM crm.thing WHERE id = 7",
                        "UPDATE crm.thing SET remark = '改' WHERE id = 8",
                        "INSERT INTO crm.thing VALUES (-1, 'of the target')");
        page.navigate(deployment.address() + "/pipeline/verify?channel=shop&name=one-way");
        page.locator("#compare button.primary").click();
        Locator first = page.locator("article.question").first();
        assertThat(first).containsText("3 rows are not the same", patient());
        assertThat(first).containsText("Done", patient());
        first.getByText("Rows", new Locator.GetByTextOptions().setExact(true))
                .first()
                .click();
        assertThat(page.locator("#page")).containsText("of the target");
        assertThat(page.locator("#page")).containsText("改");
        page.goBack();
        page.getByText("Repair…").first().click();
        page.locator("input[name=extra]").first().check();
        page.getByText("Preview").click();
        assertThat(page.locator("pre")).containsText("DELETE FROM `crm`.`thing`");
        Locator repair = page.locator("details.ask:has(form[action$='verify/repair'])");
        repair.locator("summary").click();
        repair.locator("button.danger").click();
        String repaired =
                "SELECT COUNT(*) FROM crm.thing WHERE id = 7 AND remark = 'note 7' OR id = 8 AND remark = 'note 8'";
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> number(deployment.target(), repaired) == 2
                        && number(deployment.target(), "SELECT COUNT(*) FROM crm.thing WHERE id = -1") == 0);
        page.navigate(deployment.address() + "/pipeline/verify?channel=shop&name=one-way");
        page.locator("#compare button.primary").click();
        assertThat(page.locator("article.question").first()).containsText("Both sides are equal", patient());
    }

    private static void theWizardCopies(Deployment deployment, Page page) throws SQLException {
        for (String table : List.of("past", "more")) {
            deployment
                    .source()
                    .execute(
                            "CREATE TABLE shop." + table + " (id INT PRIMARY KEY, v INT)",
                            "INSERT INTO shop." + table + " SELECT seq, 0 FROM shop.seq_1_to_2000");
            deployment.target().execute("CREATE TABLE crm." + table + " (id INT PRIMARY KEY, v INT)");
        }
        page.navigate(deployment.address() + "/new");
        page.locator("#fromKnown").selectOption("src");
        page.locator("#toKnown").selectOption("dst");
        page.locator("button.primary").click();
        page.getByLabel("shop.past").check();
        page.locator("#schema").selectOption("crm");
        page.locator("button.primary").click();
        page.locator("button.primary").click();
        page.getByLabel("Copy the rows that are there").check();
        page.locator("button.primary").click();
        page.waitForURL("**/pipeline/resync?**");
        assertThat(page.locator("article.question").first()).containsText("Done", patient());
        assertThat(number(deployment.target(), "SELECT COUNT(*) FROM crm.past")).isEqualTo(2_000);
    }

    /** Its rows change from before it joins; the first changes come before the copy and find no row. */
    private static void aTableJoinsAndLeavesWhileAllGoesOn(Deployment deployment) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> {
            int v = 0;
            for (; !stop.get(); v++) {
                deployment
                        .source()
                        .execute(
                                "UPDATE shop.more SET v = v + 1 WHERE id MOD 17 = " + v % 17,
                                "UPDATE shop.past SET v = " + v + " WHERE id = 1");
            }
            return v;
        });
        try {
            deployment.api().apply(wizardChannel("past", "more"));
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> number(deployment.target(), "SELECT COUNT(*) FROM crm.more WHERE v > 0") == 2_000);
            assertThat(deployment.api().status("shop-2")).contains("START");
        } finally {
            stop.set(true);
        }
        long last = writer.get() - 1;
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> number(deployment.target(), "SELECT v FROM crm.past WHERE id = 1") == last
                        && number(deployment.target(), "SELECT SUM(v) FROM crm.more")
                                == number(deployment.source(), "SELECT SUM(v) FROM shop.more"));
        assertThat(read(deployment.api().get("shop-2", "resync")).path("runs")).hasSize(2);

        // It also leaves in the middle of a copy and a comparison, which go on with the other.
        long copy = read(deployment.api().post("shop-2", "resync", "{\"rowsPerSecond\": 500}"))
                .path("id")
                .asLong();
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> run(deployment, "shop-2", copy)
                                .path("tables")
                                .path(0)
                                .path("rows")
                                .asLong(0)
                        > 0);
        deployment.api().post("shop-2", "verify", "{}");
        deployment.api().apply(wizardChannel("past"));
        deployment.source().execute("UPDATE shop.more SET v = -1", "UPDATE shop.past SET v = -1 WHERE id = 1");
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> number(deployment.target(), "SELECT v FROM crm.past WHERE id = 1") == -1);
        assertThat(number(deployment.target(), "SELECT COUNT(*) FROM crm.more WHERE v = -1"))
                .isZero();
        Awaitility.await()
                .atMost(LIMIT)
                .until(() ->
                        run(deployment, "shop-2", copy).path("state").asString().equals("DONE")
                                && read(deployment.api().get("shop-2", "verify"))
                                        .path("runs")
                                        .path(0)
                                        .path("state")
                                        .asString()
                                        .equals("DONE"));
        assertThat(number(deployment.target(), "SELECT COUNT(*) FROM crm.more WHERE v = -1"))
                .isZero();
    }

    private static void comparisonsBeginByTheClock(Deployment deployment) {
        deployment.api().apply(shop("verify: {cron: '* * * * * *'}"));
        deployment.target().execute("DELETE FROM crm.thing WHERE id = 9");
        Awaitility.await().atMost(LIMIT).until(() -> {
            JsonNode last =
                    read(deployment.api().get("shop", "verify")).path("runs").path(0);
            return last.path("by").asString().equals("cron")
                    && last.path("tables").path(0).path("missing").asLong() == 1;
        });
    }

    private static String wizardChannel(String... tables) {
        StringBuilder document = new StringBuilder("""
            channels:
              - name: shop-2
                initialCopy: true
                pipelines:
                  - name: one-way
                    canal: src-log
                    select: [n1]
                    load: [n1]
                    pairs:
            """);
        for (String table : tables) {
            document.append("          - {from: {source: src, schema: shop, table: " + table
                    + "}, to: {source: dst, schema: crm, table: " + table + "}}\n");
        }
        return document.toString();
    }

    private static void prepare(Deployment deployment) {
        deployment
                .source()
                .execute(
                        "CREATE DATABASE shop",
                        "CREATE TABLE shop.item (id INT PRIMARY KEY, note VARCHAR(40), secret INT, KEY (secret), KEY"
                                + " (note))",
                        "INSERT INTO shop.item SELECT seq, CONCAT('note ', seq), 1 FROM shop.seq_1_to_" + ROWS);
        deployment.api().apply(deployment.sourcesDocument() + shop("syncMode: ROW"));
    }

    private static String shop(String setting) {
        return """
            channels:
              - name: shop
                %s
                pipelines:
                  - name: one-way
                    canal: src-log
                    select: [n1]
                    load: [n1]
                    pairs:
                      - from: {source: src, schema: shop, table: item}
                        to: {source: dst, schema: crm, table: thing}
                        columns: {mode: INCLUDE, pairs: {id: id, note: remark}}
            """.formatted(setting);
    }

    private static long rows(Deployment deployment, long id) {
        return run(deployment, id).path("tables").path(0).path("rows").asLong(0);
    }

    private static JsonNode run(Deployment deployment, long id) {
        return run(deployment, "shop", id);
    }

    private static JsonNode run(Deployment deployment, String channel, long id) {
        for (JsonNode run : read(deployment.api().get(channel, "resync")).path("runs")) {
            if (run.path("id").asLong() == id) {
                return run;
            }
        }
        throw new AssertionError("there is no run " + id);
    }

    private static JsonNode read(String json) {
        return Json.MAPPER.readTree(json);
    }

    private static long number(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void logIn(Page page, Deployment deployment) {
        page.navigate(deployment.address() + "/login");
        page.locator("#username").fill("admin");
        page.locator("#password").fill(deployment.adminPassword());
        page.locator("button.primary").click();
        page.waitForURL(url -> !url.contains("/login"));
    }

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(LIMIT.toMillis());
    }
}
