package io.otter.manager.pipeline;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.arbitrate.ddl.DdlAnswer.Choice;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMark.Stage;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.manager.Chromium;
import io.otter.manager.SharedChromium;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The tabs of a pipeline with a real database, ZooKeeper and source; the test plays the node. */
@Tag("browser")
@ExtendWith({SharedServers.class, SharedChromium.class})
class PipelinePagesTest {
    private static final String NAMES = "channel=shop&name=src-to-dst";
    private static final String NASTY = "a/b;<script>alert('1')</script>%2F\"订单";
    private static final List<String> TABS = List.of(
            "",
            "/source",
            "/charts",
            "/errors",
            "/conflicts",
            "/tables",
            "/resync",
            "/verify",
            "/timeline",
            "/settings");

    private static PlayedPipeline shop;
    private static Chromium chromium;

    @BeforeAll
    static void start(ServerPool servers, Chromium browser) throws Exception {
        shop = new PlayedPipeline(servers, NASTY);
        chromium = browser;
    }

    @AfterAll
    static void stop() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void everyTabWorksInBothLanguagesAndThemesAndAxeFindsNothingSerious() {
        shop.refuse(100, 3);
        shop.decide(100, 3);
        shop.ask();
        shop.stopAt("item");
        List<String> serious = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        for (String language : List.of("en", "zh-CN")) {
            for (ColorScheme theme : Chromium.themes(language)) {
                try (BrowserContext context = chromium.context(language, theme)) {
                    Page page = context.newPage();
                    page.onConsoleMessage(message -> {
                        if (message.type().equals("error")) {
                            complaints.add(message.text());
                        }
                    });
                    logIn(page);
                    for (String tab : TABS) {
                        page.navigate(shop.manager().address() + "pipeline" + tab + "?" + NAMES);
                        assertThat(page.locator("h1")).hasText("shop / src-to-dst");
                        assertThat(page.locator("body")).not().containsText("??");
                        if (tab.equals("/charts")) {
                            assertThat(page.locator("canvas")).hasCount(3);
                        }
                        String name = Chromium.picture(page, "pipeline" + tab.replace('/', '-'), language, theme);
                        serious.addAll(Chromium.findings(page, name));
                    }
                }
            }
        }
        shop.goOn();
        assertThat(serious).isEmpty();
        assertThat(complaints)
                .as("what the browser complains of, the content security policy too")
                .isEmpty();
    }

