package io.otter.benchmark.peer;

import io.otter.benchmark.work.BenchmarkServer;
import io.otter.benchmark.work.Tables;
import io.otter.benchmark.work.Work;
import io.otter.common.json.Json;
import io.otter.quickstart.Installation;
import io.otter.quickstart.ManagerApi;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.network.TcpProxy;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A manager and one node, or one at each of two sites, from their tarballs, with default settings. The manager's database is on a separate server,
 * which keeps it away from the measured ones; each run has its own channel.
 */
public final class OtterPeer implements Peer {
    private static final String PASSWORD = "of-the-benchmark";
    /** An address of this host that only the link listens on. */
    private static final String FAR = "127.0.0.2";

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<Installation> installations = new CopyOnWriteArrayList<>();
    /** The scripts' processes would outlive an interrupted benchmark. */
    private final Thread shutdownHook = new Thread(() -> installations.forEach(Installation::kill), "kill-otter");

    private final Pair pair;
    private final Work work;
    private final Layout layout;
    private final CopyBy copyBy;
    private final List<Installation> nodes = new ArrayList<>();
    private final @Nullable TcpProxy link;
    private final ManagerApi api;
    private volatile int run = 1;

    /**
     * Starts everything.
     *
     * @param root the source tree, with the tarballs built
     * @param directory where to unpack them
     */
    /** @param settings of the nodes besides the defaults */
    public OtterPeer(Pair pair, Work work, Path root, Path directory, Layout layout, Map<String, String> settings) {
        this(pair, work, root, directory, layout, settings, CopyBy.FREE_DOOR);
    }

