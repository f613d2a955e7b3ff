package io.otter.manager.wizard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.StageTimes;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.ApiCaller;
import io.otter.manager.Chromium;
import io.otter.manager.SharedChromium;
import io.otter.manager.TestManager;
import io.otter.manager.channel.PipelineFacts;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody who has two servers and a manager; the test plays the node. */
@Tag("servers")
@Tag("browser")
@ExtendWith({SharedServers.class, SharedChromium.class})
class WizardTest {
    private static final int MOST_SCREENS = 5;
    private static final int MOST_TYPED = 6;
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private static DatabaseServer server;
    private static DatabaseServer target;
    private static ZookeeperFixture zookeeper;
    private static TestManager manager;
    private static Chromium chromium;

    private int screens;
    private int typed;

    @BeforeAll
    static void start(ServerPool servers, Chromium browser) throws Exception {
        chromium = browser;
        server = servers.take("mysql-8.0");
        target = servers.take("mariadb-11.4");
        zookeeper = ZookeeperFixture.single();
        server.execute(
                "CREATE DATABASE shop",
                "CREATE TABLE shop.user (id int PRIMARY KEY, name varchar(20), email varchar(50))",
                "CREATE TABLE shop.order_1 (id int PRIMARY KEY)",
                "CREATE TABLE shop.order_2 (id int PRIMARY KEY)",
                "CREATE TABLE shop.keyless (a int)");
        target.execute("CREATE DATABASE crm", "CREATE TABLE crm.user (id int PRIMARY KEY, name varchar(20))");
        manager = TestManager.start(
                target,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
        new ApiCaller(manager.address(), "admin", TestManager.PASSWORD)
                .put("spec", "nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]", "application/yaml");
    }

    @AfterAll
    static void stop() {
        if (manager != null) {
            manager.close();
            zookeeper.close();
            target.close();
            server.close();
        }
    }

    @Test
    void from_log_in_to_the_first_row_in_few_screens_and_few_words() throws Exception {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT);
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS)) {
            node.awaitConnected(Duration.ofSeconds(20));
            Page page = context.newPage();
            long began = System.nanoTime();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            page.locator("main a.primary").first().click();

            screen(page, "Source", "wizard-servers");
            type(page, "#fromAddress", "127.0.0.1:" + server.port());
            type(page, "#fromUser", server.user());
            type(page, "#fromPassword", server.password());
            type(page, "#toAddress", "127.0.0.1:" + target.port());
            type(page, "#toUser", target.user());
            type(page, "#toPassword", target.password());
            page.getByText("Test", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page.locator(".steps").first()).containsText("can read the log");
            Chromium.picture(page, "wizard-servers-tested");
            page.getByText("Test and choose tables").click();

            screen(page, "Tables of 127.0.0.1:" + server.port(), "wizard-tables");
            assertThat(page.locator("tr", new Page.LocatorOptions().setHasText("shop.keyless")))
                    .containsText("no key");
            page.getByLabel("shop.user").check();
            page.locator("#schema").selectOption("crm");
            page.locator("button.primary").click();

            screen(page, "shop.user → crm.user", "wizard-columns");
            assertThat(page.locator("tr", new Page.LocatorOptions().setHasText("email")))
                    .containsText("column missing at the target");
            page.locator("button.primary").click();

            screen(page, "Checks before start", "wizard-start");
            assertThat(page.locator("#checks .badge.good").first()).containsText("ready to start");
            assertThat(page.locator("#checks tr:visible", new Page.LocatorOptions().setHasText("passed")))
                    .hasCount(0); // they are folded
            assertThat(page.locator("#yaml")).containsText("password: '***'");
            page.locator("button.primary").click();

            page.waitForURL("**/channel?name=shop*");
            screen(page, "one-way", "wizard-live");
            play(node);
            assertThat(page.locator("#live")).containsText("First row arrived after", patient());
            Chromium.picture(page, "wizard-first-row");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONGEST);
            assertThat(screens).isLessThanOrEqualTo(MOST_SCREENS);
            assertThat(typed).isLessThanOrEqualTo(MOST_TYPED);
        }
    }

    @Test
    void every_screen_works_in_both_languages_and_themes_and_axe_finds_nothing_serious() {
        List<String> serious = new ArrayList<>();
        for (String language : List.of("en", "zh-CN")) {
            for (ColorScheme theme : Chromium.themes(language)) {
                try (BrowserContext context = chromium.context(language, theme)) {
                    Page page = context.newPage();
                    Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
                    page.navigate(manager.address() + "new");
                    fill(page, "from", server);
                    fill(page, "to", target);
                    page.locator(".foot button").first().click();
                    look(page, "servers", ".steps", language, theme, serious);
                    page.locator("button.primary").click();
                    page.getByLabel("shop.user").check();
                    page.locator("#schema").selectOption("crm");
                    look(page, "tables", ".tall", language, theme, serious);
                    page.locator("button.primary").click();
                    look(page, "columns", "main table", language, theme, serious);
                    page.locator("button.primary").click();
                    look(page, "start", "#checks", language, theme, serious);
                    assertThat(page.locator("#checks"))
                            .containsText(language.equals("en") ? " logs in ROW format." : "的日志为行格式。");
                }
            }
        }
        assertThat(serious).isEmpty();
    }

    private static void fill(Page page, String side, DatabaseServer server) {
        page.locator("#" + side + "Address").fill("127.0.0.1:" + server.port());
        page.locator("#" + side + "User").fill(server.user());
        page.locator("#" + side + "Password").fill(server.password());
    }

    private static void look(
            Page page, String screen, String shows, String language, ColorScheme theme, List<String> serious) {
        assertThat(page.locator(shows).first()).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        String name = Chromium.picture(page, "new-" + screen, language, theme);
        serious.addAll(Chromium.findings(page, name));
    }

    @Test
    void errors_are_shown_beside_their_fields_and_no_input_is_lost() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            page.navigate(manager.address() + "new");
            type(page, "#fromAddress", "jdbc:mysql://<script>");
            type(page, "#fromUser", "u'\"<b>🦦");
            type(page, "#toAddress", "127.0.0.1:1");
            type(page, "#toUser", "nobody");
            page.getByText("Test and choose tables").click();
            assertThat(page.locator("#fromAddressWrong")).containsText("host:port");
            assertThat(page.locator("#fromAddress")).hasValue("jdbc:mysql://<script>");
            assertThat(page.locator("#fromUser")).hasValue("u'\"<b>🦦");
            assertThat(page.locator(".steps")).containsText("port answers");
            assertThat(page.locator(".steps .bad")).hasCount(1);
            Chromium.picture(page, "wizard-servers-wrong");
        }
    }

    @Test
    void a_pattern_shows_what_it_matches() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            chooseServers(page);
            page.locator("details summary").click();
            page.locator("#pattern").pressSequentially("shop.order_[1-128]");
            assertThat(page.locator("#matches")).containsText("Matches 2 tables", patient());
            assertThat(page.locator("#matches")).containsText("shop.order_2");
        }
    }

    @Test
    void selections_survive_a_search_and_the_way_back() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            chooseServers(page);
            page.getByLabel("shop.keyless").check();
            page.locator("#schema").selectOption("shop");
            page.locator("[name=find]").fill("USER");
            page.locator("[name=find]").press("Enter");
            assertThat(page.locator("tbody tr", new Page.LocatorOptions().setHasText("shop.keyless")))
                    .hasCount(0);
            assertThat(page.getByLabel("shop.keyless")).isChecked();
            page.getByLabel("shop.user").check();
            page.locator("button.primary").click();
            assertThat(page.locator("main")).containsText("shop.keyless → shop.keyless");
            page.getByText("Back").click();
            assertThat(page.getByLabel("shop.keyless")).isChecked();
            assertThat(page.getByLabel("shop.user")).isChecked();
            assertThat(page.locator("#schema")).hasValue("shop");
            page.getByText("Back").click();
            assertThat(page.locator("#fromAddress")).hasValue("127.0.0.1:" + server.port());
        }
    }

    @Test
    void one_box_selects_all_tables_of_the_list() {
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            chooseServers(page);
            page.locator("[data-ticks]").check();
            assertThat(page.locator("[name=table]:not(:checked)")).hasCount(0);
            assertThat(page.getByLabel("shop.keyless")).isChecked();
        }
    }

    @Test
    void a_user_whose_rights_come_by_a_role_goes_on_from_a_source_that_logs_parts_of_rows() {
        server.execute(
                "CREATE ROLE wizard_role",
                "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO wizard_role",
                "CREATE USER 'by_role'@'%' IDENTIFIED BY 'by-role'",
                "GRANT wizard_role TO 'by_role'@'%'",
                "SET DEFAULT ROLE wizard_role TO 'by_role'@'%'",
                "SET GLOBAL binlog_row_image = 'MINIMAL'");
        try (BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            page.navigate(manager.address() + "new");
            fill(page, "from", server);
            page.locator("#fromUser").fill("by_role");
            page.locator("#fromPassword").fill("by-role");
            fill(page, "to", target);
            page.locator(".foot button").first().click();
            Locator steps = page.locator(".steps").first();
            assertThat(steps).containsText("`by_role`@`%` can read the log");
            assertThat(steps.locator(".bad")).hasCount(0);
            assertThat(steps.locator(
                            "li",
                            new Locator.LocatorOptions()
                                    .setHas(page.locator(".warn"))
                                    .setHasText("logs MINIMAL row images")))
                    .isVisible();
            Chromium.picture(page, "wizard-servers-warned");
            page.locator("button.primary").click();
            assertThat(page.getByLabel("shop.user")).isVisible();
        } finally {
            server.execute("SET GLOBAL binlog_row_image = 'FULL'", "DROP USER 'by_role'@'%'", "DROP ROLE wizard_role");
        }
    }

    private void chooseServers(Page page) {
        page.navigate(manager.address() + "new");
        for (String side : List.of("from", "to")) {
            type(page, "#" + side + "Address", "127.0.0.1:" + server.port());
            type(page, "#" + side + "User", server.user());
            type(page, "#" + side + "Password", server.password());
        }
        page.getByText("Test and choose tables").click();
    }

    private void screen(Page page, String shows, String picture) {
        screens++;
        assertThat(page.locator("main h2", new Page.LocatorOptions().setHasText(shows))
                        .first())
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        Chromium.picture(page, picture);
    }

    private void type(Page page, String field, String text) {
        typed++;
        Locator locator = page.locator(field);
        locator.fill(text);
    }

    /** Takes the channel like a node, and applies a row. */
    private static void play(Coordination node) {
        ConfigStore published = new ConfigStore(node);
        await().atMost(Duration.ofSeconds(20)).until(() -> !published.channels().isEmpty());
        ChannelConfig channel = published.channels().values().iterator().next();
        long pipeline = channel.pipelines().get(0).id();
        Mainstem mainstem = new Mainstem(node, Clock.systemUTC());
        long epoch = mainstem.tryTake(channel.id(), pipeline, 1, () -> {}).orElseThrow();
        mainstem.ready(channel.id(), pipeline, 1, epoch);
        PipelineFacts facts = manager.context().getBean(PipelineFacts.class);
        facts.heard(
                Instant.now(),
                1,
                new StatisticsReport.Pipeline(
                        pipeline, epoch, 0, "", null, 0, 0.0, 0, StageTimes.NONE, "", "", List.of(), List.of()));
        facts.heard(
                Instant.now(),
                1,
                new StatisticsReport.Pipeline(
                        pipeline, epoch, 0, "", 8L, 1, 1.0, 0, StageTimes.NONE, "", "", List.of(), List.of()));
    }

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    }
}
