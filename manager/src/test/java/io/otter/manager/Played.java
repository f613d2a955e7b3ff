package io.otter.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.StageTimes;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.ChannelReport;
import io.otter.manager.channel.PipelineFacts;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.springframework.context.ApplicationContext;

/** A manager with a started channel {@code shop}, pipeline {@code one-way}; the test plays nodes n1 and n2. */
public final class Played implements AutoCloseable {
    private final DatabaseServer server;
    private final ZookeeperFixture zookeeper = ZookeeperFixture.single();
    private final TestManager manager;
    private final Coordination node;
    private final NodeRegistry first;
    private final NodeRegistry second;
    private long epoch;

    public Played(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString()));
        node = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(20)), TestManager.SECRETS);
        node.awaitConnected(Duration.ofSeconds(20));
        first = new NodeRegistry(node);
        second = new NodeRegistry(node);
        first.register(new NodeRegistration(1, "127.0.0.1", 2088, "5.0.0", 1, Map.of()), Duration.ofSeconds(20));
        HttpResponse<String> answer = api().put("spec", """
                nodes: [{name: n1, nid: 1, ip: 10.0.0.11}, {name: n2, nid: 2, ip: 10.0.0.12}]
                sources: [{name: src, host: h, username: u, password: p}, {name: dst, host: h, username: u, password: p}]
                canals: [{name: log, source: src}]
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: log
                        select: [n1, n2]
                        load: [n1, n2]
                        pairs: [{from: {source: src, schema: s, table: t}, to: {source: dst, schema: s, table: t}}]
                """, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> !board().refresh().channels().isEmpty() && zookeeperSeen());
        ChannelReport channel = channel();
        new ChannelControl(node, Clock.systemUTC()).move(channel.id(), ChannelStatus.START, "", "test");
        Mainstem mainstem = new Mainstem(node, Clock.systemUTC());
        epoch = mainstem.tryTake(channel.id(), pipeline(), 1, () -> {}).orElseThrow();
        mainstem.ready(channel.id(), pipeline(), 1, epoch);
        board().refresh();
    }

    public TestManager manager() {
        return manager;
    }

    /** The manager's own database. */
    public DatabaseServer server() {
        return server;
    }

    public ApiCaller api() {
        return new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
    }

    public Coordination node() {
        return node;
    }

    public ChannelBoard board() {
        return manager.context().getBean(ChannelBoard.class);
    }

    public ChannelReport channel() {
        return board().facts().channels().get(0);
    }

    /** The id of the pipeline. */
    public long pipeline() {
        return channel().pipelines().get(0).id();
    }

    /** The term of node n1. */
    public long epoch() {
        return epoch;
    }

    /** Node n2 starts. */
    public void secondNode() {
        second.register(new NodeRegistration(2, "127.0.0.1", 2089, "5.0.0", 1, Map.of()), Duration.ofSeconds(20));
        board().refresh();
    }

    /** Node n1 reports. */
    public void hear(long delayMillis) {
        hear(manager.context(), delayMillis);
    }

    /** Node n1 reports to one of several managers. */
    public void hear(ApplicationContext hearing, long delayMillis) {
        hearing.getBean(PipelineFacts.class)
                .heard(
                        Instant.now(),
                        1,
                        new StatisticsReport.Pipeline(
                                pipeline(),
                                epoch,
                                0,
                                "",
                                delayMillis,
                                5,
                                100.0,
                                0,
                                StageTimes.NONE,
                                "",
                                "",
                                List.of(),
                                List.of()));
        hearing.getBean(ChannelBoard.class).refresh();
    }

    private boolean zookeeperSeen() {
        return !channel().reason().contains("ZooKeeper");
    }

    @Override
    public void close() {
        first.close();
        second.close();
        node.close();
        manager.close();
        zookeeper.close();
        server.close();
    }
}
