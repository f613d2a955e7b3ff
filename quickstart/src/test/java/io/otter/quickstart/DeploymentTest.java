package io.otter.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void aSecondQuickstartNamesThePortOfTheFirstOneAndEnds() throws Exception {
        int port = DeploymentPlan.standard(root, root).managerPort();
        PrintStream usual = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (ServerSocket first = new ServerSocket()) {
            if (FreePorts.taken(List.of(port)).isEmpty()) {
                first.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            assertThat(Quickstart.run(root, List.of())).isEqualTo(1);
        } finally {
            System.setErr(usual);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("something listens on port " + port, "Is another quickstart running?");
    }
}
