package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.otter.quickstart.ManagerApi;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.network.FreePorts;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packages, which {@code -P deb} makes, as does any build where CI is set, are unpacked as dpkg does it, into a directory in the
 * place of {@code /}, and started by the command line and the environment of the unit in them: manager and node serve, and write
 * nowhere but where the unit lets them.
 */
@Tag("slow")
class DebIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path root;

    @Test
    void managerAndNodeServe() throws Exception {
        List<Path> packages = Stream.of("manager", "node")
                .map(process -> Line.ROOT.resolve(process + "/target/otter-" + process + ".deb"))
                .toList();
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "dpkg-deb is not here");
        assumeTrue(packages.stream().allMatch(Files::isRegularFile), "no packages: run with -P deb");
        for (Path file : packages) {
            String about = output("dpkg-deb", "--field", file.toString());
            assertThat(about)
                    .contains("Architecture: all")
                    .contains("Depends: ")
                    .doesNotContain("[[");
            output("dpkg-deb", "-x", file.toString(), root.toString());
        }
        List<Integer> ports = FreePorts.pick(4);
        String address = "http://127.0.0.1:" + ports.get(0);
        try (ZookeeperFixture zookeeper = ZookeeperFixture.single();
                DatabaseServer database = DatabaseServer.start("mariadb-11.4")) {
            database.execute("CREATE DATABASE otter");
            Map<String, String> both = Map.of(
                    "OTTER_ZOOKEEPER_CLUSTER_DEFAULT", zookeeper.connectString(),
                    "OTTER_COMMUNICATION_KEY", "the key of the packages",
                    "OTTER_SECRET_KEY", "a passphrase of the packages",
                    "OTTER_HEAP", "256m");
            Unit manager = new Unit(
                    "manager",
                    both,
                    Map.of(
                            "OTTER_PORT", ports.get(0).toString(),
                            "OTTER_COMMUNICATION_MANAGER_PORT", ports.get(1).toString(),
                            "OTTER_DATABASE_DRIVER_URL", "jdbc:mysql://127.0.0.1:" + database.port() + "/otter",
                            "OTTER_DATABASE_DRIVER_USERNAME", database.user(),
                            "OTTER_DATABASE_DRIVER_PASSWORD", database.password(),
                            "OTTER_ADMIN_PASSWORD", "a password of the packages"));
            Unit node = new Unit(
                    "node",
                    both,
                    Map.of(
                            "OTTER_NODE_NID",
                            "1",
                            "OTTER_NODE_HTTP_PORT",
                            ports.get(3).toString(),
                            "OTTER_MANAGER_ADDRESS",
                            "127.0.0.1:" + ports.get(1)));
            List<String> installed = files();
            Process managing = manager.start();
            Process working = null;
            try {
                awaitHealthy(manager, managing, ports.get(0));
                assertThat(manager.script("status.sh")).isZero();
                ManagerApi api = new ManagerApi(address, "admin", "a password of the packages");
                api.apply("nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: " + ports.get(2) + "}]");
                working = node.start();
                awaitHealthy(node, working, ports.get(3));
                assertThat(node.script("status.sh")).isZero();
                String metrics = get(ports.get(3), "/metrics").body();
                assertThat(metrics).contains("sync_node_info{node=\"n1\"");
            } finally {
                managing.destroy();
                if (working != null) {
                    working.destroy();
                }
            }
            for (Process stopped : List.of(managing, working)) {
                assertThat(stopped.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(stopped.exitValue())
                        .as("SuccessExitStatus of the unit")
                        .isEqualTo(143);
            }
            assertThat(files()).as("ProtectSystem=strict").isEqualTo(installed);
            assertThat(root.resolve("var/log/otter-manager/manager.log")).isRegularFile();
            assertThat(root.resolve("var/log/otter-node/node.log")).isRegularFile();
            assertThat(root.resolve("var/lib/otter-node")).isNotEmptyDirectory();
        }
    }

    private void awaitHealthy(Unit unit, Process process, int port) {
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            assertThat(process.isAlive()).as(unit::said).isTrue();
            return get(port, "/health").statusCode() == 200;
        });
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Of the packages, as opposed to what processes write. */
    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("opt"))) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** What systemd would start, below {@code root}. */
    private final class Unit {
        private final String process;
        private final List<String> lines;
        private final Path said;

        Unit(String process, Map<String, String> both, Map<String, String> own) throws IOException {
            this.process = process;
            lines = Files.readAllLines(root.resolve("lib/systemd/system/otter-" + process + ".service"));
            said = root.resolve(process + ".out");
            Path conf = root.resolve("etc/otter-" + process);
            Files.createDirectories(conf);
            try (Stream<Path> shipped = Files.list(root.resolve("opt/otter-" + process + "/conf"))) {
                for (Path file : shipped.toList()) { // as postinst does
                    Files.copy(file, conf.resolve(file.getFileName()));
                }
            }
            List<String> environment = new ArrayList<>();
            Stream.of(both, own)
                    .flatMap(some -> some.entrySet().stream())
                    .forEach(one -> environment.add(one.getKey() + "=" + one.getValue()));
            Files.write(conf.resolve("environment"), environment);
            for (String directory : List.of("var/log/otter-" + process, "var/lib/otter-" + process)) {
                Files.createDirectories(
                        root.resolve(directory),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        }

        Process start() throws IOException {
            return builder(settings("ExecStart").get(0)).start();
        }

        int script(String name) throws Exception {
            return builder("/opt/otter-" + process + "/bin/" + name).start().waitFor();
        }

        String said() {
            try {
                return Files.readString(said);
            } catch (IOException e) {
                return e.toString();
            }
        }

        private ProcessBuilder builder(String commandLine) throws IOException {
            List<String> command = new ArrayList<>(List.of(commandLine.split(" ")));
            command.set(0, below(command.get(0)));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
            Map<String, String> environment = builder.environment();
            environment.keySet().retainAll(List.of("PATH", "JAVA_HOME"));
            settings("Environment").stream()
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .map(one -> one.split("=", 2))
                    .forEach(one -> environment.put(one[0], below(one[1])));
            for (String file : settings("EnvironmentFile")) {
                for (String line : Files.readAllLines(Path.of(below(file.substring(1))))) {
                    String[] one = line.split("=", 2);
                    environment.put(one[0], one[1]);
                }
            }
            return builder;
        }

        private List<String> settings(String name) {
            return lines.stream()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .toList();
        }

        private String below(String path) {
            return root + path;
        }
    }
}
