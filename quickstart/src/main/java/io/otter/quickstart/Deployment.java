package io.otter.quickstart;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * ZooKeeper, a source, a target, a manager and nodes on this machine: all embedded except for the manager and the
 * nodes, which are real processes from their tarballs. The manager's own database is on the target server. Closing
 * stops everything in reverse order. One thread at a time.
 */
public final class Deployment implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final DeploymentPlan plan;
    private final Wires wires;
    private final Map<String, String> keys;
    private final ZookeeperFixture zookeeper;
    private final DatabaseServer source;
    private final DatabaseServer target;
    private final Installation manager;
    private final List<Installation> nodes = new ArrayList<>();
    private final ManagerApi api;
    private final String adminPassword;

    /**
     * Stops the manager and the nodes that an earlier deployment in the directory left running because it was killed: they
     * belong to nobody, and have the ports.
     *
     * @return whether any ran
     */
    static boolean stopLeftOver(Path directory) {
        boolean any = false;
        for (Installation installation : Installation.in(directory)) {
            Optional<ProcessHandle> running = installation.running();
            installation.stop();
            any |= running.isPresent() && !running.get().isAlive();
        }
        return any;
    }

    /** Starts everything without a word. */
    public Deployment(DeploymentPlan plan) {
        this(plan, step -> {});
    }

    /** Starts everything, with the progress untold. @param wires closed with it */
    public Deployment(DeploymentPlan plan, Wires wires) {
        this(plan, wires, step -> {});
    }

    /** Likewise, with plain wires. @param progress told of each step when it begins */
    public Deployment(DeploymentPlan plan, Consumer<String> progress) {
        this(plan, Wires.plain(), progress);
    }

    /** Starts everything. @param progress told of each step when it begins. @throws IllegalStateException with a script's output if a process does not start */
    private Deployment(DeploymentPlan plan, Wires wires, Consumer<String> progress) {
        this.plan = plan;
        this.wires = opened(wires);
        try {
            State state = State.of(plan);
            adminPassword = state.secret("admin.password", 9);
            progress.accept("starting ZooKeeper");
            zookeeper = opened(state.zookeeper());
            progress.accept("starting the source, " + plan.source());
            source = opened(
                    state.server("source", plan.source(), options(plan.source(), "--loose-binlog-row-metadata=FULL")));
            progress.accept("starting the target, " + plan.target());
            target = opened(state.server("target", plan.target(), options(plan.target())));
            wires.prepare(source, target);
            keys = Map.of(
                    "OTTER_ZOOKEEPER_CLUSTER_DEFAULT", wires.zookeeper(zookeeper),
                    "OTTER_COMMUNICATION_KEY", state.secret("communication.key", 16),
                    "OTTER_SECRET_KEY", state.secret("secret.key", 32),
                    "OTTER_MANAGER_ADDRESS", "127.0.0.1:" + plan.managerRpcPort());
            progress.accept("starting the manager");
            manager = installManager("manager", plan.managerPort(), plan.managerRpcPort());
            api = new ManagerApi(wires.client(), address(), "admin", adminPassword);
            start(manager);
            api.apply(nodesDocument());
            for (DeploymentPlan.NodePlan node : plan.nodes()) {
                progress.accept("starting node " + node.nid());
                nodes.add(startNode(node));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    public DatabaseServer source() {
        return source;
    }

    public DatabaseServer target() {
        return target;
    }

    public ZookeeperFixture zookeeper() {
        return zookeeper;
    }

    public Installation manager() {
        return manager;
    }

    /** In the order of the plan. */
    public List<Installation> nodes() {
        return List.copyOf(nodes);
    }

    public ManagerApi api() {
        return api;
    }

    /** The base URL of pages and REST API. */
    public String address() {
        return wires.scheme() + "://127.0.0.1:" + plan.managerPort();
    }

    public String adminPassword() {
        return adminPassword;
    }

    /** The parts {@code sources} and {@code canals} of the spec: {@code src}, {@code dst} and {@code src-log}. */
    public String sourcesDocument() {
        return """
                sources:
                  - {name: src, type: MYSQL, host: 127.0.0.1, port: %d, %s}
                  - {name: dst, type: MYSQL, host: 127.0.0.1, port: %d, %s}
                canals:
                  - {name: src-log, source: src, tsdb: true}
                """.formatted(source.port(), wires.logIn(source), target.port(), wires.logIn(target));
    }

    private String[] options(String server, String... own) {
        return Stream.concat(Stream.of(own), wires.serverOptions(server).stream())
                .toArray(String[]::new);
    }

    private String nodesDocument() {
        StringBuilder document = new StringBuilder("zookeepers:\n  - {name: default, servers: [\"")
                .append(zookeeper.connectString().replace(",", "\", \""))
                .append("\"]}\nnodes:\n");
        for (DeploymentPlan.NodePlan node : plan.nodes()) {
            document.append("  - {name: n%d, nid: %d, ip: 127.0.0.1, port: %d, zookeeper: default}%n"
                    .formatted(node.nid(), node.nid(), node.rpcPort()));
        }
        return document.toString();
    }

    /** Starts one more manager on the same database and ZooKeeper. @param directory its name, beside the first one's */
    public Installation startManager(String directory, int port, int rpcPort) {
        Installation another = installManager(directory, port, rpcPort);
        start(another);
        return another;
    }

    private Installation installManager(String directory, int port, int rpcPort) {
        target.execute("CREATE DATABASE IF NOT EXISTS otter");
        Map<String, String> environment = new LinkedHashMap<>(keys);
        environment.put("OTTER_COMMUNICATION_MANAGER_PORT", Integer.toString(rpcPort));
        environment.put("OTTER_PORT", Integer.toString(port));
        environment.put("OTTER_DATABASE_DRIVER_URL", wires.databaseUrl(target));
        environment.put("OTTER_DATABASE_DRIVER_USERNAME", target.user());
        environment.put("OTTER_DATABASE_DRIVER_PASSWORD", target.password());
        environment.put("OTTER_ADMIN_PASSWORD", adminPassword);
        environment.put("OTTER_HEAP", "384m");
        environment.putAll(wires.environment(0));
        return Installation.unpack(plan.root(), "manager", plan.directory().resolve(directory), environment);
    }

    private Installation startNode(DeploymentPlan.NodePlan node) {
        Map<String, String> environment = new LinkedHashMap<>(keys);
        environment.put("OTTER_NODE_HTTP_PORT", Integer.toString(node.httpPort()));
        environment.put("OTTER_HEAP", plan.nodeHeap());
        environment.putAll(wires.environment(node.nid()));
        Path directory = plan.directory().resolve("node-" + node.nid());
        Installation installation = Installation.unpack(plan.root(), "node", directory, environment);
        installation.write("conf/nid", Integer.toString(node.nid()));
        start(installation);
        return installation;
    }

    /** Who is interrupted while it starts stops it. */
    private void start(Installation installation) {
        opened.push(installation::stop);
        installation.start();
    }

    /** Also stops everything for a thread that was interrupted. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            closeAll();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeAll() {
        RuntimeException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("not everything stopped", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }
}
