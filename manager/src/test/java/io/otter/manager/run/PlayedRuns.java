package io.otter.manager.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.publication.DesiredStates;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A manager whose runs the test answers, as the node does that owns the first pipeline of a channel. */
public final class PlayedRuns implements AutoCloseable {
    private static final Duration SESSION = Duration.ofSeconds(10);

    private final DatabaseServer server;
    private final ZookeeperFixture zookeeper;
    private final TestManager manager;
    private final Coordination node;
    private final ApiCaller api;

    /** @param server of the manager, and both sides of its pipelines */
    public PlayedRuns(DatabaseServer server) throws Exception {
        this.server = server;
        zookeeper = ZookeeperFixture.single();
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
        node = Coordination.begin(ZookeeperSettings.of(zookeeper.connectString(), SESSION), TestManager.SECRETS);
        node.awaitConnected(SESSION);
        api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
    }

    public TestManager manager() {
        return manager;
    }

    /** Of an administrator. */
    public ApiCaller api() {
        return api;
    }

    public Coordination node() {
        return node;
    }

    /** Configures channels between the sources src and dst. @param canals all that they read by */
    public void apply(String channels, String... canals) throws Exception {
        HttpResponse<String> answer = put(channels, canals);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Likewise, which is refused because of something that the answer names. */
    public void refuse(String named, String channels, String... canals) throws Exception {
        HttpResponse<String> answer = put(channels, canals);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(named);
    }

    private HttpResponse<String> put(String channels, String... canals) throws Exception {
        String address = "host: %s, port: %d, username: %s, password: '%s'"
                .formatted(server.host(), server.port(), server.user(), server.password());
        StringBuilder spec = new StringBuilder("""
            nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: 2088}]
            sources:
              - {name: src, type: MYSQL, %1$s}
              - {name: dst, type: MYSQL, %1$s}
            canals:
            """.formatted(address));
        for (String canal : canals) {
            spec.append("  - {name: ").append(canal).append(", source: src}\n");
        }
        return api.put("spec", spec.append(channels).toString(), "application/yaml");
    }

    /** As it is published; waits for that. */
    public ChannelConfig channel(String name) {
        ConfigStore published = new ConfigStore(node);
        await().until(() -> published.channels().values().stream()
                .anyMatch(one -> one.name().equals(name)));
        return published.channels().values().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Starts, pauses or stops a channel, although it has no node. */
    public void move(ChannelConfig channel, ChannelStatus to) {
        manager.context().getBean(DesiredStates.class).move(channel.id(), to, "test");
    }

    /** Becomes the node that owns the channel's first pipeline. */
    public TermGuard own(ChannelConfig channel) {
        long pipeline = channel.pipelines().get(0).id();
        long epoch = new Mainstem(node, Clock.systemUTC())
                .tryTake(channel.id(), pipeline, 1, () -> {})
                .orElseThrow();
        return new TermGuard(node, channel.id(), pipeline, epoch);
    }

    @Override
    public void close() {
        node.close();
        manager.close();
        zookeeper.close();
    }
}
