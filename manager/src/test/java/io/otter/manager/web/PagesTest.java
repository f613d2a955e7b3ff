package io.otter.manager.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ReducedMotion;
import io.otter.common.error.ErrorCode;
import io.otter.manager.Chromium;
import io.otter.manager.SharedChromium;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pages in a real browser. */
@Tag("servers")
@Tag("browser")
@ExtendWith({SharedServers.class, SharedChromium.class})
class PagesTest {
    private static PlayedPages pages;
    private static DatabaseServer server;
    private static TestManager manager;
    private static Chromium chromium;

    @BeforeAll
    static void start(ServerPool servers, Chromium browser) throws Exception {
        assumeTrue(DatabaseServer.available("mysql-8.0"), "mysql-8.0 cannot be started here");
        pages = new PlayedPages(servers);
        server = pages.server;
        manager = pages.manager;
        chromium = browser;
    }

    @AfterAll
    static void stop() {
        if (pages != null) {
            pages.close();
        }
    }

    @Test
    void anOperatorLogsInViewsAChannelAndStopsIt() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate(manager.address().toString());
            Chromium.picture(page, "login");
            page.getByLabel("User", new Page.GetByLabelOptions().setExact(true)).fill("admin");
            page.getByLabel("Password").fill("wrong");
            page.locator("button.primary").click();
            assertThat(page.getByRole(AriaRole.ALERT)).hasText("Wrong user name or password.");
            logIn(page);
            assertThat(page.locator("h1")).hasText("Overview");
            assertThat(page.locator(".problems li").first()).containsText("LOAD_MISSING_TARGET");
            assertThat(page.locator(".problems li")).hasCount(3);
            assertThat(page.locator("svg.topology a.arrow")).hasCount(6);
            Chromium.picture(page, "overview");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Channels"))
                    .click();
            assertThat(page.locator("h1")).hasText("Channels");
            assertThat(page.locator("tbody tr")).hasCount(6);
            Chromium.picture(page, "channels");
            page.locator("tbody")
                    .getByText("crm", new Locator.GetByTextOptions().setExact(true))
                    .click();
            assertThat(page.locator("h1")).hasText("crm");
            Chromium.picture(page, "channel-error");
            page.navigate(manager.address() + "channel?name=shop");
            Chromium.picture(page, "channel");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Validate"))
                    .click();
            assertThat(page.locator("#checks pre").first()).containsText("GRANT REPLICATION SLAVE");
            Chromium.picture(page, "channel-checks");
            page.getByText("Stop…").click();
            assertThat(page.locator("details[open]")).containsText("otterctl stop shop");
            Chromium.picture(page, "channel-stop");
            page.locator("details[open] button.danger").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("Stop requested");
            org.assertj.core.api.Assertions.assertThat(
                            manager.context().getBean(FakeChannels.class).moves())
                    .contains("shop STOP");
            page.navigate(manager.address() + "channel?name=archive");
            page.getByText("Start", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("PRECHECK_FAILED");
            Chromium.picture(page, "channel-refused");
        }
    }

    @Test
    void aLiveFragmentDoesNotConsumeTheMessageOfTheNextPage() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        admin.submit("channel?name=archive", "channel/start", "name", "archive");
        org.assertj.core.api.Assertions.assertThat(
                        admin.live("channel?name=archive").body())
                .doesNotContain("PRECHECK_FAILED");
        org.assertj.core.api.Assertions.assertThat(
                        admin.get("channel?name=archive").body())
                .contains("PRECHECK_FAILED");
    }

    @Test
    void aNodesErrorIsShownUnchangedAllElseInTheLanguageOfThePage() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        admin.get("overview?lang=zh");
        for (String path : List.of(
                "overview",
                "channel?name=crm",
                "pipeline?channel=crm&name=src-to-crm",
                "pipeline/errors?channel=crm&name=src-to-crm")) {
            org.assertj.core.api.Assertions.assertThat(admin.get(path).body())
                    .as(path)
                    .contains(
                            ">LOAD_MISSING_TARGET</",
                            "<span lang=\"en\">pipeline src-to-crm: table crm.customer has no column",
                            "请在目标端创建缺少的表或列。")
                    .doesNotContain(ErrorCode.LOAD_MISSING_TARGET.advice());
        }
        org.assertj.core.api.Assertions.assertThat(
                        admin.get("channel?name=none").body())
                .contains("没有名为“none”的 Channel。", "请检查名称。")
                .doesNotContain("there is no channel", ErrorCode.NOT_FOUND.advice());
    }

    @Test
    void theAdviceForAPauseIsInTheLanguageOfThePage() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        admin.get("overview?lang=zh");
        for (String path : List.of("channels", "channel?name=night", "pipeline?channel=night&name=night-batch")) {
            org.assertj.core.api.Assertions.assertThat(admin.get(path).body())
                    .as(path)
                    .contains("<span lang=\"en\">night-batch: LOAD_DATA: table shop.item", "请修正目标端或映射。")
                    .doesNotContain(ErrorCode.LOAD_DATA.advice());
        }
    }

    @Test
    void findingsAreInTheLanguageOfThePageAndTheirSqlIsUnchanged() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        admin.submit("channel?name=shop&lang=zh", "channel/validate", "name", "shop");
        org.assertj.core.api.Assertions.assertThat(
                        admin.get("channel?name=shop").body())
                .contains(
                        "源端“shop-mysql”（127.0.0.1:3306）的日志为行格式。",
                        "在源端“shop-mysql”（127.0.0.1:3306）没有 REPLICATION SLAVE 权限。",
                        "GRANT REPLICATION SLAVE ON *.* TO")
                .doesNotContain("logs in ROW format", "lacks REPLICATION SLAVE");
    }

    @Test
    void errorsAreShownBesideTheirFieldsAndAFileIsReadLikeTypedText() throws Exception {
        List<String> serious = new ArrayList<>();
        for (String language : List.of("en", "zh-CN")) {
            ColorScheme theme = language.equals("en") ? ColorScheme.LIGHT : ColorScheme.DARK;
            try (BrowserContext context = chromium.context(language, theme)) {
                Page page = context.newPage();
                logIn(page);
                page.navigate(manager.address() + "config/pairs/edit?channel=shop&pipeline=src-to-dst");
                page.locator("#f-from-table").fill("a[1-");
                page.locator("#f-weight").fill("heavy");
                page.locator("#f-filter").fill("status ==");
                page.locator("button.primary").click();
                assertThat(page.locator("#f-weight-wrong")).isVisible();
                serious.addAll(Chromium.findings(page, Chromium.picture(page, "refused-pair", language, theme)));

                page.navigate(manager.address() + "config/pairs/batch?channel=shop&pipeline=src-to-dst");
                page.locator("#lines").fill("shop,goods,shop-mysql,warehouse\nshop,goods");
                page.locator("#file")
                        .setInputFiles(new FilePayload(
                                "pairs.csv",
                                "text/csv",
                                "schema,table,source,target\nshop,offers,nowhere,warehouse\nshop,users,1,2,x\n"
                                        .getBytes(StandardCharsets.UTF_8)));
                page.locator("button.primary").click();
                assertThat(page.locator("#wrong tr")).hasCount(4);
                assertThat(page.locator("#wrong")).containsText("nowhere");
                assertThat(page.locator("#lines")).hasValue(Pattern.compile("shop,offers,nowhere"));
                serious.addAll(Chromium.findings(page, Chromium.picture(page, "refused-batch", language, theme)));

                page.navigate(manager.address() + "config/pipelines/new");
                page.locator("#lines").fill("shop,goods");
                page.locator("button.primary").click();
                assertThat(page.locator("#f-name-wrong")).isVisible();
                serious.addAll(Chromium.findings(page, Chromium.picture(page, "refused-channel-new", language, theme)));

                page.navigate(manager.address() + "config/canals/position?name=shop-log");
                page.locator("input[name=kind][value=file]").check();
                page.locator("details.ask > summary").click();
                Chromium.picture(page, "refused-position-ask", language, theme);
                page.locator("input[name=typed]").fill("shop-log");
                page.locator("button.danger").click();
                assertThat(page.locator("#file-wrong")).isVisible();
                serious.addAll(Chromium.findings(page, Chromium.picture(page, "refused-position", language, theme)));
            }
        }
        org.assertj.core.api.Assertions.assertThat(serious).isEmpty();
    }

    @Test
    void theMenuMarksTheEntryOfAPage() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        Map<String, String> places = Map.of(
                "channels", "page\">Channels<",
                "channel?name=crm", "true\">Channels<",
                "pipeline/errors?channel=crm&name=src-to-crm", "true\">Channels<",
                "config/channels", "page\">Channel settings<",
                "config/pairs/batch?channel=shop&pipeline=src-to-dst", "true\">Channel settings<",
                "config/groups/switch?name=halls", "true\">Data matrix<",
                "alarms/edit", "true\">Alarms<");
        for (Map.Entry<String, String> place : places.entrySet()) {
            String menu = admin.get(place.getKey()).body().split("<main")[0].split("<nav")[1];
            org.assertj.core.api.Assertions.assertThat(menu)
                    .as(place.getKey())
                    .containsOnlyOnce("aria-current")
                    .contains("aria-current=\"" + place.getValue());
        }
    }

    @Test
    void timesAreRelativeAndExactInTheReadersZoneOnFocus() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT, "America/New_York")) {
            Page page = context.newPage();
            logIn(page);
            page.navigate(manager.address() + "audit");
            Locator time = page.locator("time").first();
            assertThat(time).containsText(" ago");
            ZonedDateTime exact = Instant.parse(time.getAttribute("datetime")).atZone(ZoneId.of("America/New_York"));
            assertThat(time)
                    .hasAttribute(
                            "title",
                            Pattern.compile(".*\\b" + exact.format(DateTimeFormatter.ofPattern("h:mm:ss")) + ".*"));
            page.keyboard().press("Tab"); // makes the browser treat what follows as keyboard navigation
            time.focus();
            org.assertj.core.api.Assertions.assertThat(
                            time.evaluate("time => getComputedStyle(time, '::after').content"))
                    .asString()
                    .contains(time.getAttribute("title"));
        }
    }

    @Test
    void nothingMovesWithReducedMotion() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
            logIn(page);
            for (String path : List.of("overview", "config/sources/edit", "new")) {
                page.navigate(manager.address() + path);
                org.assertj.core.api.Assertions.assertThat(
                                page.evaluate("[...document.querySelectorAll('*')].filter(one => { const style ="
                                        + " getComputedStyle(one); return style.animationName !== 'none'"
                                        + " || style.transitionProperty !== 'none' && style.transitionDuration !== '0s'; })"
                                        + ".map(one => one.outerHTML.slice(0, 80))"))
                        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                        .as(path)
                        .isEmpty();
            }
        }
    }

    @Test
    void zookeeperServersShowStatisticsOrTheirFault() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            logIn(page);
            page.navigate(manager.address() + "config/zookeepers/live?name=near");
            assertThat(page.locator("tbody tr").nth(0)).containsText("does not answer");
            assertThat(page.locator("tbody tr").nth(1)).containsText("standalone");
        }
    }

    @Test
    void withoutZookeeperThePagesWorkAndSaySo() {
        try (TestManager alone = TestManager.start(server);
                BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            Chromium.logIn(page, alone.address(), "admin", TestManager.PASSWORD);
            page.navigate(alone.address() + "channels");
            assertThat(page.locator("main > .notice")).containsText("ZooKeeper at 127.0.0.1:1 does not answer");
            assertThat(page.locator("tbody button").first()).isDisabled();
            Chromium.picture(page, "channels-no-zookeeper");
        }
    }

    @Test
    void namesAreShownAsTypedAndNeverRun() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            List<String> dialogs = new ArrayList<>();
            page.onDialog(dialog -> {
                dialogs.add(dialog.message());
                dialog.dismiss();
            });
            logIn(page);
            page.navigate(manager.address() + "channels");
            page.getByText(FakeChannels.NASTY).click();
            assertThat(page.locator("h1")).hasText(FakeChannels.NASTY);
            assertThat(dialogs).isEmpty();
        }
    }

    @Test
    void noLinkIsDeadAndNothingIsBlocked() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") || message.type().equals("warning")) {
                    complaints.add(message.text());
                }
            });
            page.onResponse(answer -> {
                if (answer.status() >= 400) {
                    complaints.add(answer.status() + " " + answer.url());
                }
            });
            page.navigate(manager.address().toString());
            logIn(page);
            Set<String> followed = new HashSet<>();
            for (String start : List.of(
                    "overview",
                    "channels",
                    "channel?name=shop",
                    "pipeline?channel=shop&name=src-to-dst",
                    "password",
                    "config/groups",
                    "config/groups/edit?name=halls",
                    "config/groups/switch?name=halls",
                    "config/tables",
                    "config/tables/edit?id=1",
                    "config/pairs?channel=shop&pipeline=src-to-dst",
                    "config/canals",
                    "config/channels/edit?name=shop")) {
                page.navigate(manager.address() + start);
                for (Object link : (List<?>)
                        page.evaluate(
                                "[...document.querySelectorAll('a[href]:not([href^=\"#\"])')].map(a => new URL(a.getAttribute('href'), location).href)")) {
                    assertThat(link.toString()).startsWith(manager.address().toString());
                    if (followed.add(link.toString())) {
                        page.navigate(link.toString());
                    }
                }
            }
            assertThat(complaints).isEmpty();
        }
    }

    private static void logIn(Page page) {
        Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
    }
}
