package io.otter.testsupport.database;

import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.process.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server as a local process, with data of its own: temporary, or kept in a directory. */
final class LocalServer implements ServerHost {
    private final ServerBinaries binaries;
    private final List<String> options;
    private final List<String> initialStatements;
    private final Path root;
    private final Path data;
    private final Path temporary;
    private final int port;
    private final boolean kept;
    private @Nullable Process process;
    private @Nullable Watchdog watchdog;

    LocalServer(ServerBinaries binaries, List<String> options, List<String> initialStatements) {
        this(binaries, options, initialStatements, DataDirectory.copyFor(binaries), FreePorts.pick(), false);
    }

    private LocalServer(
            ServerBinaries binaries,
            List<String> options,
            List<String> initialStatements,
            Path root,
            int port,
            boolean kept) {
        this.binaries = binaries;
        this.options = List.copyOf(options);
        this.initialStatements = List.copyOf(initialStatements);
        this.root = root;
        data = DataDirectory.dataOf(root);
        temporary = DataDirectory.temporaryOf(root);
        this.port = port;
        this.kept = kept;
    }

    /** On data that stays in this directory, which is filled if it is not there. */
    static LocalServer keeping(
            Path directory, int port, ServerBinaries binaries, List<String> options, List<String> initialStatements) {
        DataDirectory.fill(directory, binaries);
        return new LocalServer(binaries, options, initialStatements, directory, port, true);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(temporary);
        Process started = new ProcessBuilder(commandLine())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        process = started;
        watchdog = new Watchdog(started, kept ? temporary : root);
    }

    @Override
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public void end(boolean forcibly) {
        Process running = process;
        if (running == null) {
            return;
        }
        if (watchdog != null) {
            watchdog.close();
            watchdog = null;
        }
        if (forcibly) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        try {
            if (!running.waitFor(60, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    @Override
    public void freeze() {
        signal("STOP");
    }

    @Override
    public void thaw() {
        signal("CONT");
    }

    @Override
    public String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }

    @Override
    public void remove() {
        end(!kept);
        if (!kept) {
            DataDirectory.delete(root);
        }
    }

    private void signal(String name) {
        Process running = process;
        if (running != null) {
            Signal.send(name, running.toHandle());
        }
    }

    private Path log() {
        return data.resolve("server.log");
    }

    private List<String> commandLine() throws IOException {
        Path initial = data.resolve("initial.sql");
        Files.write(initial, initialStatements);
        List<String> command = new ArrayList<>(binaries.command());
        command.addAll(List.of(
                "--datadir=" + data,
                "--tmpdir=" + temporary,
                "--lc-messages-dir=" + binaries.share(),
                "--user=" + System.getProperty("user.name"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + data.resolve("s.sock"),
                "--pid-file=" + data.resolve("server.pid"),
                "--init-file=" + initial));
        command.addAll(options);
        return command;
    }
}
