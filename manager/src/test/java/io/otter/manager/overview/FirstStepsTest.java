package io.otter.manager.overview;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.manager.ApiCaller;
import io.otter.manager.Chromium;
import io.otter.manager.SharedChromium;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody sees who has just installed it. */
@Tag("servers")
@Tag("browser")
@ExtendWith({SharedServers.class, SharedChromium.class})
class FirstStepsTest {
    private static final String STEPS = ".first .steps";

    private static Chromium chromium;
    private static DatabaseServer server;

    @BeforeAll
    static void start(ServerPool servers, Chromium browser) {
        chromium = browser;
        server = servers.take("mysql-8.0");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void whatIsMissingIsNamedWithWhatToDoAndTurnsGreenWithoutReload() throws Exception {
        try (ZookeeperFixture zookeeper = ZookeeperFixture.single();
                TestManager manager = manager(zookeeper.connectString());
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS);
                BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            Page page = context.newPage();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            assertThat(page.locator(STEPS)).containsText(zookeeper.connectString() + " answers.", patient());
            assertThat(page.locator(STEPS)).containsText("No node is configured yet.");
            page.evaluate("window.untouched = true");

            new ApiCaller(manager.address(), "admin", TestManager.PASSWORD)
                    .put("spec", "nodes: [{name: n1, nid: 7, ip: 127.0.0.1}]", "application/yaml");
            assertThat(page.locator(STEPS + " pre")).containsText("echo 7 > conf/nid", patient());

            node.awaitConnected(Duration.ofSeconds(20));
            new NodeRegistry(node)
                    .register(new NodeRegistration(7, "127.0.0.1", 2088, "5.0.0", 1, Map.of()), Duration.ofSeconds(20));
            assertThat(page.locator(STEPS)).containsText("n1 is up.", patient());
            assertThat(page.locator(STEPS + " .bad, " + STEPS + " .warn")).hasCount(0);
            org.assertj.core.api.Assertions.assertThat(page.evaluate("window.untouched"))
                    .isEqualTo(true);
            page.locator(".first a.primary").click();
            page.waitForURL("**/new");
        }
    }

    @Test
    void worksInBothLanguagesAndThemes() {
        List<String> serious = new ArrayList<>();
        try (TestManager manager = manager("127.0.0.1:1")) {
            for (String language : List.of("en", "zh-CN")) {
                for (ColorScheme theme : Chromium.themes(language)) {
                    try (BrowserContext context = chromium.context(language, theme)) {
                        Page page = context.newPage();
                        Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
                        assertThat(page.locator(STEPS + " .bad")).hasText("✗ ZooKeeper");
                        assertThat(page.locator(STEPS)).containsText("otter.zookeeper.cluster.default");
                        serious.addAll(
                                Chromium.findings(page, Chromium.picture(page, "overview-first", language, theme)));
                    }
                }
            }
        }
        org.assertj.core.api.Assertions.assertThat(serious).isEmpty();
    }

    private static TestManager manager(String zookeeper) {
        return TestManager.start(
                server,
                Map.of("otter.admin.password", TestManager.PASSWORD, "otter.zookeeper.cluster.default", zookeeper));
    }

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    }
}
