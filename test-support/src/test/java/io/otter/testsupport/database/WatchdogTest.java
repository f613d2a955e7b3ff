package io.otter.testsupport.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
    @TempDir
    private Path directory;

    @Test
    void aServerDiesWithItsJvmAndItsDataIsDeleted() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path pid = directory.resolve("pid");
        Process jvm = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        data.toString(),
                        pid.toString()))
                .inheritIO()
                .start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(pid) && !Files.readString(pid).isEmpty());
        ProcessHandle server =
                ProcessHandle.of(Long.parseLong(Files.readString(pid))).orElseThrow();
        assertThat(server.isAlive()).isTrue();
        jvm.destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).until(() -> !server.isAlive() && !Files.exists(data));
    }

    static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Process server = new ProcessBuilder("sleep", "600").start();
            Watchdog watchdog = new Watchdog(server, Path.of(arguments[0]));
            Files.writeString(Path.of(arguments[1]), Long.toString(server.pid()));
            server.waitFor();
            watchdog.close();
        }
    }
}