    OtterPeer(
            Pair pair,
            Work work,
            Path root,
            Path directory,
            Layout layout,
            Map<String, String> settings,
            CopyBy copyBy) {
        this.copyBy = copyBy;
        this.pair = pair;
        this.work = work;
        this.layout = layout;
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        try {
            ZookeeperFixture zookeeper = opened(ZookeeperFixture.single());
            DatabaseServer store = opened(DatabaseServer.start("mariadb-11.4"));
            List<Integer> ports = FreePorts.pick(6);
            link = link(ports.get(4));
            Map<String, String> keys = new HashMap<>(settings);
            keys.putAll(Map.of(
                    "OTTER_ZOOKEEPER_CLUSTER_DEFAULT",
                    zookeeper.connectString(),
                    "OTTER_COMMUNICATION_KEY",
                    PASSWORD,
                    "OTTER_SECRET_KEY",
                    PASSWORD,
                    "OTTER_COMMUNICATION_MANAGER_PORT",
                    ports.get(1).toString(),
                    "OTTER_MANAGER_ADDRESS",
                    "127.0.0.1:" + ports.get(1)));
            start(manager(root, directory.resolve("manager"), store, ports.get(0), keys));
            api = byToken(new ManagerApi("http://127.0.0.1:" + ports.get(0), "admin", PASSWORD));
            api.apply(servers(zookeeper, ports.get(2), ports.get(4)));
            nodes.add(node(root, directory.resolve("node"), 1, ports.get(3), keys));
            if (layout == Layout.TWO_NODES) {
                keys.putAll(Map.of("OTTER_NODE_ADDRESS", FAR, "OTTER_COMMUNICATION_BIND", "127.0.0.1"));
                nodes.add(node(root, directory.resolve("node-2"), 2, ports.get(5), keys));
            }
            nodes.forEach(this::start);
            defineChannels();
            if (work.cold()) {
                restart();
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** To digest the password again with each question took most of a core from who is measured. */
    private static ManagerApi byToken(ManagerApi byPassword) {
        String made = byPassword.makeToken("{\"name\": \"benchmark\", \"password\": \"" + PASSWORD + "\"}");
        return byPassword.with(Json.MAPPER.readTree(made).path("token").asString());
    }

    /** Only the very first run of a node is without what its JVM keeps of the classes that it loaded. */
    private void restart() {
        startChannels();
        awaitRunning();
        stop();
        nodes.forEach(Installation::stop);
        nodes.forEach(Installation::start);
    }

    /** For a copy, channels are running before the clock starts. */
    @Override
    public void ready() {
        if (work.copy()) {
            execute("SET SESSION sql_log_bin = 0", "DELETE FROM " + Tables.MARKER, "TRUNCATE TABLE retl.retl_buffer");
            startChannels();
            awaitRunning();
        }
    }

    @Override
    public void start() {
        if (!work.copy()) {
            startChannels();
        } else if (copyBy == CopyBy.SNAPSHOT) {
            channels().forEach(channel -> api.post(channel, "resync", "{\"parallelism\": 4}"));
            int present = run;
            CompletableFuture.runAsync(() -> markOnceCopied(present));
        } else {
            execute(
                    "INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA)" + " SELECT 0, '"
                            + Tables.name(1) + "', 'I', id FROM " + Tables.name(1),
                    "INSERT INTO " + Tables.MARKER + " VALUES (1)");
        }
    }

    /** Rows that change later come after those that were there. */
    private void markOnceCopied(int present) {
        String done =
                "SELECT COUNT(*) FROM retl.retl_resync R WHERE DONE = 1 AND CONCAT(SCHEMA_NAME, '.', TABLE_NAME) = '"
                        + Tables.name(1) + "' AND RUN_ID = (SELECT MAX(RUN_ID) FROM retl.retl_resync)"
                        + " AND PIPELINE_ID = (SELECT MAX(PIPELINE_ID) FROM retl.retl_checkpoint)";
        awaitOne(done, present);
        if (present == run) {
            execute("INSERT INTO " + Tables.MARKER + " VALUES (1)");
        }
    }

    /** Over one connection: to make one for each question took as much of the machine as a third of the copy. */
    private void awaitOne(String query, int present) {
        try (Connection connection = pair.target().connect();
                Statement statement = connection.createStatement()) {
            while (present == run && !isOne(statement, query)) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the target refuses", e);
        }
    }

    private static boolean isOne(Statement statement, String query) {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next() && found.getInt(1) == 1;
        } catch (SQLException e) {
            return false; // the table is made with the first step
        }
    }

    /**
     * Compares both sides. To ask for the end every 50 ms took a third of a core from the servers.
     *
     * @return when it ended
     * @throws IllegalStateException if they are not equal
     */
    public Instant compare() {
        String channel = channels().get(0);
        JsonNode begun = Json.MAPPER.readTree(api.post(channel, "verify", "{}"));
        while (true) {
            for (JsonNode run : Json.MAPPER.readTree(api.get(channel, "verify")).path("runs")) {
                if (run.path("id").asLong() == begun.path("id").asLong()
                        && !run.path("ended").isNull()) {
                    if (!run.path("state").asString().equals("DONE") || isDifferent(run)) {
                        throw new IllegalStateException("not equal: " + run);
                    }
                    return Instant.parse(run.path("ended").asString());
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
    }

    private static boolean isDifferent(JsonNode run) {
        for (JsonNode table : run.path("tables")) {
            if (table.path("missing").asLong()
                            + table.path("extra").asLong()
                            + table.path("different").asLong()
                    > 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void stop() {
        channels().forEach(api::stop);
        run++;
        defineChannels();
    }

    @Override
    public BenchmarkServer entrance() {
        return pair.source();
    }

    /** Only nodes: rows do not pass through the manager. */
    @Override
    public List<Long> pids() {
        return nodes.stream().map(OtterPeer::pid).toList();
    }

    private static long pid(Installation node) {
        try {
            return Long.parseLong(
                    Files.readString(node.home().resolve("logs/otter-node.pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The way between the sites; there is none on one site. */
    public TcpProxy link() {
        if (link == null) {
            throw new IllegalStateException("there is one site");
        }
        return link;
    }

    private @Nullable TcpProxy link(int port) {
        return switch (layout) {
            case ONE_SITE, ENCRYPTED -> null;
            case TWO_NODES -> opened(new TcpProxy(new InetSocketAddress(FAR, port), "127.0.0.1", port));
            case WRITE_ACROSS -> opened(new TcpProxy("127.0.0.1", pair.target().port()));
            case READ_ACROSS -> opened(new TcpProxy("127.0.0.1", pair.source().port()));
        };
    }

    private int port(BenchmarkServer server, Layout across) {
        return layout == across ? link().port() : server.port();
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                System.err.println("not everything stopped: " + e.getMessage());
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            return; // it is running
        }
    }

    private void startChannels() {
        channels().forEach(api::start);
    }

    private void awaitRunning() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        for (String channel : channels()) {
            while (!api.status(channel).replace(" ", "").contains("\"running\":true")) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("channel " + channel + " does not run: " + api.status(channel));
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    private List<String> channels() {
        return IntStream.rangeClosed(1, work.pipelines())
                .mapToObj(this::channel)
                .toList();
    }

    /** @param number of the pipeline, from 1 */
    private String channel(int number) {
        return "run" + run + "-" + number;
    }

    /** New channels have no checkpoint and no schema history, so they start where the canal says. */
    private void defineChannels() {
        StringBuilder channels = new StringBuilder("channels:\n");
        for (int number = 1; number <= work.pipelines(); number++) {
            channels.append(
                    """
                      - name: %1$s
                        pipelines:
                          - name: %1$s
                            canal: log%2$d
                            select: [n1]
                            load: [%4$s]
                            pairs:
                              - {from: {source: src, schema: bench, table: "%3$s"}, to: {source: dst, schema: bench, table: ".*"}}
                    """.formatted(channel(number), number, tables(number), layout == Layout.TWO_NODES ? "n2" : "n1"));
        }
        api.apply(channels.toString());
    }

    private String tables(int pipeline) {
        if (work.pipelines() == 1) {
            return ".*";
        }
        int last = pipeline * Tables.COUNT;
        String family = IntStream.rangeClosed(last - Tables.COUNT + 1, last)
                .mapToObj(table -> "sbtest" + table)
                .collect(Collectors.joining("|"));
        return pipeline == 1 ? family + "|marker|hb" : family;
    }

    private void execute(String... statements) {
        try {
            pair.source().execute(List.of(statements));
        } catch (SQLException e) {
            throw new IllegalStateException("the source refuses", e);
        }
    }

    private String servers(ZookeeperFixture zookeeper, int rpcPort, int otherRpcPort) {
        return """
            zookeepers:
              - {name: default, servers: ["%s"]}
            nodes:
              - {name: n1, nid: 1, ip: 127.0.0.1, port: %d, zookeeper: default}
              - {name: n2, nid: 2, ip: 127.0.0.1, port: %d, zookeeper: default}
            sources:
              - {name: src, type: MYSQL, host: 127.0.0.1, port: %d, username: %s, password: %s, options: {sslMode: %s}}
              - {name: dst, type: MYSQL, host: 127.0.0.1, port: %d, username: %s, password: %s, options: {sslMode: %s}}
            canals:
            %s
            """.formatted(
                        zookeeper.connectString(),
                        rpcPort,
                        otherRpcPort,
                        port(pair.source(), Layout.READ_ACROSS),
                        pair.source().user(),
                        pair.source().password(),
                        sslMode(),
                        port(pair.target(), Layout.WRITE_ACROSS),
                        pair.target().user(),
                        pair.target().password(),
                        sslMode(),
                        canals());
    }

    private String sslMode() {
        return layout == Layout.ENCRYPTED ? "REQUIRED" : "DISABLED";
    }

    private String canals() {
        String start = work.copy() ? "latest" : "earliest";
        return IntStream.rangeClosed(1, work.pipelines())
                .mapToObj(number -> "  - {name: log" + number + ", source: src, start: " + start + "}")
                .collect(Collectors.joining("\n"));
    }

    private static Installation manager(
            Path root, Path directory, DatabaseServer store, int port, Map<String, String> keys) {
        store.execute("CREATE DATABASE otter");
        Map<String, String> environment = new HashMap<>(keys);
        environment.put("OTTER_PORT", Integer.toString(port));
        environment.put("OTTER_DATABASE_DRIVER_URL", "jdbc:mysql://127.0.0.1:" + store.port() + "/otter");
        environment.put("OTTER_DATABASE_DRIVER_USERNAME", store.user());
        environment.put("OTTER_DATABASE_DRIVER_PASSWORD", store.password());
        environment.put("OTTER_ADMIN_PASSWORD", PASSWORD);
        return Installation.unpack(root, "manager", directory, environment);
    }

    private static Installation node(Path root, Path directory, int nid, int httpPort, Map<String, String> keys) {
        Map<String, String> environment = new HashMap<>(keys);
        environment.put("OTTER_NODE_HTTP_PORT", Integer.toString(httpPort));
        Installation installation = Installation.unpack(root, "node", directory, environment);
        installation.write("conf/nid", Integer.toString(nid));
        return installation;
    }

    private void start(Installation installation) {
        installations.add(installation);
        installation.start();
        opened.push(installation::stop);
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }
}
