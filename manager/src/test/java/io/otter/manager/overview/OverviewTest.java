package io.otter.manager.overview;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.StageTimes;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.ApiCaller;
import io.otter.manager.Chromium;
import io.otter.manager.SharedChromium;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.PipelineFacts;
import io.otter.manager.position.LogRetention;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first page with a real database and ZooKeeper; the test plays the nodes. */
@Tag("browser")
@ExtendWith(SharedServers.class)
class OverviewTest {
    private static final Logger log = LoggerFactory.getLogger(OverviewTest.class);
    private static final int PIPELINES = 500;
    private static final int DATABASES = 50;

    private static DatabaseServer server;
    private static ZookeeperFixture zookeeper;

    @BeforeAll
    static void start(ServerPool servers) {
        server = servers.take("mariadb-11.4");
        zookeeper = ZookeeperFixture.single();
    }

    @AfterAll
    static void stop() {
        zookeeper.close();
        server.close();
    }

    @Test
    @ExtendWith(SharedChromium.class)
    void a_silent_or_dead_node_is_shown_without_reload_and_nothing_without_owner_is_called_running(Chromium chromium)
            throws Exception {
        try (TestManager manager = manager();
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS);
                BrowserContext context = chromium.context("en", ColorScheme.LIGHT)) {
            apply(manager, 1, 1);
            Running running = new Running(manager, node);
            running.registry.register(
                    new NodeRegistration(1, "127.0.0.1", 2088, "5.0.0", 1, Map.of()), Duration.ofSeconds(20));
            running.take(running.board.refresh().channels().get(0));
            Page page = context.newPage();
            Chromium.logIn(page, manager.address(), "admin", TestManager.PASSWORD);
            running.hear(1);
            assertThat(page.locator(".topology .arrow")).hasClass("arrow good", patient());
            page.evaluate("window.untouched = true");

            // The node freezes: its session lives on, but it reports nothing.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(page.content()).contains("Its node has stopped reporting"));
            assertThat(page.locator(".problems li").first()).containsText("Needs attention");
            assertThat(page.locator(".topology .arrow")).hasClass("arrow bad");

            page.locator(".problems summary").first().click();
            page.locator(".problems details[open] button.danger").focus();
            running.mainstem.release(running.channelId, running.pipelineId, running.epoch);
            assertThat(page.locator(".problems li").first()).containsText("No node owns this pipeline", patientText());
            assertThat(page.locator(".problems details[open] button.danger")).isFocused();
            assertThat(page.content()).doesNotContain("▶ Running");
            assertThat(page.evaluate("window.untouched")).isEqualTo(true);
        }
    }

    @Test
    void five_hundred_pipelines_are_a_small_page_that_comes_at_once() throws Exception {
        try (TestManager manager = manager();
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS)) {
            apply(manager, PIPELINES, DATABASES);
            Running running = new Running(manager, node);
            for (ChannelReport channel : running.board.refresh().channels()) {
                running.take(channel);
            }
            running.hear(PIPELINES / 2); // the others are silent: the page is full of problems
            running.board.refresh();
            Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            String body = admin.get("overview").body();
            for (int i = 0; i < 100; i++) {
                body = admin.get("overview").body();
            }
            long[] micros = new long[60];
            for (int i = 0; i < micros.length; i++) {
                long before = requestThreadsCpuNanos();
                body = admin.get("overview").body();
                micros[i] = (requestThreadsCpuNanos() - before) / 1_000;
            }
            Arrays.sort(micros);
            long p95 = micros[micros.length * 95 / 100];
            log.info("overview of {} pipelines: p50 {} us, p95 {} us", PIPELINES, micros[micros.length / 2], p95);
            log.info("overview of {} pipelines: {} bytes compressed", PIPELINES, zipped(body));
            assertThat(body).contains("Needs attention", "svg");
            assertThat(zipped(body)).isLessThan(100 * 1024);
            assertThat(p95).as("p95 of the server's time in microseconds").isLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void aPipelineWhosePlaceWillSoonBePurgedIsNamed() throws Exception {
        try (TestManager manager = manager();
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS)) {
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            String spec = """
                    nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                    sources: [{name: src, host: %s, port: %d, username: "%s", password: "%s"}]
                    canals: [{name: log, source: src}]
                    channels:
                      - name: late
                        pipelines:
                          - name: one-way
                            canal: log
                            select: [n1]
                            load: [n1]
                            pairs: [{from: {source: src, schema: s, table: t}, to: {source: src, schema: r, table: t}}]
                    """.formatted(server.host(), server.port(), server.user(), server.password());
            assertThat(api.put("spec", spec, "application/yaml").statusCode()).isEqualTo(200);
            Running running = new Running(manager, node);
            running.take(running.board.refresh().channels().get(0));
            running.hear(1, Duration.ofHours(3));
            running.board.refresh();
            LogRetention retention = manager.context().getBean(LogRetention.class);
            Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            String left = "otter_pipeline_log_hours_left{channel=\"late\",pipeline=\"one-way\"} ";

            server.execute("SET GLOBAL binlog_expire_logs_seconds = 18600");
            retention.look();
            assertThat(admin.get("overview").body()).contains("late", "in about 2 hours");
            assertThat(api.get("../../metrics", "*/*").body()).contains(left + "2\n");

            server.execute("SET GLOBAL binlog_expire_logs_seconds = 864000");
            retention.look();
            assertThat(admin.get("overview").body()).doesNotContain("The source will purge");
            assertThat(api.get("../../metrics", "*/*").body()).doesNotContain(left);
        }
    }

    /** Unlike wall-clock time, CPU time is the same on a busy machine. */
    private static long requestThreadsCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("http-nio"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    /** Plays the nodes. */
    private static final class Running {
        private final NodeRegistry registry;
        private final Mainstem mainstem;
        private final ChannelControl control;
        private final ChannelBoard board;
        private final PipelineFacts facts;
        private long channelId;
        private long pipelineId;
        private long epoch;

        Running(TestManager manager, Coordination node) {
            node.awaitConnected(Duration.ofSeconds(20));
            registry = new NodeRegistry(node);
            mainstem = new Mainstem(node, Clock.systemUTC());
            control = new ChannelControl(node, Clock.systemUTC());
            board = manager.context().getBean(ChannelBoard.class);
            facts = manager.context().getBean(PipelineFacts.class);
        }

        void take(ChannelReport channel) {
            channelId = channel.id();
            pipelineId = channel.pipelines().get(0).id();
            control.move(channelId, ChannelStatus.START, "", "test");
            epoch = mainstem.tryTake(channelId, pipelineId, 1, () -> {}).orElseThrow();
            mainstem.ready(channelId, pipelineId, 1, epoch);
        }

        void hear(int pipelines) {
            hear(pipelines, Duration.ofMillis(12));
        }

        void hear(int pipelines, Duration delay) {
            Instant now = Instant.now();
            board.facts().channels().stream()
                    .limit(pipelines)
                    .flatMap(channel -> channel.pipelines().stream())
                    .forEach(one -> facts.heard(
                            now,
                            1,
                            new StatisticsReport.Pipeline(
                                    one.id(),
                                    epoch,
                                    0,
                                    "",
                                    delay.toMillis(),
                                    5,
                                    100.0,
                                    0,
                                    StageTimes.NONE,
                                    "",
                                    "",
                                    List.of(),
                                    List.of())));
        }
    }

    private static LocatorAssertions.HasClassOptions patient() {
        return new LocatorAssertions.HasClassOptions().setTimeout(20_000);
    }

    private static LocatorAssertions.ContainsTextOptions patientText() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(20_000);
    }

    private static TestManager manager() {
        return TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
    }

    private static void apply(TestManager manager, int pipelines, int databases) throws Exception {
        StringBuilder document = new StringBuilder("nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]\nsources:\n");
        StringBuilder canals = new StringBuilder("canals:\n");
        for (int i = 0; i < databases; i++) {
            for (String side : List.of("src", "dst")) {
                document.append(
                        "  - {name: %s%d, host: 127.0.0.1, port: 3306, username: u, password: p}\n".formatted(side, i));
            }
            canals.append("  - {name: log%d, source: src%d}\n".formatted(i, i));
        }
        document.append(canals).append("channels:\n");
        for (int i = 0; i < pipelines; i++) {
            int database = i % databases;
            int target = (i / databases + database) % databases;
            document.append("""
                      - name: channel-%d
                        pipelines:
                          - name: one-way
                            canal: log%d
                            select: [n1]
                            load: [n1]
                            pairs: [{from: {source: src%d, schema: s, table: t}, to: {source: dst%d, schema: s, table: t}}]
                    """.formatted(i, database, database, target));
        }
        ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        HttpResponse<String> answer = api.put("spec", document.toString(), "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static int zipped(String body) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.size();
    }
}
