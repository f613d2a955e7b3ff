package io.otter.manager.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages in a real browser. Pictures land in {@code target/screenshots}. */
class PagesTest {
    private static final Path CHROMIUM = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
    private static final Path PICTURES = Path.of("target/screenshots");

    private static DatabaseServer server;
    private static ZookeeperFixture zookeeper;
    private static TestManager manager;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start() {
        assumeTrue(Files.isExecutable(CHROMIUM), "no browser at " + CHROMIUM + ": pages are not looked at");
        assumeTrue(DatabaseServer.available("mysql-8.0"), "mysql-8.0 cannot be started here");
        server = DatabaseServer.start("mysql-8.0");
        zookeeper = ZookeeperFixture.single();
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
        await().until(() -> manager.context().getBean(Health.class).zookeeper());
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (manager != null) {
            manager.close();
        }
        if (zookeeper != null) {
            zookeeper.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void anOperatorLogsInLooksAtAChannelAndStopsIt() {
        try (BrowserContext context = context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate(manager.address().toString());
            picture(page, "login");
            page.getByLabel("User", new Page.GetByLabelOptions().setExact(true)).fill("admin");
            page.getByLabel("Password").fill("wrong");
            page.locator("button.primary").click();
            assertThat(page.getByRole(AriaRole.ALERT)).hasText("User name or password is wrong.");
            logIn(page);
            assertThat(page.locator("h1")).hasText("Channels");
            assertThat(page.locator("tbody tr")).hasCount(6);
            picture(page, "channels");
            page.getByText("crm", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.locator("h1")).hasText("crm");
            picture(page, "channel-error");
            page.navigate(manager.address() + "channel?name=shop");
            picture(page, "channel");
            page.getByText("Validate").click();
            assertThat(page.locator("#checks pre").first()).containsText("GRANT REPLICATION SLAVE");
            picture(page, "channel-checks");
            page.getByText("Stop…").click();
            assertThat(page.locator("details[open]")).containsText("otterctl stop shop");
            picture(page, "channel-stop");
            page.locator("details[open] button.danger").click();
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("The channel is to stop");
            org.assertj.core.api.Assertions.assertThat(
                            manager.context().getBean(FakeChannels.class).moves())
                    .contains("shop STOP");
            page.navigate(manager.address() + "channel?name=archive");
            page.getByText("Start", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("PRECHECK_FAILED");
            picture(page, "channel-refused");
        }
    }

    @Test
    void everyPageStandsInBothLanguagesAndBothThemes() {
        for (String language : List.of("en", "zh-CN")) {
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                try (BrowserContext context = context(language, theme)) {
                    Page page = context.newPage();
                    page.navigate(manager.address().toString());
                    logIn(page);
                    String suffix = "-" + language + "-" + theme.name().toLowerCase(java.util.Locale.ROOT);
                    for (String path : List.of("channels", "channel?name=crm", "password", "channel?name=none")) {
                        page.navigate(manager.address() + path);
                        assertThat(page.locator("body")).not().containsText("??");
                        picture(page, path.replaceAll("[?=]", "-") + suffix);
                    }
                }
            }
        }
    }

    @Test
    void withoutZookeeperThePagesComeUpAndSaySo() {
        try (TestManager alone = TestManager.start(server);
                BrowserContext context = context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            page.navigate(alone.address().toString());
            logIn(page);
            assertThat(page.getByRole(AriaRole.STATUS)).containsText("ZooKeeper does not answer at 127.0.0.1:1");
            assertThat(page.locator("tbody button").first()).isDisabled();
            picture(page, "channels-no-zookeeper");
        }
    }

    @Test
    void namesAreShownAsTypedAndNeverRun() {
        try (BrowserContext context = context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            List<String> dialogs = new ArrayList<>();
            page.onDialog(dialog -> {
                dialogs.add(dialog.message());
                dialog.dismiss();
            });
            page.navigate(manager.address().toString());
            logIn(page);
            page.getByText(FakeChannels.NASTY).click();
            assertThat(page.locator("h1")).hasText(FakeChannels.NASTY);
            assertThat(dialogs).isEmpty();
        }
    }

    @Test
    void noLinkIsDeadAndNothingIsBlocked() {
        try (BrowserContext context = context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onResponse(answer -> {
                if (answer.status() >= 400) {
                    complaints.add(answer.status() + " " + answer.url());
                }
            });
            page.navigate(manager.address().toString());
            logIn(page);
            for (String start : List.of("channels", "channel?name=shop", "password")) {
                page.navigate(manager.address() + start);
                for (Object link : (List<?>) page.evaluate(
                        "[...document.querySelectorAll('a[href]:not([href^=\"#\"])')].map(a => a.href)")) {
                    assertThat(link.toString()).startsWith(manager.address().toString());
                    page.navigate(link.toString());
                }
            }
            assertThat(complaints).isEmpty();
        }
    }

    private static BrowserContext context(String language, ColorScheme theme) {
        return browser.newContext(new Browser.NewContextOptions()
                .setLocale(language)
                .setColorScheme(theme)
                .setViewportSize(1280, 720));
    }

    private static void logIn(Page page) {
        page.locator("#username").fill("admin");
        page.locator("#password").fill(TestManager.PASSWORD);
        page.locator("button.primary").click();
        page.waitForURL("**/channels*");
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
    }
}
