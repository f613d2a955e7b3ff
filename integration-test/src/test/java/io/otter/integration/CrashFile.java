package io.otter.integration;

import io.otter.quickstart.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** Tells a running node at which named point it is to die. */
final class CrashFile {
    private final Installation node;
    private final Path file;

    CrashFile(Installation node) {
        this.node = node;
        file = node.home().resolve("crash-point");
    }

    /** Starts the node so that it can be told. */
    void startNode() {
        node.start(Map.of("OTTER_JAVA_OPTS", "-Dotter.crash.file=" + file));
    }

    void arm(String point) throws IOException {
        Path written = file.resolveSibling("crash-point.new");
        Files.writeString(written, point);
        Files.move(written, file);
    }

    /** Waits until the node is dead, which it will not be again at this point. */
    void awaitDeath(Duration limit, String what) throws IOException {
        Awaitility.await()
                .alias("the node dies at " + what)
                .atMost(limit)
                .until(() -> node.running().isEmpty());
        Files.delete(file);
    }
}
