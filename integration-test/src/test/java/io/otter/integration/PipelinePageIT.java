package io.otter.integration;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An operator with a browser at a real manager and node: sees a filtered row, decides about others, sees the node die. */
@Tag("browser")
@Tag("slow")
class PipelinePageIT {
    private static final Path BROWSER = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration DEATH_IS_SHOWN_WITHIN = Duration.ofSeconds(10);

    @Test
    void aRefusedRowAStatementAndADeadNode() throws Exception {
        assumeTrue(Files.isExecutable(BROWSER), "no browser at " + BROWSER + ": pages are not looked at");
        Path directory = Files.createTempDirectory(Line.ROOT.resolve("integration-test/target"), "page-");
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
            Page page = browser.newContext(new Browser.NewContextOptions().setLocale("en"))
                    .newPage();
            page.setDefaultTimeout(LIMIT.toMillis());
            logIn(page, deployment);
            countAFilteredRow(page, deployment);
            retryARow(page, deployment);
            runAStatement(page, deployment);
            downloadThreads(page, deployment);
            killTheNode(page, deployment);
        }
    }

    private static void prepare(Deployment deployment) throws Exception {
        String retl = Files.readString(Line.ROOT.resolve("sql/retl-schema.sql")).replaceAll("(?m)^--.*$", "");
        for (String statement : retl.split(";\\s*")) {
            if (!statement.isBlank()) {
                deployment.source().execute(statement);
            }
        }
        for (DatabaseServer server : List.of(deployment.source(), deployment.target())) {
            server.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, note VARCHAR(40))",
                    "CREATE TABLE shop.old (id INT PRIMARY KEY)",
                    "CREATE TABLE shop.member (id INT PRIMARY KEY, level VARCHAR(9))");
        }
        deployment.target().execute("ALTER TABLE shop.item ADD CONSTRAINT poison CHECK (id <> 7)");
        deployment.api().apply(deployment.sourcesDocument() + """
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        parameters: {onError: DEAD_LETTER, ddl: {DROP: ASK}}
                        pairs:
                          - from: {source: src, schema: shop, table: member}
                            to: {source: dst, schema: shop, table: member}
                            filter: level == 'gold'
                          - from: {source: src, schema: shop, table: .*}
                            to: {source: dst, schema: shop, table: .*}
                """);
        deployment.api().start("shop");
        Awaitility.await()
                .alias("the channel runs")
                .atMost(LIMIT)
                .until(() -> deployment.api().status("shop").contains("\"running\":true"));
    }

    private static void countAFilteredRow(Page page, Deployment deployment) {
        deployment.source().execute("INSERT INTO shop.member VALUES (1, 'tin')");
        open(page, deployment, "pipeline/tables");
        Locator member = page.locator("tbody").filter(new Locator.FilterOptions().setHasText("shop.member"));
        assertThat(member.locator("td.seen").first()).hasText("1", patientText());
        assertThat(member.locator(".applied").first()).hasText("0");
    }

    private static void retryARow(Page page, Deployment deployment) {
        deployment.source().execute("INSERT INTO shop.item VALUES (6, 'fine'), (7, 'poison'), (8, 'fine')");
        Awaitility.await()
                .alias("the row is put aside")
                .atMost(LIMIT)
                .until(() -> deployment.api().get("shop", "dead-letters").contains("id = 7"));
        open(page, deployment, "pipeline/errors");
        assertThat(page.locator(".letters > tbody > tr")).containsText("id = 7");
        deployment.target().execute("ALTER TABLE shop.item DROP CONSTRAINT poison");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Retry").setExact(true))
                .click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("sent again");
        Awaitility.await()
                .alias("the row is written")
                .atMost(LIMIT)
                .until(() -> count(deployment.target(), "SELECT count(*) FROM shop.item") == 3);
        Awaitility.await().alias("the page says so").atMost(LIMIT).untilAsserted(() -> {
            page.navigate(page.url().replaceAll("&state=.*", "") + "&state=DONE");
            assertThat(page.locator(".letters > tbody > tr").count()).isEqualTo(1);
        });
    }

    private static void runAStatement(Page page, Deployment deployment) {
        deployment.source().execute("DROP TABLE shop.old");
        open(page, deployment, "pipeline");
        assertThat(page.locator("#live .notice.bad")).containsText("DDL_WAITS", patient());
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Decide about the statement"))
                .click();
        assertThat(page.locator(".question")).containsText("DROP TABLE");
        page.locator(".decide button.primary").click();
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("continues in a moment");
        Awaitility.await()
                .alias("the statement ran at the target")
                .atMost(LIMIT)
                .until(() -> count(
                                deployment.target(),
                                "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'shop'"
                                        + " AND TABLE_NAME = 'old'")
                        == 0);
    }

    private static void downloadThreads(Page page, Deployment deployment) throws Exception {
        page.navigate(deployment.address() + "/config/nodes/live?name=n1");
        Download download =
                page.waitForDownload(() -> page.locator("a[download]").click());
        assertThat(download.suggestedFilename()).isEqualTo("node-1-threads.txt");
        assertThat(Files.readString(download.path()))
                .as("threads are named after their pipeline")
                .contains("one-way", "RUNNABLE", "/io.otter.node.", "No deadlock.");
    }

    private static void killTheNode(Page page, Deployment deployment) {
        page.navigate(deployment.address() + "/overview");
        assertThat(page.locator(".topology .arrow.good")).hasCount(1, patientCount());
        page.evaluate("window.untouched = true");
        deployment.nodes().get(0).kill();
        long killed = System.nanoTime();
        Awaitility.await()
                .alias("the overview shows a dead node")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> page.locator(".topology .arrow.bad").count() == 1);
        Duration shown = Duration.ofNanos(System.nanoTime() - killed);
        System.out.printf("a node killed with SIGKILL was shown after %d ms%n", shown.toMillis());
        assertThat(shown).isLessThan(DEATH_IS_SHOWN_WITHIN);
        assertThat(page.locator(".problems")).containsText("Its node has stopped reporting");
        assertThat(page.evaluate("window.untouched")).isEqualTo(true);

        // Once ZooKeeper has noticed, too, it has no owner; it is never shown as running meanwhile.
        Awaitility.await()
                .alias("the overview shows that nobody owns the pipeline")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    assertThat(page.locator("#live").innerText()).doesNotContain("Running");
                    return page.locator(".problems").innerText().contains("No node owns this pipeline");
                });
        assertThat(page.locator(".strip .bad")).containsText("n1");
    }

    private static void open(Page page, Deployment deployment, String tab) {
        page.navigate(deployment.address() + "/" + tab + "?channel=shop&name=one-way");
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

    private static LocatorAssertions.HasTextOptions patientText() {
        return new LocatorAssertions.HasTextOptions().setTimeout(LIMIT.toMillis());
    }

    private static LocatorAssertions.HasCountOptions patientCount() {
        return new LocatorAssertions.HasCountOptions().setTimeout(LIMIT.toMillis());
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
