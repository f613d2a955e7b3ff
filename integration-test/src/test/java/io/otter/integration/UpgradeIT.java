package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * From another commit to this one, process by process, while rows flow: {@code -Dotter.upgrade.from=HEAD~1}, or the directory of a
 * source tree that is built. The earliest is in CONTRIBUTING.md.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.upgrade.from", matches = ".+")
class UpgradeIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Test
    void nodesAndManagersAreReplacedOneByOne(@TempDir Path directory) throws Exception {
        Path old = built(System.getProperty("otter.upgrade.from"), directory);
        DeploymentPlan plan = DeploymentPlan.onFreePorts(
                old, directory.resolve("deployment"), "mariadb-11.4", "mariadb-11.4", "256m", 2);
        try (Deployment deployment = new Deployment(plan);
                CountedRows rows = new CountedRows(deployment.source(), deployment.target())) {
            deployment.api().apply(deployment.sourcesDocument() + """
                    channels:
                      - name: counted
                        pipelines:
                          - name: one-way
                            canal: src-log
                            select: [n1]
                            load: [n2]
                            pairs:
                              - {from: {source: src, schema: counted, table: ".*"}, to: {source: dst, schema: counted, table: ".*"}}
                    """);
            deployment.api().start("counted");
            awaitRunning(deployment); // a start at the end of the log does not sync what was written before
            rows.begin();
            awaitRows(deployment, rows);
            // Selects here and loads there, reports here and hears there: old and new in both directions.
            deployment.nodes().get(1).upgrade(Line.ROOT);
            awaitRows(deployment, rows);
            deployment.nodes().get(0).upgrade(Line.ROOT);
            awaitRows(deployment, rows);
            deployment.manager().upgrade(Line.ROOT);
            awaitRows(deployment, rows);
            deployment.nodes().get(1).upgrade(old);
            awaitRows(deployment, rows);
            deployment.nodes().get(1).upgrade(Line.ROOT);
            awaitRows(deployment, rows);
            rows.endAndCompare(LIMIT, "upgraded");
            assertThat(deployment.nodes().get(0).logTail(2_000)).doesNotContain("RPC_PROTOCOL", "CONFIGURATION");
        }
    }

    /** Rows arrive, and the manager hears of them. */
    private static void awaitRows(Deployment deployment, CountedRows rows) throws Exception {
        long before = rows.inserts();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(rows.inserts())
                        .as(() -> deployment.api().status("counted")
                                + deployment.nodes().stream()
                                        .map(node -> "\n" + node.logTail(60))
                                        .collect(Collectors.joining()))
                        .isGreaterThan(before + 200));
        awaitRunning(deployment);
    }

    private static void awaitRunning(Deployment deployment) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> deployment.api().status("counted").contains("\"running\":true"));
    }

    private static Path built(String from, Path directory) throws Exception {
        if (Files.isDirectory(Path.of(from))) {
            return Path.of(from);
        }
        Path tree = Files.createDirectory(directory.resolve("old"));
        Path archive = directory.resolve("old.tar");
        run("git", "-C", Line.ROOT.toString(), "archive", "-o", archive.toString(), from);
        run("tar", "xf", archive.toString(), "-C", tree.toString());
        run(
                "mvn",
                "-q",
                "-B",
                "-f",
                tree.toString(),
                "-Dmaven.test.skip=true",
                "package",
                "-pl",
                "manager,node",
                "-am");
        return tree;
    }

    private static void run(String... command) throws Exception {
        File output = File.createTempFile("otter-upgrade", ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(process.waitFor(30, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", List.of(command)) + ": " + Files.readString(output.toPath()))
                .isZero();
    }
}
