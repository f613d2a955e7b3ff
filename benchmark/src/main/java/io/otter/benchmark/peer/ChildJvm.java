package io.otter.benchmark.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer in its own JVM. It reads commands as lines from standard input, echoes each line to standard output once done,
 * and exits when standard input ends. Single-threaded.
 */
final class ChildJvm implements AutoCloseable {
    private final Path log;
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    /**
     * Starts the process.
     *
     * @param log file for its standard error
     * @param arguments of {@code java}
     */
    ChildJvm(Path log, List<String> arguments) {
        this.log = log;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        try {
            process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
        commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** @throws IllegalStateException if the process has ended or answers something else */
    void tell(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            String answer = answers.readLine();
            if (!command.equals(answer)) {
                throw new IllegalStateException("the answer to " + command + " is " + answer + "; its log is " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a peer has ended; its log is " + log, e);
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
