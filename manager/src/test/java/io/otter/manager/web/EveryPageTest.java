package io.otter.manager.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.manager.Chromium;
import io.otter.manager.SharedChromium;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every page in a real browser, in both languages and themes. */
@Tag("servers")
@Tag("browser")
@ExtendWith({SharedServers.class, SharedChromium.class})
class EveryPageTest {
    private static final int TELEPHONE = 390;
    private static final int TABLET = 1024;

    /** Of two sent forms a browser sends the last one. */
    private static final String SEND_TWICE = """
            () => {
              const test = document.querySelector('.foot button[formaction]');
              test.click();
              document.querySelector('.foot button.primary').click();
              return test.getAttribute('aria-busy');
            }""";

    /** @param name of its screenshot */
    private record Shown(String name, String path) {}

    private static final List<Shown> PAGES = List.of(
            new Shown("overview", "overview"),
            new Shown("channels", "channels"),
            new Shown("channel", "channel?name=crm"),
            new Shown("pipeline-error", "pipeline?channel=crm&name=src-to-crm"),
            new Shown("pipeline-errors-empty", "pipeline/errors?channel=archive&name=orders"),
            new Shown("pipeline-charts-empty", "pipeline/charts?channel=archive&name=orders"),
            new Shown("pipeline-tables-empty", "pipeline/tables?channel=archive&name=orders"),
            new Shown("pipeline-tables-history", "pipeline/tables/history?channel=shop&name=src-to-dst&pair=1"),
            new Shown("pipeline-verify-empty", "pipeline/verify?channel=archive&name=orders"),
            new Shown("new", "new"),
            new Shown("config-sources", "config/sources"),
            new Shown("config-sources-new", "config/sources/edit"),
            new Shown("config-canals-new", "config/canals/edit"),
            new Shown("config-canals", "config/canals"),
            new Shown("config-channels", "config/channels"),
            new Shown("config-channels-edit", "config/channels/edit?name=shop"),
            new Shown("config-pipelines-new", "config/pipelines/new"),
            new Shown("config-pipelines-second", "config/pipelines/new?channel=shop"),
            new Shown("config-pairs", "config/pairs?channel=shop&pipeline=src-to-dst"),
            new Shown("config-pairs-edit", "config/pairs/edit?channel=shop&pipeline=src-to-dst"),
            new Shown("config-pairs-batch", "config/pairs/batch?channel=shop&pipeline=src-to-dst"),
            new Shown("config-canals-position", "config/canals/position?name=shop-log"),
            new Shown("config-canals-position-unused", "config/canals/position?name=unused-log"),
            new Shown("config-groups", "config/groups"),
            new Shown("config-groups-edit", "config/groups/edit?name=halls"),
            new Shown("config-groups-switch", "config/groups/switch?name=halls"),
            new Shown("config-tables", "config/tables"),
            new Shown("config-tables-edit", "config/tables/edit?id=1"),
            new Shown("config-tables-empty", "config/tables?find=nothing-like-it"),
            new Shown("config-nodes", "config/nodes"),
            new Shown("config-nodes-live", "config/nodes/live?name=n1"),
            new Shown("config-zookeepers", "config/zookeepers"),
            new Shown("config-zookeepers-live", "config/zookeepers/live"),
            new Shown("config-zookeepers-live-near", "config/zookeepers/live?name=near"),
            new Shown("config-zookeepers-new", "config/zookeepers/edit"),
            new Shown("alarms", "alarms"),
            new Shown("alarms-edit", "alarms/edit"),
            new Shown("parameters", "parameters"),
            new Shown("top", "top"),
            new Shown("logs", "logs"),
            new Shown("users", "users"),
            new Shown("approvals", "approvals"),
            new Shown("tokens", "tokens"),
            new Shown("sessions", "sessions"),
            new Shown("audit", "audit"),
            new Shown("calls", "calls"),
            new Shown("retl", "retl"),
            new Shown("system-reduction", "system_reduction.htm"),
            new Shown("password", "password"),
            new Shown("not-found", "channel?name=none"));

    private static PlayedPages pages;
    private static TestManager manager;
    private static Chromium chromium;

