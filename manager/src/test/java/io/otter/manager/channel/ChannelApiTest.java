package io.otter.manager.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.schema.UnknownTable;
import io.otter.arbitrate.schema.UnknownTables;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.StageTimes;
import io.otter.common.secret.PasswordPlace;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A manager with a real database and ZooKeeper; the test plays the node. */
@Tag("slow")
@ExtendWith(SharedServers.class)
class ChannelApiTest {
    private static DatabaseServer server;
    /** One for each manager, since each has its own database. */
    private final ZookeeperFixture zookeeper = ZookeeperFixture.single();

    @BeforeAll
    static void startServers(ServerPool servers) {
        server = servers.take("mariadb-11.4");
        server.execute(
                "CREATE DATABASE shop",
                "CREATE DATABASE crm",
                "CREATE TABLE shop.user (id int PRIMARY KEY, name varchar(20))",
                "CREATE TABLE crm.customer (id int PRIMARY KEY, full_name varchar(20))");
    }

    @AfterAll
    static void stopServers() {
        server.close();
    }

    @AfterEach
    void stopZookeeper() {
        zookeeper.close();
    }

    @Test
    void a_channel_is_published_started_running_when_its_mainstem_is_ready_paused_and_stopped() throws Exception {
        try (TestManager manager = manager(zookeeper.connectString());
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS)) {
            node.awaitConnected(Duration.ofSeconds(10));
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            apply(api, "user");
            ConfigStore published = new ConfigStore(node);
            await().untilAsserted(() -> assertThat(published.channels()).hasSize(1));
            ChannelConfig channel = published.channels().values().iterator().next();
            long pipeline = channel.pipelines().get(0).id();
            CanalConfig canal = channel.pipelines().get(0).canal();
            assertThat(TestManager.SECRETS.decrypt(
                            "", canal.password(), PasswordPlace.database(server.host(), server.port(), server.user())))
                    .isEqualTo(server.password());
            assertThat(published.nodes())
                    .singleElement()
                    .satisfies(one -> assertThat(one.nid()).isEqualTo(1));
            assertThat(status(api)).contains("\"status\":\"STOP\"", "\"running\":false");
            assertThat(api.get("nodes").at("/0/up").asBoolean()).isFalse();

            HttpResponse<String> started = api.post("channels/shop/start");
            assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
            assertThat(status(api)).contains("\"status\":\"START\"", "\"running\":false", "\"mainstem\":null");

            try (NodeRegistry registry = new NodeRegistry(node)) {
                registry.register(
                        new NodeRegistration(1, "127.0.0.1", 2088, "5.0.0", 1, Map.of()), Duration.ofSeconds(20));
                Mainstem mainstem = new Mainstem(node, Clock.systemUTC());
                long epoch =
                        mainstem.tryTake(channel.id(), pipeline, 1, () -> {}).orElseThrow();
                assertThat(status(api)).contains("\"running\":false").doesNotContain("\"running\":true");
                mainstem.ready(channel.id(), pipeline, 1, epoch);
                manager.context()
                        .getBean(PipelineFacts.class)
                        .heard(
                                Instant.now(),
                                1,
                                new StatisticsReport.Pipeline(
                                        pipeline,
                                        epoch,
                                        0,
                                        "",
                                        0L,
                                        0,
                                        0.0,
                                        0,
                                        StageTimes.NONE,
                                        "",
                                        "",
                                        List.of(),
                                        List.of()));
                assertThat(status(api)).doesNotContain("\"running\":false").contains("\"running\":true");
                assertThat(api.get("channels/shop/status")
                                .at("/pipelines/0/mainstem/node")
                                .asString())
                        .isEqualTo("n1");
                assertThat(api.get("nodes").at("/0/up").asBoolean()).isTrue();
            }

            assertThat(api.post("channels/shop/pause").body()).contains("\"status\":\"PAUSE\"", "\"running\":false");
            assertThat(api.post("channels/shop/stop").body()).contains("\"status\":\"STOP\"");
            HttpResponse<String> illegal = api.post("channels/shop/pause");
            assertThat(illegal.statusCode()).isEqualTo(409);
            assertThat(illegal.body()).contains("ILLEGAL_MOVE");
            assertThat(api.post("channels/none/start").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void a_channel_whose_target_table_is_missing_is_not_started() throws Exception {
        try (TestManager manager = manager(zookeeper.connectString())) {
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            apply(api, "nowhere");
            await().untilAsserted(() ->
                    assertThat(api.post("channels/shop/start").statusCode()).isEqualTo(409));
            HttpResponse<String> refused = api.post("channels/shop/start");
            JsonNode problem = ApiCaller.tree(refused);
            assertThat(problem.path("code").asString()).as(refused.body()).isEqualTo("PRECHECK_FAILED");
            assertThat(problem.path("detail").asString()).contains("nowhere");
            assertThat(problem.path("checks")).isNotEmpty();
            assertThat(ApiCaller.tree(api.post("channels/shop/validate"))
                            .path("valid")
                            .asBoolean(true))
                    .isFalse();
            assertThat(status(api)).contains("\"status\":\"STOP\"");

            assertThat(api.post("channels/shop/start?ignore=target-table").statusCode())
                    .as("another check")
                    .isEqualTo(409);
            HttpResponse<String> started = api.post("channels/shop/start?ignore=target-column,source-table");
            assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
            assertThat(status(api)).contains("\"status\":\"START\"");
            assertThat(api.get("channels/shop/audit").toString())
                    .contains("start channel shop although these checks failed: source-table");
        }
    }

    @Test
    void a_waiting_statement_is_shown_decided_about_once_and_the_decision_is_kept() throws Exception {
        try (TestManager manager = manager(zookeeper.connectString());
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS)) {
            node.awaitConnected(Duration.ofSeconds(10));
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            apply(api, "user");
            await().untilAsserted(
                            () -> assertThat(new ConfigStore(node).channels()).hasSize(1));
            ChannelConfig channel =
                    new ConfigStore(node).channels().values().iterator().next();
            long pipeline = channel.pipelines().get(0).id();
            long target = channel.pipelines().get(0).targets().get(0).id();
            assertThat(api.get("channels/shop/ddl")).isEmpty();
            DdlQuestions questions = new DdlQuestions(node);
            questions.ask(new DdlQuestion(
                    channel.id(),
                    pipeline,
                    target,
                    "b.1:9",
                    "DROP TABLE user",
                    List.of("crm.x"),
                    List.of("DROP TABLE x"),
                    "why",
                    1,
                    null));
            JsonNode waiting = api.get("channels/shop/ddl").get(0);
            assertThat(waiting.path("target").asString()).isEqualTo("dst");
            assertThat(waiting.path("tables").toString()).isEqualTo("[\"crm.x\"]");
            assertThat(waiting.path("statements").get(0).asString()).isEqualTo("DROP TABLE x");
            String path = "channels/shop/ddl/" + waiting.path("id").asString();
            assertThat(api.post(path, "{\"choice\":\"REPLACE\"}").statusCode()).isEqualTo(400);
            assertThat(api.post("channels/shop/ddl/9-9", "{\"choice\":\"RUN\"}").statusCode())
                    .isEqualTo(404);
            assertThat(api.post(path, "{\"choice\":\"REPLACE\",\"sql\":\"SELECT 1\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(api.post(path, "{\"choice\":\"RUN\"}").statusCode()).isEqualTo(409);
            assertThat(questions.find(channel.id(), pipeline, target))
                    .hasValueSatisfying(question -> assertThat(question.answer())
                            .satisfies(answer -> assertThat(answer.sql()).isEqualTo("SELECT 1")));
            assertThat(api.get("channels/shop/audit").toString())
                    .contains("decide REPLACE for the DDL at ", "admin", "- DROP TABLE user", "+ SELECT 1");
            questions.remove(channel.id(), pipeline, target);
        }
    }

    @Test
    void the_present_definition_of_an_unknown_table_is_taken_and_that_is_kept() throws Exception {
        try (TestManager manager = manager(zookeeper.connectString());
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS)) {
            node.awaitConnected(Duration.ofSeconds(10));
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            apply(api, "user");
            await().untilAsserted(
                            () -> assertThat(new ConfigStore(node).channels()).hasSize(1));
            ChannelConfig channel =
                    new ConfigStore(node).channels().values().iterator().next();
            PipelineConfig pipeline = channel.pipelines().get(0);
            UnknownTables tables = new UnknownTables(node);
            UnknownTable unknown =
                    new UnknownTable(channel.id(), pipeline.id(), "shop", "a.b/水", "b.1:9", "why", 1, null);
            tables.tell(unknown);
            JsonNode told = api.get("channels/shop/unknown-tables").get(0);
            assertThat(told.path("table").asString()).isEqualTo("a.b/水");
            assertThat(told.path("permitted").asBoolean()).isFalse();
            String taken = "channels/shop/unknown-tables/take-present";
            String body = "{\"pipeline\":\"" + pipeline.name() + "\",\"schema\":\"shop\",\"table\":\"%s\"}";
            assertThat(api.post(taken, body.formatted("other")).statusCode()).isEqualTo(404);
            assertThat(tables.list(channel.id(), pipeline.id())).containsExactly(unknown);
            new ChannelControl(node, Clock.systemUTC()).move(channel.id(), ChannelStatus.START, "", "test");

            assertThat(api.post(taken, body.formatted("a.b/水")).statusCode()).isEqualTo(200);
            assertThat(tables.list(channel.id(), pipeline.id()))
                    .singleElement()
                    .satisfies(one -> assertThat(
                                    Objects.requireNonNull(one.permission()).by())
                            .isEqualTo("admin"));
            assertThat(api.get("channels/shop/audit").toString())
                    .contains("take the present definition of shop.a.b/水", "b.1:9", "admin");
            tables.remove(unknown);
            assertThat(api.get("channels/shop/unknown-tables")).isEmpty();
        }
    }

    @Test
    void a_document_is_applied_without_zookeeper_and_published_when_it_comes() throws Exception {
        try (ZookeeperFixture late = ZookeeperFixture.single();
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(late.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS)) {
            late.stop();
            try (TestManager manager = manager(late.connectString())) {
                ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
                apply(api, "user");
                assertThat(status(api)).contains("ZooKeeper does not answer");
                assertThat(api.post("channels/shop/start").statusCode()).isEqualTo(503);
                late.restart();
                node.awaitConnected(Duration.ofSeconds(30));
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() ->
                                assertThat(new ConfigStore(node).channels()).hasSize(1));
            }
        }
    }

