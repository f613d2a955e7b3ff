package io.otter.integration;

import io.otter.arbitrate.channel.ChannelControl;
import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.MainstemState;
import io.otter.arbitrate.mainstem.Switch;
import io.otter.arbitrate.mainstem.Switches;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.process.ProcessMark;
import io.otter.arbitrate.process.ProcessMarks;
import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.common.json.Json;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.common.model.NodeConfig;
import io.otter.common.model.StartPosition;
import io.otter.common.secret.SecretKey;
import io.otter.quickstart.Installation;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Two real servers, ZooKeeper and real node processes, with one pipeline that maps whole schemas; its configuration is
 * published as by a manager, but no manager runs.
 */
final class Line implements AutoCloseable {
    static final Path ROOT =
            Path.of(System.getProperty("otter.root", "..")).toAbsolutePath().normalize();
    private static final String KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final long CHANNEL = LineChannels.CHANNEL;
    private static final long PIPELINE = LineChannels.PIPELINE;

    private final ZookeeperFixture zookeeper = ZookeeperFixture.single();
    private final Coordination coordination;
    private final DatabaseServer source;
    private final DatabaseServer target;
    private final List<Installation> nodes = new ArrayList<>();
    private final List<Integer> healthPorts = new ArrayList<>();
    private final LineChannels channels;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * Starts the servers and prepares nodes 1 to {@code nodeCount}, without starting them.
     *
     * @param loadNode the nid that loads; node 1 selects
     * @param schemas to sync, each {@code name} or {@code source>target}
     */
    Line(String source, String target, String heap, int nodeCount, int loadNode, String... schemas) {
        this(source, target, heap, nodeCount, List.of(1), List.of(loadNode), schemas);
    }

    /** Likewise with several nodes that may select, and may load. */
    Line(
            String source,
            String target,
            String heap,
            int nodeCount,
            List<Integer> selectNodes,
            List<Integer> loadNodes,
            String... schemas) {
        this(
                source,
                target,
                heap,
                nodeCount,
                channels -> channels.oneWay(
                        CHANNEL,
                        "line",
                        PIPELINE,
                        selectNodes,
                        loadNodes,
                        channels.target().port(),
                        schemas));
    }