    @BeforeAll
    static void start(ServerPool servers, Chromium browser) throws Exception {
        assumeTrue(DatabaseServer.available("mysql-8.0"), "mysql-8.0 cannot be started here");
        pages = new PlayedPages(servers);
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
    void everyPageWorksInBothLanguagesAndThemesAndAxeFindsNothingSerious() {
        List<String> serious = new ArrayList<>();
        for (String language : List.of("en", "zh-CN")) {
            for (ColorScheme theme : Chromium.themes(language)) {
                try (BrowserContext context = chromium.context(language, theme)) {
                    Page page = context.newPage();
                    page.navigate(manager.address().toString());
                    Chromium.picture(page, "login", language, theme);
                    Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
                    for (Shown shown : PAGES) {
                        Response answer = page.navigate(manager.address() + shown.path());
                        org.assertj.core.api.Assertions.assertThat(answer.status())
                                .as(shown.path())
                                .isEqualTo(shown.name().equals("not-found") ? 404 : 200);
                        assertThat(page.locator("body")).not().containsText("??");
                        String name = Chromium.picture(page, shown.name(), language, theme);
                        serious.addAll(Chromium.findings(page, name));
                        serious.addAll(wide(page, shown.name()));
                    }
                }
            }
        }
        org.assertj.core.api.Assertions.assertThat(serious).isEmpty();
    }

    /** What is wider than the screen of a telephone or of a tablet. */
    private static List<String> wide(Page page, String name) {
        List<String> wider = new ArrayList<>();
        for (int screen : List.of(TELEPHONE, TABLET)) {
            page.setViewportSize(screen, 844);
            int wide = ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue();
            if (wide > screen) {
                wider.add(name + ": " + wide + " px wide on a screen of " + screen);
            }
        }
        page.setViewportSize(1280, 720);
        return wider;
    }

    /** It would take the first screen of each page there. */
    @Test
    void theMenuIsFoldedOnATelephone() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            assertThat(page.locator(".menu")).isVisible();
            assertThat(page.locator(".fold")).isHidden();
            page.setViewportSize(TELEPHONE, 844);
            assertThat(page.locator(".menu")).isHidden();
            assertThat(page.locator("button:has-text('Log out')")).isHidden();
            org.assertj.core.api.Assertions.assertThat(page.locator("main").boundingBox().y)
                    .isLessThan(60);
            page.locator(".fold input").focus();
            page.keyboard().press("Space");
            assertThat(page.locator("button:has-text('Log out')")).isVisible();
            page.locator(".menu a:has-text('Canals')").click();
            assertThat(page.locator("h1")).hasText("Canals");
            assertThat(page.locator(".menu")).isHidden();
        }
    }

    @Test
    void boxesCloseFormsAreSentOnceAndTimesAreLocal() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            page.navigate(manager.address() + "config/canals");
            Locator ask = page.locator("details.ask").first();
            ask.locator("summary").click();
            assertThat(ask.locator("form")).isVisible();
            page.keyboard().press("Escape");
            assertThat(ask.locator("form")).isHidden();
            assertThat(ask.locator("summary")).isFocused();
            ask.locator("summary").click();
            assertThat(ask.locator("form")).isVisible();
            ask.locator("input[name=typed]").click();
            assertThat(ask.locator("form")).isVisible();
            page.locator("h1").click();
            assertThat(ask.locator("form")).isHidden();

            page.navigate(manager.address() + "config/canals/position?name=unused-log");
            assertThat(page.locator("#file")).isHidden();
            page.getByLabel("file and offset").check();
            assertThat(page.locator("#file")).isVisible();
            assertThat(page.locator("#offset")).isVisible();
            assertThat(page.locator("#time")).isHidden();
            page.getByLabel("a point in time").check();
            assertThat(page.locator("[data-zone]")).hasText("Asia/Shanghai");
            page.locator("#time").fill("2026-01-31T22:00:30");
            page.locator(".foot summary").click();
            page.locator(".foot input[name=typed]").fill("unused-log");
            page.locator(".foot button.danger").click();
            assertThat(page.locator(".notice.good")).containsText("Moved.");
            assertThat(page.locator(".facts dd")).containsText("1769868030000");
            page.navigate(manager.address() + "config/canals/edit?name=unused-log");
            assertThat(page.locator("input[type=datetime-local]")).hasValue("2026-01-31T22:00:30");

            context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
            page.locator("code:has-text('otterctl') + .copy").click();
            assertThat(page.locator("code:has-text('otterctl') + .copy")).hasText("Copied");
            org.assertj.core.api.Assertions.assertThat(page.evaluate("navigator.clipboard.readText()"))
                    .isEqualTo("otterctl export | otterctl apply -f -");

            Request sent = page.waitForRequest(
                    request -> request.method().equals("POST"),
                    () -> org.assertj.core.api.Assertions.assertThat(page.evaluate(SEND_TWICE))
                            .isEqualTo("true"));
            org.assertj.core.api.Assertions.assertThat(sent.url()).endsWith("config/canals/test");
        }
    }
}
