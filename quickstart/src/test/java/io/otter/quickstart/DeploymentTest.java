package io.otter.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.network.FreePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentTest {
    @TempDir
    private Path root;

    @Test
    void aMissingTarballIsNamedAndTheServersStartedBeforeItEnd() throws Exception {
        Files.createDirectories(root.resolve("manager/target"));
        long before = ProcessHandle.current().children().count();
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(root, root.resolve("work"), "mariadb-11.4", "mariadb-11.4", "320m", 1);
        assertThatThrownBy(() -> new Deployment(plan).close()).hasMessage("no tarball of the manager: build it first");
        assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
    }

    @Test
    void aPortThatSomebodyListensOnIsReplaced() throws Exception {
        DeploymentPlan usual = DeploymentPlan.standard(root, root.resolve("work"));
        try (ServerSocket somebody = new ServerSocket()) {
            if (FreePorts.taken(List.of(usual.managerPort())).isEmpty()) {
                somebody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), usual.managerPort()));
            }
            DeploymentPlan plan = usual.withoutTakenPorts();
            assertThat(plan.managerPort()).isNotEqualTo(usual.managerPort());
            assertThat(FreePorts.taken(plan.ports())).isEmpty();
        }
    }

    /** Ctrl-C, or a closed terminal, while the manager starts. */
    @Test
    void whoIsInterruptedWhileAProcessStartsLeavesNothingBehind() throws Exception {
        tarball("""
                #!/usr/bin/env bash
                cd "$(dirname "$0")/.." && mkdir -p logs
                bash -c "exec -a -Dotter.home=$PWD sleep 300" &
                echo $! >logs/otter-manager.pid
                exec sleep 300
                """);
        long before = ProcessHandle.current().children().count();
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(root, root.resolve("work"), "mariadb-11.4", "mariadb-11.4", "320m", 1);
        CompletableFuture<String> ended = new CompletableFuture<>();
        Thread starting = new Thread(() -> {
            try (Deployment deployment = new Deployment(plan)) {
                ended.complete("started: " + deployment.address());
            } catch (RuntimeException e) {
                ended.complete(e.getMessage() + (Thread.currentThread().isInterrupted() ? ", still" : ", no more"));
            }
        });
        starting.start();
        Path pid = plan.directory().resolve("manager/logs/otter-manager.pid");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
        ProcessHandle left =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        starting.interrupt();
        assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo("interrupted, still");
        assertThat(left.isAlive()).isFalse();
        assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
    }

    private void tarball(String startup) throws Exception {
        Path manager = root.resolve("packed/otter-manager");
        for (String file : List.of("bin/stop.sh", "bin/process.sh", "conf/manager/process.env")) {
            Path copy = manager.resolve(file.replace("manager/", ""));
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of("..").resolve(file), copy);
        }
        Path script = Files.writeString(manager.resolve("bin/startup.sh"), startup);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path target = Files.createDirectories(root.resolve("manager/target"));
        Process tar = new ProcessBuilder(
                        "tar",
                        "czf",
                        target.resolve("otter-manager-1.tar.gz").toString(),
                        "-C",
                        root.resolve("packed").toString(),
                        "otter-manager")
                .start();
        assertThat(tar.waitFor()).isZero();
    }

    /** As after kill -9 of a quickstart: its manager goes on, and would have the port of the next one's. */
    @Test
    void aManagerThatWasLeftRunningIsStoppedAndNothingElse() throws Exception {
        Path home = root.resolve("manager");
        for (String file : List.of("bin/stop.sh", "bin/process.sh", "conf/manager/process.env")) {
            Path copy = home.resolve(file.replace("manager/", ""));
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of("..").resolve(file), copy);
        }
        Files.createDirectories(home.resolve("logs"));
        Process left =
                new ProcessBuilder("bash", "-c", "exec -a -Dotter.home=" + home.toRealPath() + " sleep 60").start();
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(home.resolve("logs/otter-manager.pid"), Long.toString(other.pid()));
            assertThat(Deployment.stopLeftOver(root)).as("a stale pid file").isFalse();
            Files.writeString(home.resolve("logs/otter-manager.pid"), Long.toString(left.pid()));
            assertThat(Deployment.stopLeftOver(root)).isTrue();
            assertThat(left.isAlive()).isFalse();
            assertThat(other.isAlive()).isTrue();
        } finally {
            left.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    void whatADemonstrationHasIsKeptUntilItIsReset() throws Exception {
        DeploymentPlan plan = DeploymentPlan.standard(root, Quickstart.home(root));
        State first = State.of(plan);
        String secret = first.secret("secret.key", 32);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(plan.directory().resolve("state.properties"))))
                .as("who reads the keys")
                .isEqualTo("rw-------");
        int port;
        try (DatabaseServer server = first.server("source", plan.source())) {
            port = server.port();
            server.execute(
                    "CREATE DATABASE kept",
                    "CREATE TABLE kept.t (id INT PRIMARY KEY)",
                    "INSERT INTO kept.t VALUES (7)");
        }
        State next = State.of(plan);
        assertThat(next.secret("secret.key", 32)).isEqualTo(secret);
        try (DatabaseServer server = next.server("source", plan.source())) {
            assertThat(server.value("SELECT id FROM kept.t")).isEqualTo("7");
            assertThat(server.port()).isEqualTo(port);
        }
        assertThat(Quickstart.run(root, List.of("--reset"))).isZero();
        assertThat(Quickstart.home(root)).doesNotExist();
        assertThat(Quickstart.run(root, List.of("--reset"))).isZero();
        assertThat(State.of(plan).secret("secret.key", 32)).isNotEqualTo(secret);
    }
}