    private Line(
            String source, String target, String heap, int nodeCount, Function<LineChannels, ChannelConfig> published) {
        this.source = DatabaseServer.start(source);
        this.target = DatabaseServer.start(target);
        coordination = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(5)), new SecretKey(KEY));
        coordination.awaitConnected(Duration.ofSeconds(10));
        channels = new LineChannels(this.source, this.target, new SecretKey(KEY));
        List<Integer> ports = FreePorts.pick(2 * nodeCount);
        List<NodeConfig> nodeConfigs = new ArrayList<>();
        for (int i = 0; i < nodeCount; i++) {
            nodeConfigs.add(new NodeConfig(i + 1, "n" + (i + 1), "127.0.0.1", ports.get(2 * i)));
            healthPorts.add(ports.get(2 * i + 1));
            nodes.add(install(i + 1, ports.get(2 * i + 1), heap));
        }
        ConfigStore store = new ConfigStore(coordination);
        store.publishNodes(nodeConfigs);
        store.publish(published.apply(channels));
        move(CHANNEL, ChannelStatus.START);
    }

    /** Likewise with pipelines both ways that all nodes may select and load, see {@link LineChannels#bothWays}. */
    static Line bothWays(String source, String target, int nodeCount) {
        List<Integer> nodes = IntStream.rangeClosed(1, nodeCount).boxed().toList();
        return new Line(source, target, "256m", nodeCount, channels -> channels.bothWays(nodes));
    }

    /** Publishes and starts one more channel on node 1, whose target is reached at another port; its pipeline has its name. */
    void another(long id, String name, int targetPort, String schema) {
        new ConfigStore(coordination)
                .publish(channels.oneWay(id, name, id, List.of(1), List.of(1), targetPort, schema));
        move(id, ChannelStatus.START);
    }

    /** Publishes and starts one more channel on node 1, which begins at a place of the log. */
    void from(StartPosition start, long id, String name, String schema) {
        List<Integer> node = List.of(1);
        new ConfigStore(coordination).publish(channels.oneWay(id, name, id, start, node, node, target.port(), schema));
        move(id, ChannelStatus.START);
    }

    /** Copies that are asked of the first pipeline. */
    Requests<ResyncRequest, ResyncProgress> resyncs() {
        return ResyncRequest.of(coordination, CHANNEL, PIPELINE);
    }

    /** Has all rows of the first pair compared. @return what was found */
    VerifyProgress verify(long id, Duration limit) {
        Requests<VerifyRequest, VerifyProgress> verifies = VerifyRequest.of(coordination, CHANNEL, PIPELINE);
        verifies.publish(new VerifyRequest(id, List.of(1L), ""));
        Awaitility.await()
                .alias("comparison " + id)
                .atMost(limit)
                .until(() ->
                        verifies.progress(id).filter(one -> one.state().isEnd()).isPresent());
        return verifies.progress(id).orElseThrow();
    }

    /** The first channel has the id 7. */
    void move(long channelId, ChannelStatus status) {
        new ChannelControl(coordination, Clock.systemUTC()).move(channelId, status, "", "test");
    }

    ZookeeperFixture zookeeper() {
        return zookeeper;
    }

    /** The nodes that say they are alive. */
    List<Integer> listedNodes() {
        return new NodeRegistry(coordination)
                .list().stream().map(NodeRegistration::nid).toList();
    }

    /** What a node says of one of its pipelines; missing when it has none of this name. */
    JsonNode health(int nid, String pipeline) {
        URI address = URI.create("http://127.0.0.1:" + healthPorts.get(nid - 1) + "/health");
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            for (JsonNode one : Json.MAPPER.readTree(answer.body()).get("pipelines")) {
                if (one.get("name").asString().equals(pipeline)) {
                    return one;
                }
            }
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits until a node says of the first pipeline that it is so. */
    void awaitState(int nid, String state) {
        Awaitility.await()
                .alias("node " + nid + " is " + state)
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() ->
                        health(nid, "line").path("state").asString("STOPPED").equals(state));
    }

    /** What is wrong with the first pipeline, as its node says; empty when nothing is. */
    String error(int nid) {
        return error(nid, "line");
    }

    String error(int nid, String pipeline) {
        JsonNode said = health(nid, pipeline);
        return said.path("retrying").asString(said.path("lastError").asString(""));
    }

    DatabaseServer source() {
        return source;
    }

    DatabaseServer target() {
        return target;
    }

    Installation node(int nid) {
        return nodes.get(nid - 1);
    }

    /** Waits until a node selects and its run has begun. */
    void awaitReady() {
        awaitReady(PIPELINE);
    }

    void awaitReady(long pipeline) {
        Awaitility.await()
                .alias("the mainstem is ready")
                .atMost(Duration.ofSeconds(60))
                .until(() -> owner(pipeline) > 0);
    }

    /** The node that selects, once its run has begun; 0 while there is none. */
    int owner() {
        return owner(PIPELINE);
    }

    int owner(long pipeline) {
        return new Mainstem(coordination, Clock.systemUTC())
                .state(CHANNEL, pipeline)
                .filter(MainstemState::ready)
                .map(MainstemState::nid)
                .orElse(0);
    }

    /** Has another node select for the first pipeline. @param to its nid, 0 for any */
    void switchTo(int to) {
        MainstemState owner = new Mainstem(coordination, Clock.systemUTC())
                .state(CHANNEL, PIPELINE)
                .orElseThrow();
        new Switches(coordination).ask(PIPELINE, new Switch(owner.epoch(), owner.nid(), to, "test", 0));
    }

    /** The batches that are marked as under way, by id. */
    Map<Long, ProcessMark> marks() {
        return new ProcessMarks(coordination, CHANNEL, PIPELINE).list();
    }

    Drains drains() {
        return new Drains(coordination, Clock.systemUTC());
    }

    /** START, or why the channel was paused. */
    String channelState() {
        var state = new ChannelControl(coordination, Clock.systemUTC()).state(CHANNEL);
        return state.status() + " " + state.reason();
    }

    @Override
    public void close() {
        nodes.forEach(Installation::kill);
        coordination.close();
        zookeeper.close();
        target.close();
        source.close();
    }

    private Installation install(int nid, int httpPort, String heap) {
        Path directory;
        try {
            directory = Files.createTempDirectory(ROOT.resolve("integration-test/target"), "node-" + nid + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Installation installation = Installation.unpack(
                ROOT,
                "node",
                directory,
                Map.of(
                        "OTTER_ZOOKEEPER_CLUSTER_DEFAULT",
                        zookeeper.connectString(),
                        "OTTER_ZOOKEEPER_SESSIONTIMEOUT",
                        "3000",
                        "OTTER_COMMUNICATION_KEY",
                        "a shared key of the line",
                        "OTTER_SECRET_KEY",
                        KEY,
                        "OTTER_MANAGER_ADDRESS",
                        "127.0.0.1:1",
                        "OTTER_NODE_HTTP_PORT",
                        Integer.toString(httpPort),
                        "OTTER_HEAP",
                        heap));
        installation.write("conf/nid", Integer.toString(nid));
        return installation;
    }
}
