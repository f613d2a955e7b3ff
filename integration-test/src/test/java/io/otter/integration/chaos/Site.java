package io.otter.integration.chaos;

import io.otter.quickstart.Installation;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.network.TcpProxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All of an installation, each part a process of its own, with two managers, two nodes and a proxy on each way: the nodes and
 * managers reach ZooKeeper, source and target only through one.
 */
final class Site implements AutoCloseable {
    static final String CHANNEL = "chaos";
    private static final Path ROOT =
            Path.of(System.getProperty("otter.root", "..")).toAbsolutePath().normalize();
    private static final String KEY = "a shared key of the chaos";
    private static final String PASSWORD = "chaos-admin-password";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final DatabaseServer source;
    private final DatabaseServer target;
    private final Map<String, Victim> victims = new LinkedHashMap<>();
    private final Map<String, TcpProxy> ways = new LinkedHashMap<>();
    private final Map<String, Installation> processes = new LinkedHashMap<>();
    private final ZookeeperProcess zookeeper;
    private final List<Managers.Address> managers;

    /**
     * Starts everything but the channel.
     *
     * @param synced canals and the pipelines of the channel, in the form of a spec, for the nodes n1 and n2 and the sources src and dst
     */
    Site(Path directory, String sourceName, String targetName, String synced) {
        try {
            List<Integer> ports = FreePorts.pick(9);
            zookeeper = opened(new ZookeeperProcess(directory.resolve("zookeeper"), ports.get(8)));
            source = opened(DatabaseServer.start(sourceName));
            target = opened(DatabaseServer.start(targetName));
            DatabaseServer memory = opened(DatabaseServer.start("mariadb-11.4"));
            memory.execute("CREATE DATABASE otter");
            victims.put("zookeeper", zookeeper);
            victims.put("source", Victim.of(source));
            victims.put("target", Victim.of(target));
            victims.put("manager database", Victim.of(memory));
            way("source", source.port());
            way("target", target.port());
            managers = List.of(
                    new Managers.Address("m1", ports.get(0), PASSWORD),
                    new Managers.Address("m2", ports.get(1), PASSWORD));
            String reports = "127.0.0.1:" + ports.get(2) + ",127.0.0.1:" + ports.get(3);
            for (int i = 0; i < 2; i++) {
                Map<String, String> own = Map.of(
                        "OTTER_PORT", Integer.toString(ports.get(i)),
                        "OTTER_COMMUNICATION_MANAGER_PORT", Integer.toString(ports.get(2 + i)),
                        "OTTER_DATABASE_DRIVER_URL", "jdbc:mysql://127.0.0.1:" + memory.port() + "/otter",
                        "OTTER_DATABASE_DRIVER_USERNAME", memory.user(),
                        "OTTER_DATABASE_DRIVER_PASSWORD", memory.password(),
                        "OTTER_ADMIN_PASSWORD", PASSWORD,
                        "OTTER_HEAP", "384m");
                install("manager", "m" + (i + 1), directory, own).start();
            }
            new Managers(managers).apply(document(ports.get(4), ports.get(5)) + synced);
            for (int i = 0; i < 2; i++) {
                Map<String, String> own = Map.of(
                        "OTTER_MANAGER_ADDRESS",
                        reports,
                        "OTTER_NODE_HTTP_PORT",
                        Integer.toString(ports.get(6 + i)),
                        "OTTER_HEAP",
                        "256m");
                Installation node = install("node", "n" + (i + 1), directory, own);
                node.write("conf/nid", Integer.toString(i + 1));
                node.start();
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    DatabaseServer source() {
        return source;
    }

    DatabaseServer target() {
        return target;
    }

    ZookeeperProcess zookeeper() {
        return zookeeper;
    }

    /** By name: m1, m2, n1, n2, source, target, manager database, zookeeper. */
    Map<String, Victim> victims() {
        return victims;
    }

    /** By name: source, target, and zookeeper of each manager and node. */
    Map<String, TcpProxy> ways() {
        return ways;
    }

    /** Managers and nodes. */
    Map<String, Installation> processes() {
        return processes;
    }

    List<Managers.Address> managers() {
        return managers;
    }

    @Override
    public void close() {
        for (Installation process : processes.values()) {
            process.kill();
        }
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                System.out.println("not closed: " + e);
            }
        }
    }

    private Installation install(String kind, String name, Path directory, Map<String, String> own) {
        Map<String, String> environment = new HashMap<>(own);
        environment.put(
                "OTTER_ZOOKEEPER_CLUSTER_DEFAULT", "127.0.0.1:" + way("zookeeper of " + name, zookeeper.port()));
        environment.put("OTTER_COMMUNICATION_KEY", KEY);
        environment.put("OTTER_SECRET_KEY", KEY);
        Installation installation = Installation.unpack(ROOT, kind, directory.resolve(name), environment);
        processes.put(name, installation);
        victims.put(name, Victim.of(installation));
        return installation;
    }

    private int way(String name, int port) {
        TcpProxy proxy = opened(new TcpProxy("127.0.0.1", port));
        ways.put(name, proxy);
        return proxy.port();
    }

    private String document(int firstNodePort, int secondNodePort) {
        return """
                zookeepers: [{name: default, servers: ["127.0.0.1:%d"]}]
                nodes:
                  - {name: n1, nid: 1, ip: 127.0.0.1, port: %d, zookeeper: default}
                  - {name: n2, nid: 2, ip: 127.0.0.1, port: %d, zookeeper: default}
                sources:
                  - {name: src, type: MYSQL, host: 127.0.0.1, port: %d, username: %s, password: %s}
                  - {name: dst, type: MYSQL, host: 127.0.0.1, port: %d, username: %s, password: %s}
                """.formatted(
                        zookeeper.port(),
                        firstNodePort,
                        secondNodePort,
                        ways.get("source").port(),
                        source.user(),
                        source.password(),
                        ways.get("target").port(),
                        target.user(),
                        target.password());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }
}
