package io.otter.manager.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.PauseScope;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.Switch;
import io.otter.arbitrate.mainstem.Switches;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.common.model.ChannelStatus;
import io.otter.communication.message.ProcessReport;
import io.otter.manager.Chromium;
import io.otter.manager.Played;
import io.otter.manager.SharedChromium;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.node.NodeFigures;
import io.otter.manager.publication.DesiredStates;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Draining, switching and pausing in part, as an operator sees it; integration tests hold what nodes do. */
@Tag("browser")
@ExtendWith({SharedServers.class, SharedChromium.class})
class DrainTest {
    /** What was done is said until the reader leaves, not until the next figures come. */
    private static final String REFRESHED = """
            () => new Promise(done => {
              document.addEventListener('htmx:afterSettle', () => done(true), {once: true});
              document.body.dispatchEvent(new Event('late'));
            })""";

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
            figuresOfTheProcessAreOnTheNodesPage(played);

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

    private static void figuresOfTheProcessAreOnTheNodesPage(Played played) throws Exception {
        NodeFigures figures = played.manager().context().getBean(NodeFigures.class);
        figures.heard(new ProcessReport(1, 768L << 20, 1L << 30, 1.5, 77));
        figures.heard(new ProcessReport(2, 1L << 20, 1L << 30, -1, 5));
        Visitor admin = Visitor.loggedIn(played.manager().address(), "admin", TestManager.PASSWORD);
        assertThat(admin.get("config/nodes/live?name=n1").body()).contains(">768 MiB / 1 GiB<", ">1.5 cores<", ">77<");
        assertThat(admin.get("config/nodes/live?name=n2").body()).contains(">1 MiB / 1 GiB<", "<dd>–</dd>", ">5<");
    }

    @Test
    void aMainstemIsSwitchedByButtonAndApiToANodeThatCanTakeOver(ServerPool servers, Chromium chromium)
            throws Exception {
        try (Played played = new Played(servers)) {
            assertThat(played.api().post("channels/shop/switch").body())
                    .as("n2 is down")
                    .contains("ILLEGAL_MOVE", "no other node");
            played.secondNode();
            assertThat(played.api().post("channels/shop/switch?to=n3").statusCode())
                    .isEqualTo(404);
            assertThat(played.api().post("channels/shop/switch?pipeline=none").statusCode())
                    .isEqualTo(404);
            assertThat(played.api().post("channels/shop/switch?to=n1").body())
                    .as("it is there")
                    .isEqualTo("[]");
            Switches switches = new Switches(played.node());
            assertThat(switches.find(played.pipeline())).isEmpty();
            assertThat(played.api()
                            .post("channels/shop/switch?pipeline=one-way&to=2")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(switches.find(played.pipeline()).orElseThrow())
                    .extracting(Switch::epoch, Switch::from, Switch::to, Switch::by)
                    .containsExactly(played.epoch(), 1, 2, "admin");
            List<String> serious = new ArrayList<>();
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                String language = theme == ColorScheme.LIGHT ? "en" : "zh-CN";
                try (BrowserContext context = chromium.context(language, theme)) {
                    Page page = context.newPage();
                    Chromium.logIn(page, played.manager().address(), "admin", TestManager.PASSWORD);
                    page.navigate(played.manager().address() + "pipeline?channel=shop&name=one-way");
                    page.locator("#live details.ask summary").last().click();
                    serious.addAll(Chromium.findings(page, Chromium.picture(page, "switch-ask", language, theme)));
                    page.locator("details[open] form button").first().click();
                    PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS))
                            .isVisible();
                    page.evaluate(REFRESHED);
                    PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS))
                            .isVisible();
                }
            }
            assertThat(serious).isEmpty();
        }
    }

    @Test
    void aDirectionThatAFaultHasPausedIsNamedAndTheOtherGoesOn(ServerPool servers) throws Exception {
        try (Played played = new Played(servers)) {
            assertThat(played.api().put("spec", """
                                canals: [{name: dst-log, source: dst}]
                                channels:
                                  - name: both
                                    pipelines:
                                      - {name: there, canal: log, select: [n1], load: [n1], pairs: [{from: {source: src, schema: s, table: u}, to: {source: dst, schema: s, table: u}}]}
                                      - {name: back, canal: dst-log, select: [n1], load: [n1], pairs: [{from: {source: dst, schema: s, table: u}, to: {source: src, schema: s, table: u}}]}
                                """, "application/yaml").statusCode())
                    .isEqualTo(200);
            ChannelReport channel = played.board().refresh().channels().stream()
                    .filter(one -> one.name().equals("both"))
                    .findFirst()
                    .orElseThrow();
            long there = channel.pipelines().get(0).id();
            long back = channel.pipelines().get(1).id();
            ChannelControl control = new ChannelControl(played.node(), Clock.systemUTC());
            control.move(channel.id(), ChannelStatus.START, "", "test");
            Mainstem mainstem = new Mainstem(played.node(), Clock.systemUTC());
            long epoch = mainstem.tryTake(channel.id(), back, 1, () -> {}).orElseThrow();
            TermGuard term = new TermGuard(played.node(), channel.id(), back, epoch);
            PauseScope scope = new PauseScope(channel.id(), back, Set.of(there, back), false);
            control.pause(
                    scope,
                    "back: LOAD_DATA: row 7.",
                    "node 1",
                    term,
                    control.state(channel.id()).of(back));

            JsonNode status = played.api().get("channels/both/status");
            assertThat(status.path("status").asString()).isEqualTo("START");
            assertThat(status.path("reason").asString()).isEqualTo("back: LOAD_DATA: row 7.");
            assertThat(status.at("/pipelines/0/health/state").asString()).isEqualTo("STARTING");
            assertThat(status.at("/pipelines/0/reason").asString()).isEmpty();
            assertThat(status.at("/pipelines/1/health/state").asString()).isEqualTo("PAUSED_BY_FAULT");
            assertThat(status.at("/pipelines/1/reason").asString()).isEqualTo("back: LOAD_DATA: row 7.");

            HttpResponse<String> start = played.api().post("channels/both/start");
            assertThat(start.body()).as("it is checked before it is resumed").contains("PRECHECK");
            played.manager().context().getBean(DesiredStates.class).move(channel.id(), ChannelStatus.START, "ann");
            status = played.api().get("channels/both/status");
            assertThat(status.path("reason").asString()).isEmpty();
            assertThat(status.at("/pipelines/1/health/state").asString()).isNotEqualTo("PAUSED_BY_FAULT");
        }
    }

    private static void look(Played played, Chromium chromium) {
        List<String> serious = new ArrayList<>();
        for (String language : List.of("en", "zh-CN")) {
            for (ColorScheme theme : Chromium.themes(language)) {
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
