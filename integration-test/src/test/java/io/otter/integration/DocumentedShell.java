package io.otter.integration;

import io.otter.manager.cli.OtterCtl;
import io.otter.testsupport.network.FreePorts;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A shell in which {@code otterctl} is there, as documents have it: pipes, quotes and redirections are the shell's. What it calls runs
 * in this process, since the start of another takes longer than most commands.
 */
final class DocumentedShell implements AutoCloseable {
    /** Sends the arguments, and what is piped into it, one base64 text a line; gets exit code, output and error. */
    private static final String OTTERCTL = """
            #!/bin/bash
            exec 3<>/dev/tcp/127.0.0.1/%d
            for argument; do printf %%s "$argument" | base64 -w0 >&3; echo >&3; done
            echo . >&3
            if [ -p /dev/stdin ]; then base64 -w0 >&3; fi
            echo >&3
            read -r exit <&3; read -r out <&3; read -r err <&3
            base64 -d <<< "$out"; base64 -d <<< "$err" >&2
            exit "$exit"
            """;

    private final Path directory;
    private final Map<String, String> variables;
    private final ServerSocket calls;

    /** What a command, as it was run, has printed. */
    record Said(String command, int exit, String text) {}

    /** @param directory in which commands are run */
    DocumentedShell(Path directory, Map<String, String> variables) throws IOException {
        this.directory = directory;
        this.variables = Map.copyOf(variables);
        calls = new ServerSocket(FreePorts.pick(), 5, InetAddress.getLoopbackAddress());
        Path program = Files.createDirectories(directory.resolve("bin")).resolve("otterctl");
        Files.writeString(program, OTTERCTL.formatted(calls.getLocalPort()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Thread thread = new Thread(this::answer, "documented otterctl");
        thread.setDaemon(true);
        thread.start();
    }

    Said run(String command) throws IOException, InterruptedException {
        ProcessBuilder shell =
                new ProcessBuilder("bash", "-o", "pipefail", "-c", command).directory(directory.toFile());
        shell.environment().putAll(variables);
        shell.environment().merge("PATH", directory.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Path said = Files.createTempFile(directory, "said", ".txt");
        Process process =
                shell.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        return new Said(
                command,
                ended ? process.exitValue() : -1,
                Files.readString(said).strip());
    }

    private void answer() {
        while (!calls.isClosed()) {
            try (Socket call = calls.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(call.getInputStream(), StandardCharsets.US_ASCII));
                List<String> arguments = new ArrayList<>();
                for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                    arguments.add(text(line));
                }
                StringWriter out = new StringWriter();
                StringWriter err = new StringWriter();
                int exit = otterctl(text(Objects.requireNonNullElse(in.readLine(), "")), out, err, arguments);
                call.getOutputStream()
                        .write((exit + "\n" + base64(out) + "\n" + base64(err) + "\n")
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                if (!calls.isClosed()) {
                    throw new IllegalStateException("a call of otterctl", e);
                }
            }
        }
    }

    private int otterctl(String input, StringWriter out, StringWriter err, List<String> arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return OtterCtl.run(
                    variables, new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        } finally {
            System.setIn(before);
        }
    }

    private static String text(String line) {
        return new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
    }

    private static String base64(StringWriter text) {
        return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        calls.close();
    }
}
