package io.otter.manager.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.cli.OtterCtl;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ZooKeeper lost a part of the tree: where others' pages then show {@code NoNode for /otter/channel/3/3/process}, ours answer,
 * and what was there comes back.
 */
@ExtendWith(SharedServers.class)
class HalfFilledZookeeperTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static DatabaseServer server;
    private static ZookeeperFixture zookeeper;
    private static Coordination session;
    private static TestManager manager;
    private static ApiCaller api;
    private static Visitor admin;
    private static ChannelControl control;
    private static ConfigStore store;
    private static List<Long> ids;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        zookeeper = ZookeeperFixture.single();
        session = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS);
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
        api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        assertThat(api.put("spec", DOCUMENT, "application/yaml").statusCode()).isEqualTo(200);
        admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        control = new ChannelControl(session, Clock.systemUTC());
        store = new ConfigStore(session);
        ids = List.copyOf(store.channels().keySet());
        control.move(ids.get(0), ChannelStatus.START, "", "somebody");
        for (long id : ids) {
            session.client().create().creatingParentsIfNeeded().forPath(Znode.processes(id, id));
        }
        ChannelStateMapper states = manager.context().getBean(ChannelStateMapper.class);
        await().atMost(LIMIT).until(() -> !states.all().isEmpty());
    }

    @AfterAll
    static void stop() {
        manager.close();
        session.close();
        zookeeper.close();
        server.close();
    }

    /** {@code 1} is the channel that is started, {@code 2} the one that never was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/otter",
                "/otter/config",
                "/otter/config/channels",
                "/otter/config/channels/1",
                "/otter/config/channels/2",
                "/otter/config/nodes",
                "/otter/channel",
                "/otter/channel/1",
                "/otter/channel/2",
                "/otter/channel/1/1",
                "/otter/channel/1/1/process",
                "/otter/installation",
                "/otter/manager",
                "/otter/node",
                "/otter/canal"
            })
    void theTreeComesBackByItself(String path) throws Exception {
        delete(path);
        assertThatPagesAnswer();
        awaitWhole();
    }

    @Test
    void theButtonAndTheCommandWriteWhatIsMissingBeforeTheyAnswer() throws Exception {
        delete("/otter/config");
        assertThat(admin.submit("system_reduction.htm", "system_reduction.htm").statusCode())
                .isEqualTo(302);
        assertWhole();

        delete("/otter/channel");
        StringWriter said = new StringWriter();
        int code = OtterCtl.run(
                Map.of("OTTER_SERVER", manager.address().toString(), "OTTER_PASSWORD", TestManager.PASSWORD),
                new PrintWriter(said),
                new PrintWriter(said),
                "repair",
                "zookeeper");
        assertThat(code).as(said.toString()).isZero();
        assertWhole();
    }

    private static void delete(String path) throws Exception {
        String ours = path.replace("/1", "/" + ids.get(0)).replace("/2", "/" + ids.get(1));
        session.client().delete().quietly().deletingChildrenIfNeeded().forPath(ours);
    }

    private static void assertThatPagesAnswer() throws Exception {
        for (String page : List.of(
                "overview",
                "channels",
                "channel?name=started",
                "channel?name=untouched",
                "config/nodes",
                "system_reduction.htm")) {
            assertThat(admin.get(page).statusCode()).as(page).isEqualTo(200);
        }
        assertThat(api.get("channels/started/status", "application/json").statusCode())
                .isEqualTo(200);
    }

    private static void awaitWhole() {
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(HalfFilledZookeeperTest::assertWhole);
    }

    private static void assertWhole() {
        assertThat(store.channels().keySet()).containsExactlyElementsOf(ids);
        assertThat(store.nodes()).hasSize(1);
        assertThat(control.state(ids.get(0)).status()).isEqualTo(ChannelStatus.START);
        assertThat(control.find(ids.get(1))).as("never started").isEmpty();
    }

    private static final String DOCUMENT = """
            zookeepers: [{name: default, servers: ["127.0.0.1:2181"]}]
            nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: 2088, zookeeper: default}]
            sources: [{name: src, host: h, username: u, password: p}, {name: dst, host: h, username: u, password: p}]
            canals: [{name: log, source: src}]
            channels:
              - {name: started, pipelines: [{name: p, canal: log, select: [n1], load: [n1], pairs: [
                  {from: {source: src, schema: s, table: a}, to: {source: dst, schema: s, table: a}}]}]}
              - {name: untouched, pipelines: [{name: p, canal: log, select: [n1], load: [n1], pairs: [
                  {from: {source: src, schema: s, table: b}, to: {source: dst, schema: s, table: b}}]}]}
            """;
}
