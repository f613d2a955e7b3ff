package io.otter.testsupport.zookeeper;

import io.otter.testsupport.network.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooKeeper;

/** ZooKeeper in this JVM: one server, or an ensemble of three. One thread at a time starts and stops it. */
public final class ZookeeperFixture implements AutoCloseable {
    private final Servers servers;

    private ZookeeperFixture(Servers servers) {
        this.servers = servers;
    }

    public static ZookeeperFixture single() {
        return single(FreePorts.pick());
    }

    /** One server on this port; its data are temporary. */
    public static ZookeeperFixture single(int port) {
        try {
            return new ZookeeperFixture(new Single(new TestingServer(port, true)));
        } catch (Exception e) {
            throw new IllegalStateException("ZooKeeper does not start", e);
        }
    }

    /** Three servers. */
    public static ZookeeperFixture ensemble() {
        return ensemble(3);
    }

    /** @param servers odd, so that a majority is left when one stops */
    public static ZookeeperFixture ensemble(int servers) {
        try {
            TestingCluster cluster = new TestingCluster(specs(servers));
            cluster.start();
            return new ZookeeperFixture(new Ensemble(cluster));
        } catch (Exception e) {
            throw new IllegalStateException("ZooKeeper does not start", e);
        }
    }

    private static List<InstanceSpec> specs(int servers) {
        return IntStream.rangeClosed(1, servers)
                .mapToObj(id -> new InstanceSpec(null, FreePorts.pick(), FreePorts.pick(), FreePorts.pick(), true, id))
                .toList();
    }

    /** For clients: {@code host:port}, separated by commas. */
    public String connectString() {
        return servers.connectString();
    }

    /** Stops the server, or one server of the ensemble, keeping its data. */
    public void stop() {
        try {
            servers.stop();
        } catch (Exception e) {
            throw new IllegalStateException("ZooKeeper does not stop", e);
        }
    }

    /** Starts what {@link #stop()} stopped, on the same port and data. */
    public void restart() {
        try {
            servers.restart();
        } catch (Exception e) {
            throw new IllegalStateException("ZooKeeper does not start again", e);
        }
    }

    /** Replaces the server by an empty one on the same port. Not for an ensemble. */
    public void wipe() {
        try {
            servers.stop();
            servers.wipe();
            servers.restart();
        } catch (Exception e) {
            throw new IllegalStateException("ZooKeeper is not replaced", e);
        }
    }

    /** Ends a client's session like a timeout: its ephemeral nodes are deleted, and it is told so. */
    public void expire(ZooKeeper client) {
        client.getTestable().injectSessionExpiration();
        try {
            CountDownLatch connected = new CountDownLatch(1);
            ZooKeeper twin = new ZooKeeper(
                    connectString(),
                    10_000,
                    event -> connected.countDown(),
                    client.getSessionId(),
                    client.getSessionPasswd());
            connected.await(); // one that is closed before says nothing to the server
            twin.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            servers.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Servers {
        String connectString();

        void stop() throws Exception;

        void restart() throws Exception;

        void wipe() throws Exception;

        void close() throws IOException;
    }

    private record Single(TestingServer server) implements Servers {
        @Override
        public String connectString() {
            return "127.0.0.1:" + server.getPort();
        }

        @Override
        public void stop() throws Exception {
            server.stop();
        }

        @Override
        public void restart() throws Exception {
            server.restart();
        }

        @Override
        public void wipe() throws IOException {
            List<Path> files;
            try (Stream<Path> all = Files.walk(server.getTempDirectory().toPath())) {
                files = all.filter(Files::isRegularFile).toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private record Ensemble(TestingCluster cluster) implements Servers {
        @Override
        public String connectString() {
            return cluster.getConnectString();
        }

        @Override
        public void stop() throws Exception {
            cluster.killServer(first());
        }

        @Override
        public void restart() throws Exception {
            cluster.restartServer(first());
        }

        @Override
        public void wipe() {
            throw new UnsupportedOperationException("an ensemble");
        }

        @Override
        public void close() throws IOException {
            cluster.close();
        }

        private InstanceSpec first() {
            return cluster.getInstances().iterator().next();
        }
    }
}
