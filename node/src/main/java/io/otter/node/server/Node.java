package io.otter.node.server;

import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.config.Published;
import io.otter.arbitrate.config.TreeWatch;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.arbitrate.drain.Drains;
import io.otter.arbitrate.node.NodeRegistration;
import io.otter.arbitrate.node.NodeRegistry;
import io.otter.arbitrate.schema.UnknownTables;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.SessionState;
import io.otter.arbitrate.session.Znode;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.metrics.Exposition;
import io.otter.common.model.NodeConfig;
import io.otter.communication.Credentials;
import io.otter.communication.Heartbeat;
import io.otter.communication.RpcClient;
import io.otter.communication.RpcHandlers;
import io.otter.communication.RpcServer;
import io.otter.communication.message.ThreadDump;
import io.otter.database.DatabaseConnector;
import io.otter.node.batch.CrashPoint;
import io.otter.node.ddl.Operator;
import io.otter.node.ddl.RemoteOperator;
import io.otter.node.deadletter.DeadLetterShipper;
import io.otter.node.extend.Processors;
import io.otter.node.handover.HandoverMessages;
import io.otter.node.handover.LoadChoice;
import io.otter.node.handover.LoadNodes;
import io.otter.node.handover.LoadService;
import io.otter.node.handover.RemoteHandover;
import io.otter.node.load.Gate;
import io.otter.node.load.LocalHandovers;
import io.otter.node.pipeline.AppliedRows;
import io.otter.node.pipeline.PipelineRunner;
import io.otter.node.pipeline.PipelineRunner.HandoverFactory;
import io.otter.node.report.Reporter;
import io.otter.node.report.Threads;
import io.otter.node.schema.OperatorPolicy;
import io.otter.node.schema.SchemaHistory;
import io.otter.node.schema.SchemaJournal;
import io.otter.node.snapshot.RemoteBoard;
import io.otter.node.supervisor.NodeSupervisor;
import io.otter.node.verify.DifferenceShipper;
import io.otter.node.verify.RemoteVerifyBoard;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node process: opens all its parts, closes them in reverse order. Needs ZooKeeper to start, but no manager. */
final class Node implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final Duration PING = Duration.ofSeconds(3);
    private static final Duration SILENT = Duration.ofSeconds(10);
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(60);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final NodeSettings settings;
    private final Duration leaveLimit;
    private final DatabaseConnector connector;
    private final Gate gate = new Gate();
    private final SchemaJournal journal = new SchemaJournal();
    private final Clock clock = Clock.systemUTC();

    /**
     * Starts serving.
     *
     * @throws OtterException naming the key or file to fix
     */
    Node(NodeSettings settings) {
        this(settings, LEAVE_LIMIT);
    }

    /** @param leaveLimit how long pipelines may take to apply what is in flight when the node is drained */
    Node(NodeSettings settings, Duration leaveLimit) {
        this.settings = settings;
        this.leaveLimit = leaveLimit;
        connector = new DatabaseConnector(settings.secretKey(), settings.certificates());
        try {
            start();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void start() {
        String version = version();
        Coordination coordination = opened(Coordination.begin(settings.zookeeper(), settings.secretKey()));
        coordination.awaitConnected(CONNECT_LIMIT);
        coordination.listen(state -> gate.set(state == SessionState.CONNECTED));
        NodeConfig own = published(coordination);
        NodeRegistration registration = new NodeRegistration(
                own.nid(), settings.advertisedHost().orElse(own.host()), own.port(), version, clock.millis(), Map.of());
        NodeRegistry registry = opened(new NodeRegistry(coordination));
        ConfigStore store = new ConfigStore(coordination);
        opened(store.watchKeys(settings.credentials().generations()::learn));
        UnknownTables unknownTables = new UnknownTables(coordination);
        Operator operator = new RemoteOperator(new DdlQuestions(coordination));
        DeadLetterShipper letters =
                opened(new DeadLetterShipper(settings.managers(), settings.credentials(), connector, clock));
        DifferenceShipper differences = opened(new DifferenceShipper(settings.managers(), settings.credentials()));
        HandoverFactory here =
                new LocalHandovers(connector, gate, letters::writer, operator, CrashPoint.ofSystem(), clock)::create;
        LoadService loadService = new LoadService(store::channels, here);
        opened(TreeWatch.ofTree(coordination, Znode.CONFIG_CHANNELS, loadService::configurationChanged));
        RpcHandlers handlers = new RpcHandlers();
        loadService.register(handlers);
        handlers.onRequest(ThreadDump.ASKED, ThreadDump.TAKEN, Credentials.MANAGER, asked -> Threads.dump());
        opened(new RpcServer(
                "the port of node " + own.nid(),
                settings.communicationBind(),
                own.port(),
                settings.credentials(),
                HandoverMessages.types().and(ThreadDump.ASKED),
                handlers));
        RpcClient client = opened(new RpcClient(
                HandoverMessages.types(),
                new Heartbeat(PING, SILENT, settings.zookeeper().sessionTimeout()),
                settings.compression()));
        registry.register(registration, settings.zookeeper().sessionTimeout().plusSeconds(5));
        Processors processors = opened(new Processors(settings.extend()));
        AppliedRows applied = new AppliedRows(settings.data().resolve("applied-rows"));
        PipelineRunner runner = new PipelineRunner(
                settings.secretKey(),
                connector,
                new PipelineRunner.Factories(
                        handovers(own, here, registry, store, new Drains(coordination, clock), client),
                        (channel, pipeline, selector, kept) -> new SchemaHistory(
                                pipeline.canal().name(),
                                selector::wants,
                                kept,
                                new OperatorPolicy(unknownTables, channel.id(), pipeline.id(), clock),
                                journal),
                        (channel, pipeline, epoch) -> new RemoteBoard(coordination, channel.id(), pipeline.id(), epoch),
                        (channel, pipeline, epoch) ->
                                new RemoteVerifyBoard(coordination, channel.id(), pipeline.id(), epoch, differences)),
                processors,
                applied,
                clock);
        NodeSupervisor supervisor = opened(new NodeSupervisor(
                own.nid(),
                coordination,
                registry,
                runner,
                leaveLimit,
                clock,
                versions -> registry.update(registration.withConfigVersions(versions))));
        NodeStatus status = new NodeStatus(own, version, coordination, supervisor, applied);
        NodeHttp http = opened(new NodeHttp(
                settings.httpBind(),
                settings.httpPort(),
                settings.httpToken(),
                status::health,
                new Exposition(status::metrics)::scrape));
        Reporter reporter = opened(new Reporter(
                own.nid(), settings.managers(), settings.credentials(), status::reports, applied, journal, clock));
        supervisor.start();
        reporter.start();
        letters.start();
        log.info("node {} ({}) of version {} serves; health on port {}", own.nid(), own.name(), version, http.port());
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.pop();
            try {
                resource.close();
            } catch (Exception e) {
                log.warn("closing {} failed", resource.getClass().getSimpleName(), e);
            }
        }
    }

    private NodeConfig published(Coordination coordination) {
        Published published = new ConfigStore(coordination).read();
        if (published.refused().containsKey(Znode.CONFIG_NODES)) {
            throw new OtterException(
                    ErrorCode.SECRET,
                    "otter.secret.key: the list of nodes in ZooKeeper was not written with the key of this node.");
        }
        // Before anybody can connect; what changes later is watched.
        settings.credentials().generations().learn(NodeConfig.keyGenerations(published.nodes()));
        return published.nodes().stream()
                .filter(node -> node.nid() == settings.nid())
                .findFirst()
                .orElseThrow(() -> new OtterException(
                        ErrorCode.NID,
                        "conf/nid: the manager has not published a node with the nid " + settings.nid() + "."));
    }

    /** Loads at the node that the pipeline's load balance prefers, or at the next one that answers. */
    private HandoverFactory handovers(
            NodeConfig own,
            HandoverFactory here,
            NodeRegistry registry,
            ConfigStore store,
            Drains drains,
            RpcClient client) {
        LoadChoice choice = new LoadChoice(own.nid(), new SplittableRandom());
        return (channel, pipeline, listener) -> {
            List<NodeRegistration> live = registry.list();
            List<Integer> order = choice.order(
                    pipeline,
                    live.stream().map(NodeRegistration::nid).toList(),
                    drains.list().keySet());
            return !order.isEmpty() && order.get(0) == own.nid()
                    ? here.create(channel, pipeline, listener)
                    : new RemoteHandover(
                            client,
                            settings.credentials(),
                            channel,
                            pipeline,
                            () -> LoadNodes.addresses(
                                    order.stream()
                                            .filter(nid -> nid != own.nid())
                                            .toList(),
                                    live,
                                    store.nodes()),
                            listener);
        };
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    private static String version() {
        String version = Node.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