    @Test
    void whatAnotherManagerPublishesWhileAStartChecksIsWhatRuns() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch edited = new CountDownLatch(1);
        AtomicBoolean holds = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerSocket source = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestManager manager = manager(zookeeper.connectString());
                ConfigurableApplicationContext second = manager.startAnother();
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS)) {
            node.awaitConnected(Duration.ofSeconds(10));
            threads.execute(() -> answerNobody(source, holds, asked, edited));
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            ApiCaller other = new ApiCaller(
                    URI.create("http://127.0.0.1:" + second.getEnvironment().getProperty("local.server.port") + "/"),
                    "admin",
                    TestManager.PASSWORD);
            applyParallel(api, source.getLocalPort(), 3);
            Set<String> failing = new TreeSet<>();
            ApiCaller.tree(api.post("channels/shop/validate")).path("checks").forEach(check -> {
                failing.add(check.path("name").asString(""));
                assertThat(check.path("message").asString("")).doesNotContain("null");
            });
            await().until(() -> second.getBean(Coordination.class).state() == SessionState.CONNECTED);

            holds.set(true);
            Future<HttpResponse<String>> started =
                    threads.submit(() -> api.post("channels/shop/start?ignore=" + String.join(",", failing)));
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            holds.set(false);
            applyParallel(other, source.getLocalPort(), 7);
            edited.countDown();
            HttpResponse<String> answer = started.get(60, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            ChannelConfig channel =
                    new ConfigStore(node).channels().values().iterator().next();
            assertThat(channel.pipelines().get(0).parameters().parallelism()).isEqualTo(7);
        } finally {
            threads.shutdownNow();
        }
    }

    /** A server that takes connections, and closes them: while it holds, only after the edit. */
    private static void answerNobody(
            ServerSocket source, AtomicBoolean holds, CountDownLatch asked, CountDownLatch edited) {
        while (!source.isClosed()) {
            try (Socket socket = source.accept()) {
                if (holds.get()) {
                    asked.countDown();
                    edited.await();
                }
            } catch (IOException e) {
                return; // the test is over
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void applyParallel(ApiCaller api, int port, int parallelism) throws Exception {
        String address = "host: 127.0.0.1, port: " + port + ", username: u, password: p";
        HttpResponse<String> answer = api.put("spec", """
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                sources: [{name: src, %s}, {name: dst, %s}]
                canals: [{name: src-log, source: src}]
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        parameters: {parallelism: %d}
                        pairs: [{from: {source: src, schema: a, table: b}, to: {source: dst, schema: a, table: b}}]
                """.formatted(address, address, parallelism), "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static TestManager manager(String zookeeper) {
        return TestManager.start(
                server,
                Map.of("otter.admin.password", TestManager.PASSWORD, "otter.zookeeper.cluster.default", zookeeper));
    }

    private static String status(ApiCaller api) throws Exception {
        return api.get("channels/shop/status", "application/json").body();
    }

    private static void apply(ApiCaller api, String source) throws Exception {
        String address = "host: 127.0.0.1, port: " + server.port() + ", username: " + server.user() + ", password: "
                + server.password();
        HttpResponse<String> answer = api.put("spec", """
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                sources: [{name: src, %s}, {name: dst, %s}]
                canals: [{name: src-log, source: src}]
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs:
                          - from: {source: src, schema: shop, table: %s}
                            to: {source: dst, schema: crm, table: customer}
                            columns: {pairs: {id: id, name: full_name}}
                """.formatted(address, address, source), "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
