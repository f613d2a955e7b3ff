package io.otter.integration.chaos;

import io.otter.testsupport.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** ZooKeeper as a process of its own, on a given port. */
final class ZookeeperProcess implements Victim, AutoCloseable {
    private final Path directory;
    private final int port;
    private @Nullable Process process;

    ZookeeperProcess(Path directory, int port) {
        this.directory = directory;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        start();
    }

    int port() {
        return port;
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(directory.resolve("data"));
            Path config = directory.resolve("zoo.cfg");
            Files.writeString(
                    config,
                    "tickTime=1000\ndataDir=" + directory.resolve("data") + "\nclientPort=" + port
                            + "\nclientPortAddress=127.0.0.1\nmaxClientCnxns=0\nminSessionTimeout=1000"
                            + "\nmaxSessionTimeout=60000\nadmin.enableServer=false\n");
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            "-Dlogback.configurationFile=none.xml",
                            "org.apache.zookeeper.server.ZooKeeperServerMain",
                            config.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("zookeeper.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("ZooKeeper listens").atMost(Duration.ofSeconds(60)).until(this::listens);
    }

    /** Removes everything that it knows; call while it is dead. */
    void empty() {
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
            process = null;
        }
    }

    @Override
    public void freeze() {
        Process running = process;
        if (running != null) {
            Signal.send("STOP", running.toHandle());
        }
    }

    @Override
    public void thaw() {
        Process running = process;
        if (running != null) {
            Signal.send("CONT", running.toHandle());
        }
    }

    @Override
    public void close() {
        kill();
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
