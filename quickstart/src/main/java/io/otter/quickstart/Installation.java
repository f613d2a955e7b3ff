package io.otter.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A tarball unpacked into a directory and controlled by its own scripts, as on a real host. One thread at a time. */
public final class Installation {
    private final String process;
    private final Path home;
    private final Map<String, String> environment;

    private Installation(String process, Path home, Map<String, String> environment) {
        this.process = process;
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Unpacks {@code <root>/<process>/target/otter-<process>-*.tar.gz}. What runs there still is stopped, and what a tarball
     * brought before replaced.
     *
     * @param root the source tree
     * @param process {@code manager} or {@code node}
     * @param directory where to unpack; created if missing
     * @param environment for the scripts, in addition to this process's own
     */
    public static Installation unpack(Path root, String process, Path directory, Map<String, String> environment) {
        Installation installation = new Installation(process, directory, environment);
        if (Files.exists(directory.resolve("bin/stop.sh"))) {
            installation.stop();
            run(List.of("rm", "-rf", "lib", "bin"), directory, Map.of(), 60);
        }
        installation.unpack(root, List.of());
        return installation;
    }

    /** Those that are unpacked in subdirectories of {@code directory}. */
    static List<Installation> in(Path directory) {
        try (Stream<Path> homes = Files.list(directory)) {
            return homes.filter(home -> Files.exists(home.resolve("bin/stop.sh")))
                    .map(home -> new Installation(nameOf(home), home, Map.of()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(Path home) {
        return home.getFileName().toString().replaceFirst("-.*", "");
    }

    /** Stops, takes the programs of another build, keeps configuration and data, and starts. @param root its source tree */
    public void upgrade(Path root) {
        stop();
        run(List.of("rm", "-rf", "lib", "bin"), home, Map.of(), 60);
        unpack(root, List.of("--wildcards", "*/lib", "*/bin"));
        start();
    }

    private void unpack(Path root, List<String> what) {
        try (Stream<Path> files = Files.list(root.resolve(process).resolve("target"))) {
            Path tarball = files.filter(
                            file -> file.getFileName().toString().matches("otter-" + process + "-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no tarball of the " + process + ": build it first"));
            Files.createDirectories(home);
            List<String> command = new ArrayList<>(
                    List.of("tar", "xzf", tarball.toString(), "--strip-components=1", "-C", home.toString()));
            command.addAll(what);
            run(command, home, Map.of(), 60);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException with the output of startup.sh if the process does not start serving */
    public void start() {
        start(Map.of());
    }

    /** @param more environment variables for this start only */
    public void start(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        run(List.of("bin/startup.sh"), home, all, 120);
    }

    public void stop() {
        run(List.of("bin/stop.sh"), home, environment, 60);
    }

    /** Sends SIGKILL, like the out-of-memory killer; does nothing if it is not running. */
    public void kill() {
        running().ifPresent(handle -> {
            handle.destroyForcibly();
            handle.onExit().join();
        });
    }

    /** The process started last; empty if it has ended. */
    public Optional<ProcessHandle> running() {
        Path pid = home.resolve("logs/otter-" + process + ".pid");
        try {
            return Files.exists(pid)
                    ? ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void write(String file, String content) {
        try {
            Files.writeString(home.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path home() {
        return home;
    }

    /** The last lines of the process's log, for failure messages. */
    public String logTail(int lines) {
        Path log = home.resolve("logs/" + process + ".log");
        try {
            List<String> all = Files.exists(log) ? Files.readAllLines(log, StandardCharsets.UTF_8) : List.of();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private static void run(List<String> command, Path directory, Map<String, String> environment, int seconds) {
        // Ctrl-C and a closed terminal reach all that was started from there, and end this process, which then stops
        // the others.
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        words.addAll(command);
        try {
            Path output = Files.createTempFile("otter-", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(words)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process started = builder.start();
                if (!ends(started, seconds)) {
                    throw new IllegalStateException(String.join(" ", command) + " did not end in " + seconds + " s");
                }
                if (started.exitValue() != 0) {
                    throw new IllegalStateException(String.join(" ", command) + " failed: "
                            + Files.readString(output).strip());
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Whether it ends in time; if not, it is killed. */
    private static boolean ends(Process started, int seconds) throws InterruptedException {
        try {
            return started.waitFor(seconds, TimeUnit.SECONDS);
        } finally {
            started.destroyForcibly();
        }
    }
}
