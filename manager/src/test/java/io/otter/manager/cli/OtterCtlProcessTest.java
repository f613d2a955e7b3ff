package io.otter.manager.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.otter.testsupport.process.Signal;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process with the heap that its script gives it. */
class OtterCtlProcessTest {
    private static final int MEGABYTES = 60;

    @TempDir
    private Path directory;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/channels", exchange -> {
            byte[] none = "[]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, none.length);
            exchange.getResponseBody().write(none);
            exchange.close();
        });
        for (String path : List.of("spec", "backup", "logs")) {
            server.createContext("/api/v1/" + path, exchange -> {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream body = exchange.getResponseBody()) {
                    byte[] part =
                            ("[" + "1234567,".repeat((1 << 20) / 8 - 1) + "123456]").getBytes(StandardCharsets.UTF_8);
                    for (int i = 0; i < MEGABYTES; i++) {
                        body.write(part);
                    }
                }
            });
        }
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatIsLargerThanItsMemoryIsCopiedOrRefusedInOneLine() throws Exception {
        assertThat(ends(otterctl("export"))).isZero();
        assertThat(directory.resolve("out")).hasSize((long) (MEGABYTES << 20) + 1);
        assertThat(directory.resolve("err")).isEmptyFile();

        Path file = directory.resolve("otter.json");
        assertThat(ends(otterctl("backup", "-f", file.toString()))).isZero();
        assertThat(file).hasSize((long) (MEGABYTES << 20) + 1);

        assertThat(ends(otterctl("logs"))).isEqualTo(Exit.INVALID);
        assertThat(Files.readString(directory.resolve("err")))
                .matches("(?s)REQUEST_INVALID: the answer is longer than [78] MB: ask for less.*")
                .hasLineCount(1);
    }

    @Test
    void ctrlCEndsAWatchWithoutAWord() throws Exception {
        Process watch = otterctl("status", "--watch");
        await().until(() -> Files.size(directory.resolve("out")) > 0);
        Signal.send("INT", watch.toHandle());
        assertThat(ends(watch)).isEqualTo(130);
        assertThat(directory.resolve("err")).isEmptyFile();
    }

    private static int ends(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process otterctl(String... arguments) throws IOException {
        // A build in the background of a shell ignores Ctrl-C, and so would its children.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtterCtl.class.getName(),
                "--server=http://127.0.0.1:" + server.getAddress().getPort(),
                "--token=t"));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }
}
