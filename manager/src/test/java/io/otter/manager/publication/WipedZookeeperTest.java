package io.otter.manager.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.channel.ChannelState;
import io.otter.arbitrate.channel.PauseScope;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.TreeMark;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.Znode;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What users wished of their channels outlives ZooKeeper. */
@Tag("slow")
class WipedZookeeperTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void theChannelsAreAsTheyWere() throws Exception {
        try (DatabaseServer server = DatabaseServer.start("mariadb-11.4");
                ZookeeperFixture zookeeper = ZookeeperFixture.single();
                Coordination user = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS);
                TestManager manager = TestManager.start(
                        server,
                        Map.of(
                                "otter.admin.password",
                                TestManager.PASSWORD,
                                "otter.zookeeper.cluster.default",
                                zookeeper.connectString()))) {
            ChannelControl control = new ChannelControl(user, Clock.systemUTC());
            ConfigStore store = new ConfigStore(user);
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            assertThat(api.put("spec", document(), "application/yaml").statusCode())
                    .isEqualTo(200);
            List<Long> ids = new ArrayList<>(store.channels().keySet());
            assertThat(ids).hasSize(4);
            for (long id : ids.subList(0, 3)) {
                control.move(id, ChannelStatus.START, "", "somebody");
            }
            ChannelState paused = control.move(ids.get(1), ChannelStatus.PAUSE, "LOAD_DATA: row 7", "node 1");
            control.move(ids.get(2), ChannelStatus.STOP, "", "somebody");
            pauseHalf(control, user, Objects.requireNonNull(store.channels().get(ids.get(0))));
            List<ChannelState> before = ids.stream().map(control::state).toList();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(manager.context()
                                    .getBean(ChannelStateMapper.class)
                                    .all())
                            .hasSize(3)
                            .anyMatch(row -> row.reason().equals(paused.reason()))
                            .anyMatch(row -> row.pipelines() != null));

            assertThat(api.post("nodes/n1/drain").statusCode()).isEqualTo(200);
            user.client().delete().deletingChildrenIfNeeded().forPath("/otter/config"); // no connection is lost
            user.client().delete().deletingChildrenIfNeeded().forPath("/otter/channel");
            assertAsBefore(control, store, ids, before);

            for (String path : List.of(
                    Znode.config(ids.get(0)), Znode.channel(ids.get(0)), Znode.CONFIG_NODES, Znode.INSTALLATION)) {
                byte[] ours = user.client().getData().forPath(path);
                byte[] theirs = new String(ours, StandardCharsets.UTF_8)
                        .replaceAll("\"mac\":\"[0-9a-f]{8}", "\"mac\":\"00000000")
                        .getBytes(StandardCharsets.UTF_8);
                assertThat(theirs).isNotEqualTo(ours);
                user.client().setData().forPath(path, theirs);
            }
            byte[] added = user.client().getData().forPath(Znode.config(ids.get(1)));
            user.client().create().forPath(Znode.config(999), added);
            assertAsBefore(control, store, ids, before);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(user.client().checkExists().forPath(Znode.config(999)))
                            .isNull());

            zookeeper.wipe();
            assertAsBefore(control, store, ids, before);
            Drains drains = new Drains(user, Clock.systemUTC());
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(drains.list()).containsOnlyKeys(1));

            assertOfAnotherIsLeftAlone(user, store, api);
        }
    }

    /** A fault pauses one pipeline of a channel that has others. */
    private static void pauseHalf(ChannelControl control, Coordination user, ChannelConfig channel) {
        long pipeline = channel.pipelines().get(0).id();
        long epoch = new Mainstem(user, Clock.systemUTC())
                .tryTake(channel.id(), pipeline, 1, () -> {})
                .orElseThrow();
        control.pause(
                new PauseScope(channel.id(), pipeline, Set.of(pipeline, pipeline + 1), false),
                "started: LOAD_DATA: row 8",
                "node 1",
                new TermGuard(user, channel.id(), pipeline, epoch),
                control.state(channel.id()).of(pipeline));
    }

    private static void assertOfAnotherIsLeftAlone(Coordination user, ConfigStore store, ApiCaller api)
            throws Exception {
        new TreeMark(user).begin("another");
        user.client().delete().deletingChildrenIfNeeded().forPath("/otter/config");
        HttpResponse<String> refused = api.post("channels/stopped/start");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("ZOOKEEPER_FOREIGN", "another");
        assertThat(store.channels()).isEmpty();
    }

    private static void assertAsBefore(
            ChannelControl control, ConfigStore store, List<Long> ids, List<ChannelState> before) {
        await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
            assertThat(store.channels().keySet()).containsExactlyElementsOf(ids);
            assertThat(ids.stream().map(control::state).toList()).isEqualTo(before);
        });
    }

    private static String document() {
        StringBuilder document = new StringBuilder("""
                zookeepers: [{name: default, servers: ["127.0.0.1:2181"]}]
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: 2088, zookeeper: default}]
                sources: [{name: src, host: h, username: u, password: p}, {name: dst, host: h, username: u, password: p}]
                canals: [{name: log, source: src}]
                channels:
                """);
        for (String name : List.of("started", "paused", "stopped", "untouched")) {
            document.append("""
                      - name: %1$s
                        pipelines:
                          - name: %1$s
                            canal: log
                            select: [n1]
                            load: [n1]
                            pairs: [{from: {source: src, schema: s, table: %1$s}, to: {source: dst, schema: s, table: %1$s}}]
                    """.formatted(name));
        }
        return document.toString();
    }
}
