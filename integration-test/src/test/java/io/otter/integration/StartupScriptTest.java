package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.otter.testsupport.network.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tarballs' scripts with a process that serves, fails or hangs as set by its environment. */
@Tag("slow")
class StartupScriptTest {
    private static final String PROCESS = """
            import com.sun.net.httpserver.HttpServer;
            import java.net.InetSocketAddress;
            public class Probe {
                public static void main(String[] args) throws Exception {
                    String mode = System.getenv("PROBE_MODE");
                    if (mode.equals("fail")) {
                        System.err.println("otter.secret.key is not set");
                        System.exit(2);
                    }
                    if (mode.equals("silent")) {
                        Thread.currentThread().join();
                    }
                    if (mode.equals("stubborn")) {
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                            while (true) {
                                java.util.concurrent.locks.LockSupport.park();
                            }
                        }));
                    }
                    int port = Integer.parseInt(System.getenv("OTTER_NODE_HTTP_PORT"));
                    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
                    server.createContext("/health", exchange -> {
                        exchange.getResponseHeaders().set("Otter-Process", "" + ProcessHandle.current().pid());
                        exchange.sendResponseHeaders(200, -1);
                        exchange.close();
                    });
                    server.start();
                }
            }
            """;

    @TempDir
    private Path directory;

    private Path home;
    private int port;