    @Test
    void theStatusShowsWhoOwnsItWhereTheBatchesAreAndFollowsWithoutReload() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            page.navigate(shop.manager().address() + "pipeline?" + NAMES);
            page.evaluate("window.untouched = true");
            assertThat(page.locator(".facts").first()).containsText("n1");
            assertThat(page.locator(".facts").first()).containsText("binlog.000001:4096");
            assertThat(page.locator("#source"))
                    .containsText(shop.server().host() + ":" + shop.server().port());
            assertThat(page.locator("#source")).containsText("KiB");
            assertThat(page.locator(".stages .stage").nth(3)).containsText("118 ms");
            assertThat(page.locator(".stages .slow")).hasCount(1);
            assertThat(page.locator(".stages .gap").nth(0)).containsText("one batch");
            assertThat(page.locator(".stages .gap").nth(1)).containsText("no batches");
            assertThat(page.locator(".stages .gap").nth(2)).containsText("2 batches");
            assertThat(page.locator(".gantt rect")).hasCount(3);
            ProcessMarks marks = shop.marks();
            marks.mark(10, new ProcessMark(1, 1, Stage.EXTRACTED, 7, 512, System.currentTimeMillis()));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(page.locator(".gantt rect").count()).isEqualTo(4));
            assertThat(page.locator(".stages .gap").nth(1)).containsText("one batch");
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
            marks.done(10);
        }
    }

    @Test
    void aRefreshKeepsFocusSelectionAndWhatIsOpen() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            page.navigate(shop.manager().address() + "pipeline?" + NAMES);
            page.evaluate("window.ticks = 0; document.addEventListener('htmx:afterSettle', event =>"
                    + " { if (event.target.id === 'live') window.ticks++; })");
            page.locator("#live details.ask summary").first().click();
            page.locator("#live details[open] button.danger").focus();
            page.evaluate("getSelection().selectAllChildren(document.querySelector('#live .facts dd.mono'))");
            String selected = page.evaluate("getSelection().toString()").toString();
            assertThat(selected).contains("binlog.000001:4096");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ((Number) page.evaluate("window.ticks")).intValue() >= 3);
            assertThat(page.locator("#live details[open] button.danger")).isFocused();
            assertThat(page.evaluate("getSelection().toString()")).isEqualTo(selected);
        }
    }

    @Test
    void chartsAreTablesForThoseWhoCannotSeeThem() throws Exception {
        Visitor admin = admin();
        String hour = admin.get("pipeline/charts?" + NAMES).body();
        assertThat(hour).contains("data-value=\"2.5\"", "data-value=\"100.0\"", "data-value=\"25.0\"");
        assertThat(hour.split("<tr>", -1)).hasSize(1 + 1 + 60);
        assertThat(admin.get("pipeline/charts?range=7d&" + NAMES).body().split("<tr>", -1))
                .hasSize(1 + 1 + 7 * 24);
        assertThat(admin.get("pipeline/charts?range=365d&" + NAMES).body().split("<tr>", -1))
                .hasSize(1 + 1 + 365);
        Matcher table = Pattern.compile("href=\"/(pipeline/tables/history[^\"]+)\"")
                .matcher(admin.get("pipeline/tables?" + NAMES).body());
        assertThat(table.find()).isTrue();
        String counts = admin.get(table.group(1).replace("&amp;", "&")).body();
        assertThat(counts).contains("shop.item", "data-chart=\"1 2 3\"").contains("aria-current=\"true\">30 days");
        assertThat(counts.split("<tr>", -1)).hasSize(1 + 1 + 30 * 4);
        assertThat(admin.get("pipeline/tables/history?pair=4711&" + NAMES).statusCode())
                .isEqualTo(404);
        assertThat(admin.get("pipeline/charts?range=nonsense&" + NAMES).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theTablesTabShowsTheKeyOfEachTableAndWhatHappensWithoutOne() throws Exception {
        Visitor admin = admin();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(admin.get("pipeline/tables?" + NAMES).body())
                                .contains("PRIMARY (id)", "1 of 2 without a key", "archive.order_2", "noKey: REFUSE")
                                .contains("70,000", "3,000", "1,246,112"));
    }

    @Test
    void theTablesTabDistinguishesReadRowsFromAppliedRows() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            page.navigate(shop.manager().address() + "pipeline/tables?" + NAMES);
            Locator item = row(page, "shop.item");
            assertThat(item.locator("td.seen")).hasText(new String[] {"70,412", "3,000", "81"});
            assertThat(item.locator(".applied")).hasText(new String[] {"70,000", "3,000", "81"});
            Locator orders = row(page, "shop.order_[1-128]");
            assertThat(orders.locator("td.seen")).hasText(new String[] {"1", "0", "0"});
            assertThat(orders.locator(".applied")).hasText(new String[] {"0", "0", "0"});
        }
    }

    private static Locator row(Page page, String table) {
        return page.locator("tbody").filter(new Locator.FilterOptions().setHasText(table));
    }

    @Test
    void aRefusedRowIsRetriedAndOthersAreDiscardedAfterConfirmation() throws Exception {
        shop.refuse(200, 3);
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            page.navigate(shop.manager().address() + "pipeline/errors?find=id+%3D+200&" + NAMES);
            assertThat(page.locator(".letters > tbody > tr")).hasCount(1);
            page.locator(".letters summary").first().click();
            assertThat(page.locator(".letters tr.changed")).containsText("note");
            page.getByText("Retry", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("One row was sent again");
            assertThat(shop.sentAgain("200")).isTrue();
            assertThat(shop.state("id = 200")).isEqualTo("RETRYING");

            page.navigate(shop.manager().address() + "pipeline/errors?find=id+%3D+201&" + NAMES);
            page.locator(".letters .ask > summary").click();
            page.locator(".letters details[open] button.danger").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("One row was discarded");
            assertThat(shop.state("id = 201")).isEqualTo("DISCARDED");
            page.navigate(shop.manager().address() + "pipeline/errors?state=DISCARDED&find=id+%3D+201&" + NAMES);
            assertThat(page.locator(".letters .ask")).hasCount(0);
            page.getByText("Retry", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("One row was sent again");
            assertThat(shop.sentAgain("201")).isTrue();
            assertThat(shop.state("id = 201")).isEqualTo("RETRYING");

            page.locator(".ask > summary", new Page.LocatorOptions().setHasText("Discard all"))
                    .click();
            page.locator("details[open] input[name=typed]").fill("src");
            page.locator("details[open] button.danger").click();
            assertThat(page.locator("details[open] input[name=typed]:invalid")).hasCount(1);
            page.locator("details[open] input[name=typed]").fill("src-to-dst");
            page.locator("details[open] button.danger").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("discarded");
            assertThat(shop.state("id = 202")).isEqualTo("DISCARDED");
            assertThat(page.locator(".empty")).containsText("No refused rows");
            assertThat(shop.api().get("channels/shop/audit").toString())
                    .contains(
                            "retry refused row: UPDATE",
                            "discard refused row: UPDATE",
                            "discard refused rows of src-to-dst: ");
        }
    }

    @Test
    void theRestOfTheRowsIsOnTheNextPage() throws Exception {
        shop.refuse(1000, 60);
        Visitor admin = admin();
        String first = admin.get("pipeline/errors?find=id+%3D+10&" + NAMES).body();
        assertThat(first.split("id=\"letter-", -1)).hasSize(51);
        String next = first.replaceAll("(?s).*(pipeline/errors[^\"]*after=\\d+)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(admin.get(next).body().split("id=\"letter-", -1)).hasSizeBetween(10, 14);
        shop.refuse(1060, 1);
        discardAll(admin, first);
        assertThat(shop.state("id = 1059")).isEqualTo("DISCARDED");
        assertThat(shop.state("id = 1060")).as("which nobody had seen").isEqualTo("OPEN");
        discardAll(admin, admin.get("pipeline/errors?" + NAMES).body());
        assertThat(shop.state("id = 1060")).isEqualTo("DISCARDED");
    }

    private static void discardAll(Visitor visitor, String seen) throws Exception {
        String newest = seen.replaceAll("(?s).*name=\"newest\" value=\"(\\d+)\".*", "$1");
        String[] form = {"channel", "shop", "name", "src-to-dst", "typed", "src-to-dst", "newest", newest};
        visitor.submit("pipeline/errors?" + NAMES, "pipeline/letters/discard-all", form);
    }

    @Test
    void conflictsAreListedNewestFirstWithBothVersions() throws Exception {
        shop.decide(1000, 60);
        shop.decide(1000, 1); // again, as a node does that had no answer
        Visitor admin = admin();
        String first = admin.get("pipeline/conflicts?find=id+%3D+10&" + NAMES).body();
        assertThat(first.split("id=\"conflict-", -1)).hasSize(51);
        assertThat(first).contains("from the east", "from the west", "left out", "taken", "NEWEST");
        assertThat(first.indexOf("id = 1059")).isBetween(0, first.indexOf("id = 1058"));
        String next = first.replaceAll("(?s).*(pipeline/conflicts[^\"]*before=\\d+)\".*", "$1")
                .replace("&amp;", "&");
        assertThat(admin.get(next).body().split("id=\"conflict-", -1)).hasSizeBetween(10, 14);
        JsonNode api = shop.api().get("channels/shop/conflicts?most=1");
        assertThat(api.size()).isEqualTo(1);
        assertThat(api.path(0).path("row").path("after").path("note").asString())
                .isEqualTo("from the east");
        assertThat(api.path(0).path("position").asString()).startsWith("mysql-bin.000042:");
    }

    @Test
    void aWaitingStatementIsRunSkippedOrReplacedAndInputIsKept() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            for (Choice choice : Choice.values()) {
                shop.ask();
                page.navigate(shop.manager().address() + "pipeline/errors?" + NAMES);
                assertThat(page.locator(".question")).containsText("DROP TABLE item");
                assertThat(page.locator(".question")).containsText("Tables at the target: shop.item");
                switch (choice) {
                    case RUN -> page.locator(".decide button.primary").click();
                    case SKIP -> {
                        page.locator(".decide .ask > summary").click();
                        page.locator(".decide details[open] button.danger").click();
                    }
                    case REPLACE -> {
                        page.locator(".question textarea").fill("   ");
                        page.locator(".question .foot button").click();
                        assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("required with REPLACE");
                        assertThat(page.locator(".question textarea")).hasValue("   ");
                        assertThat(page.locator(".question small.wrong")).containsText("required with REPLACE");
                        page.locator(".question textarea").fill("TRUNCATE TABLE shop.item");
                        page.locator(".question .foot button").click();
                    }
                }
                assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("continues in a moment");
                assertThat(shop.answer()).satisfies(answer -> {
                    assertThat(answer.choice()).isEqualTo(choice);
                    assertThat(answer.sql()).isEqualTo(choice == Choice.REPLACE ? "TRUNCATE TABLE shop.item" : "");
                });
            }
        }
    }

    @Test
    void aTableWhoseColumnsAreUnknownIsNamedAndItsPresentDefinitionTaken() throws Exception {
        shop.stopAt("order \"1\"");
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            page.navigate(shop.manager().address() + "pipeline/errors?" + NAMES);
            Locator unknown =
                    page.locator(".question").filter(new Locator.FilterOptions().setHasText("shop.order \"1\""));
            assertThat(unknown)
                    .containsText(
                            Pattern.compile("mysql-bin.000042:98123.*changed later.*Resync the table", Pattern.DOTALL));
            unknown.locator(".ask > summary").click();
            unknown.locator("details[open] button.danger").click();
            assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("Resync the table once it has caught up");
            assertThat(unknown).containsText("until the columns are known again");
            assertThat(unknown.locator("button")).hasCount(0);
        }
        assertThat(shop.isPermitted("order \"1\"")).isTrue();
        assertThat(shop.api().get("channels/shop/audit").toString())
                .contains("take the present definition of shop.order");
        shop.goOn();
    }

    @Test
    void aChangeOfTheConfigurationIsInTheTimelineWithItsDifference() throws Exception {
        String timeline = admin().get("pipeline/timeline?" + NAMES).body();
        assertThat(timeline).as("the server's zone is not ours").doesNotContainPattern("\\d h ago");
        assertThat(timeline)
                .contains(
                        "create channel shop",
                        "change channel shop",
                        "- pipelines[src-to-dst].parameters.parallelism: 5",
                        "+ pipelines[src-to-dst].parameters.parallelism: 8")
                .doesNotContain(
                        shop.server().password().isEmpty()
                                ? "p&assword"
                                : shop.server().password());
    }

    @Test
    void namesAreEscapedAndMissingThingsAreReported() throws Exception {
        Visitor admin = admin();
        HttpResponse<String> nasty = admin.get("pipeline?channel=nasty&name="
                + java.net.URLEncoder.encode(NASTY, java.nio.charset.StandardCharsets.UTF_8));
        assertThat(nasty.statusCode()).isEqualTo(200);
        assertThat(nasty.body()).contains("a/b;&lt;script&gt;").doesNotContain("<script>alert");
        assertThat(admin.get("pipeline?channel=shop&name=none").statusCode()).isEqualTo(404);
        assertThat(admin.get("pipeline/errors?channel=none&name=none").statusCode())
                .isEqualTo(404);
        assertThat(admin.get("channels/shop/pipelines/src-to-dst").headers().firstValue("Location"))
                .hasValueSatisfying(there -> assertThat(there).endsWith("/pipeline?" + NAMES));
    }

    @Test
    void aViewerSeesAllTabsAndDecidesNothing() throws Exception {
        shop.refuse(300, 1);
        shop.decide(300, 1);
        admin().submit("users", "users/add", "name", "vera", "password", TestManager.PASSWORD, "role", "VIEWER");
        Visitor vera = Visitor.loggedIn(shop.manager().address(), "vera", TestManager.PASSWORD);
        HttpResponse<String> mustChange = vera.get("pipeline?" + NAMES);
        if (mustChange.statusCode() == 302) {
            vera.submit(
                    "password",
                    "password",
                    "present",
                    TestManager.PASSWORD,
                    "wanted",
                    "vera's own one",
                    "again",
                    "vera's own one");
        }
        for (String tab : TABS) {
            assertThat(vera.get("pipeline" + tab + "?" + NAMES).statusCode())
                    .as(tab)
                    .isEqualTo(200);
        }
        String[] names = {
            "channel",
            "shop",
            "name",
            "src-to-dst",
            "id",
            "1",
            "choice",
            "RUN",
            "schema",
            "shop",
            "table",
            "item",
            "newest",
            "1"
        };
        for (String path : List.of(
                "letters/retry",
                "letters/discard",
                "letters/retry-all",
                "letters/discard-all",
                "ddl",
                "unknown-table")) {
            assertThat(vera.submit("pipeline/errors?" + NAMES, "pipeline/" + path, names)
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        String[] aside = {"channel", "shop", "name", "src-to-dst", "id", "1-2-3", "choice", "PUT_ASIDE"};
        assertThat(vera.submit("pipeline/errors?" + NAMES, "pipeline/row", aside)
                        .statusCode())
                .isEqualTo(403);
        assertThat(vera.get("pipeline/errors?" + NAMES).body())
                .as("keys and images of rows")
                .contains("LOAD_DATA")
                .doesNotContain("id = 300", "longer than allowed");
        assertThat(vera.get("pipeline/conflicts?" + NAMES).body())
                .contains("conflict-")
                .doesNotContain("from the");
        assertThat(admin().get("pipeline/errors?" + NAMES).body()).contains("id = 300", "longer than allowed");
        assertThat(shop.state("id = 300")).isEqualTo("OPEN");
    }

    private static Visitor admin() throws Exception {
        return Visitor.loggedIn(shop.manager().address(), "admin", TestManager.PASSWORD);
    }

    private static void logIn(Page page) {
        Chromium.logIn(page, shop.manager().address(), "admin", TestManager.PASSWORD);
    }
}
