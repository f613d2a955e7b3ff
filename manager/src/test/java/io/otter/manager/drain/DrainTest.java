package io.otter.manager.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.arbitrate.drain.Drains;
import io.otter.manager.Chromium;
import io.otter.manager.Played;
import io.otter.manager.SharedChromium;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Draining as an operator sees it; {@code DrainedNodeIT} holds what nodes do. */
@Tag("browser")
@ExtendWith({SharedServers.class, SharedChromium.class})
class DrainTest {
    @Test
    void aDrainIsPlannedDoneShownEndedAndForgottenWithItsNode(ServerPool servers, Chromium chromium) throws Exception {
        try (Played played = new Played(servers)) {
            JsonNode plan = played.api().get("nodes/n1/drain");
            assertThat(plan.at("/standStill/0/pipeline").asString())
                    .as(plan.toString())
                    .isEqualTo("one-way");
            assertThat(plan.at("/standStill/0/stage").asString()).isEqualTo("SELECT");
            assertThat(plan.at("/owned/0/channel").asString()).isEqualTo("shop");
            played.secondNode();
            assertThat(played.api().get("nodes/n1/drain").path("standStill")).isEmpty();

            Drains drains = new Drains(played.node(), Clock.systemUTC());
            assertThat(played.api().post("nodes/n1/drain").statusCode()).isEqualTo(200);
            assertThat(played.api().post("nodes/n1/drain").statusCode())
                    .as("again")
                    .isEqualTo(200);
            assertThat(drains.list()).containsOnlyKeys(1);
            assertThat(played.api().get("nodes").at("/0/drained/by").asString()).isEqualTo("admin");
            assertThat(played.api().get("nodes/n2/drain").path("standStill"))
                    .as("n1 cannot help any more")
                    .hasSize(1);
            assertThat(played.api().post("nodes/none/drain").statusCode()).isEqualTo(404);
            look(played, chromium);

            assertThat(played.api().post("nodes/n1/undrain").statusCode()).isEqualTo(200);
            assertThat(drains.list()).isEmpty();
            assertThat(played.api().post("nodes/n2/drain").statusCode()).isEqualTo(200);
            played.manager().execute("DELETE FROM NODE WHERE ID = 2");
            played.api().put("spec", "sources: [{name: third, host: h, username: u, password: p}]", "application/yaml");
            await().untilAsserted(() -> assertThat(drains.list()).isEmpty());
        }
    }

    private static void look(Played played, Chromium chromium) {
        List<String> serious = new ArrayList<>();
        for (String language : List.of("en", "zh-CN")) {
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                try (BrowserContext context = chromium.context(language, theme)) {
                    Page page = context.newPage();
                    Chromium.logIn(page, played.manager().address(), "admin", TestManager.PASSWORD);
                    for (String path : List.of("overview", "config/nodes", "config/nodes/live?name=n1")) {
                        page.navigate(played.manager().address() + path);
                        String name = "drained-" + path.replaceAll("\\W", "-");
                        serious.addAll(Chromium.findings(page, Chromium.picture(page, name, language, theme)));
                    }
                    page.navigate(played.manager().address() + "config/nodes/live?name=n2");
                    page.locator("details.ask summary").click();
                    serious.addAll(Chromium.findings(page, Chromium.picture(page, "drain-ask", language, theme)));
                    if (language.equals("en") && theme == ColorScheme.LIGHT) {
                        page.locator("details[open] button.danger").click();
                        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS))
                                .containsText("takes no new work");
                        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Undrain"))
                                .click();
                        PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS))
                                .containsText("takes work again");
                    }
                }
            }
        }
        assertThat(serious).isEmpty();
    }
}