    @BeforeEach
    void unpack() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        // Which not every machine that builds can name.
        boolean any = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
        home = directory.resolve(any ? "a [home 配置" : "a [home");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("conf"));
        Files.createDirectories(home.resolve("lib"));
        for (String script : List.of("process.sh", "startup.sh", "stop.sh", "status.sh")) {
            Files.copy(root.resolve("bin").resolve(script), home.resolve("bin").resolve(script));
        }
        String environment = Files.readString(root.resolve("conf/node/process.env"));
        Files.writeString(
                home.resolve("conf/process.env"), environment.replaceAll("(?m)^OTTER_MAIN=.*$", "OTTER_MAIN=Probe"));
        Path source = Files.writeString(directory.resolve("Probe.java"), PROCESS);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", directory.toString(), source.toString());
        assertThat(compiled).isZero();
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(home.resolve("lib/probe.jar")))) {
            for (Path file : classes()) {
                jar.putNextEntry(new ZipEntry(file.getFileName().toString()));
                Files.copy(file, jar);
            }
        }
        port = FreePorts.pick();
    }

    private List<Path> classes() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    @AfterEach
    void end() throws Exception {
        run("stop.sh", "serve", System.getProperty("java.home"), Map.of("OTTER_STOP_SECONDS", "1"));
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    void startsOnceServesAndStops(String javaHome) throws Exception {
        assertThat(run("status.sh", "serve", javaHome).exit()).isEqualTo(3);

        Outcome started = run("startup.sh", "serve", javaHome);
        assertThat(started.exit()).as(started.output()).isZero();
        assertThat(home.resolve("logs/otter-node.pid")).exists();
        assertThat(run("status.sh", "serve", javaHome).exit()).isZero();
        Outcome again = run("startup.sh", "serve", javaHome);
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.output()).contains("already running");
        assertThat(Files.readString(home.resolve("logs/otter-node.out"))).doesNotContain("WARNING", "Unrecognized");

        assertThat(run("stop.sh", "serve", javaHome).exit()).isZero();
        assertThat(run("status.sh", "serve", javaHome).exit()).isEqualTo(3);
        assertThat(run("stop.sh", "serve", javaHome).exit()).isZero();
        assertThat(keptClasses()).as("kept for the next start").hasSize(1);
    }

    @Test
    void whatIsKeptOfClassesMayBeSpoilt() throws Exception {
        run("startup.sh", "serve");
        run("stop.sh", "serve", System.getProperty("java.home"));
        Path kept = keptClasses().get(0);
        Files.delete(kept); // the JVM makes it read-only
        Files.write(kept, new byte[9 << 20]);
        Outcome started = run("startup.sh", "serve");
        assertThat(started.exit()).as(started.output()).isZero();
        String pid = Files.readString(home.resolve("logs/otter-node.pid")).strip();
        assertThat(ProcessHandle.of(Long.parseLong(pid)).orElseThrow().info().arguments())
                .hasValueSatisfying(arguments -> assertThat(arguments).contains("-XX:SharedArchiveFile=" + kept));
    }

    private List<Path> keptClasses() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("logs"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    /** Whoever has exported where {@code cd} looks first is not led elsewhere. */
    @Test
    void findsItsOwnHomeFromARelativePath() throws Exception {
        Path elsewhere =
                Files.createDirectories(directory.resolve("elsewhere/bin")).getParent();
        Path output = directory.resolve("relative.txt");
        ProcessBuilder status =
                process("status.sh", "serve", System.getProperty("java.home"), Map.of("CDPATH", elsewhere.toString()));
        status.command("bash", "bin/status.sh");
        Process process =
                status.directory(home.toFile()).redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(3);
    }

    @Test
    void printsTheCauseOfAFailedStart() throws Exception {
        Outcome failed = run("startup.sh", "fail");

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.output()).contains("otter.secret.key is not set");
        assertThat(run("status.sh", "fail").exit()).isEqualTo(3);
    }

    @Test
    void givesUpOnAProcessThatNeverServes() throws Exception {
        Outcome failed =
                run("startup.sh", "silent", System.getProperty("java.home"), Map.of("OTTER_START_SECONDS", "2"));

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.output()).contains("127.0.0.1:" + port + "/health");
    }

    @Test
    void killsAProcessThatDoesNotEnd() throws Exception {
        assertThat(run("startup.sh", "stubborn").exit()).isZero();

        Outcome stopped =
                run("stop.sh", "stubborn", System.getProperty("java.home"), Map.of("OTTER_STOP_SECONDS", "1"));

        assertThat(stopped.exit()).isZero();
        assertThat(run("status.sh", "stubborn").exit()).isEqualTo(3);
    }

    @Test
    void doesNotMistakeAnotherProcessForItsOwn() throws Exception {
        Files.createDirectories(home.resolve("logs"));
        String own = Long.toString(ProcessHandle.current().pid());
        Files.writeString(home.resolve("logs/otter-node.pid"), own);

        assertThat(run("stop.sh", "serve").exit()).isZero();
        Files.writeString(home.resolve("logs/otter-node.pid"), own);
        Outcome started = run("startup.sh", "serve");

        assertThat(started.exit()).as(started.output()).isZero();
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void doesNotTakeAForeignAnswerForItsOwn() throws Exception {
        HttpServer foreign = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        foreign.createContext("/health", exchange -> {
            exchange.getResponseHeaders().set("Otter-Process", "1");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        foreign.start();
        try {
            Outcome refused = run("startup.sh", "serve");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.output()).contains("PORT_IN_USE: otter.node.http.port", "127.0.0.1:" + port);
            assertThat(home.resolve("logs/otter-node.pid")).doesNotExist();
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void refusesAMissingJava() throws Exception {
        Outcome failed = run("startup.sh", "serve", directory.resolve("nothing").toString());

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.output()).contains("JAVA_HOME");
    }

    /** This Java and all others from 17 on that are installed beside it. */
    static Stream<String> javaHomes() {
        Path own = Path.of(System.getProperty("java.home")).toAbsolutePath();
        try (Stream<Path> beside = Files.list(own.getParent())) {
            List<String> others = beside.filter(path -> !Files.isSymbolicLink(path))
                    .filter(path -> Files.isExecutable(path.resolve("bin/java")))
                    .map(Path::toString)
                    .filter(path -> !path.equals(own.toString()))
                    .toList();
            return Stream.concat(Stream.of(own.toString()), others.stream()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoInterruptsAStartEndsWhatItStarted() throws Exception {
        Process starting = process("startup.sh", "silent", System.getProperty("java.home"), Map.of())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path pid = home.resolve("logs/otter-node.pid");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
        ProcessHandle started =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        starting.destroy();
        assertThat(starting.waitFor(30, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(30)).until(() -> !started.isAlive());
        assertThat(pid).doesNotExist();
    }

    /** Addresses as files and people write them, and as others want them. */
    @ParameterizedTest
    @CsvSource({
        "'', 127.0.0.1, 127.0.0.1:2089",
        "0.0.0.0, 127.0.0.1, 127.0.0.1:2089",
        "::, ::1, [::1]:2089",
        "[::], ::1, [::1]:2089",
        "[fd00::7], fd00::7, [fd00::7]:2089",
        "fd00::7, fd00::7, [fd00::7]:2089",
        "node-1.local, node-1.local, node-1.local:2089"
    })
    void itAsksWhereTheProcessListens(String bind, String host, String place) throws Exception {
        Path output = Files.createTempFile(directory, "out", ".txt");
        ProcessBuilder asking = new ProcessBuilder(
                        "bash",
                        "-c",
                        "cd bin && cat process.sh >ask.sh"
                                + " && echo 'health_host; health_place' >>ask.sh && bash ask.sh")
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        asking.environment().put("OTTER_NODE_HTTP_BIND", bind);
        asking.environment().put("OTTER_NODE_HTTP_PORT", "2089");
        Process asked = asking.start();
        assertThat(asked.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output).strip()).isEqualTo(host + "\n" + place);
    }

    /** As systemd and containers start it. */
    @Test
    void becomesTheProcessInTheForeground() throws Exception {
        Process process = process("startup.sh", "serve", System.getProperty("java.home"), Map.of(), "--foreground")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> run("status.sh", "serve").exit() == 0);
            assertThat(Files.readString(home.resolve("logs/otter-node.pid")).strip())
                    .isEqualTo(Long.toString(process.pid()));
            assertThat(run("stop.sh", "serve").exit()).isZero();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Directives and paths of the units are those of the scripts. */
    @Test
    void theShippedUnitsStartWhatIsThere() throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        for (String what : List.of("manager", "node")) {
            String unit = Files.readString(root.resolve("packaging/systemd/otter-" + what + ".service"));
            assertThat(unit)
                    .contains("ExecStart=/opt/otter-" + what + "/bin/startup.sh --foreground\n", "Type=exec\n")
                    .contains("User=otter\n", "NoNewPrivileges=true\n", "ProtectSystem=strict\n")
                    .contains("OTTER_LOGS=/var/log/otter-" + what, "LogsDirectory=otter-" + what + "\n");
            assertThat(unit.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")))
                    .allMatch(line -> line.matches("\\[(Unit|Service|Install)]|[A-Z][A-Za-z]+=.*"));
        }
    }

    private Outcome run(String script, String mode) throws Exception {
        return run(script, mode, System.getProperty("java.home"));
    }

    private Outcome run(String script, String mode, String javaHome) throws Exception {
        return run(script, mode, javaHome, Map.of());
    }

    private Outcome run(String script, String mode, String javaHome, Map<String, String> environment) throws Exception {
        assumeThat(new File("/bin/bash")).exists();
        Path output = Files.createTempFile(directory, "out", ".txt");
        Process process = process(script, mode, javaHome, environment)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private ProcessBuilder process(
            String script, String mode, String javaHome, Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("bin/" + script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().put("OTTER_NODE_HTTP_PORT", Integer.toString(port));
        builder.environment().put("OTTER_HEAP", "32m");
        builder.environment().put("PROBE_MODE", mode);
        builder.environment().put("LC_ALL", "C"); // as under cron
        builder.environment().putAll(environment);
        return builder;
    }

    private record Outcome(int exit, String output) {}
}
