package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The manager's database dies, which the rows do not need. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class ManagerDatabaseIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void rowsFlowAndTheManagerSaysWhatIsMissing(@TempDir Path directory) throws Exception {
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        try (Deployment deployment = new Deployment(plan);
                DatabaseServer target = DatabaseServer.start("mariadb-11.4")) {
            for (DatabaseServer server : List.of(deployment.source(), target)) {
                server.execute("CREATE DATABASE calm", "CREATE TABLE calm.row_of (id INT PRIMARY KEY)");
            }
            String another =
                    "  - {name: there, type: MYSQL, host: 127.0.0.1, port: %d, username: %s, password: %s}\ncanals:"
                            .formatted(target.port(), target.user(), target.password());
            deployment.api().apply(deployment.sourcesDocument().replace("canals:", another) + """
                    channels:
                      - name: calm
                        pipelines:
                          - name: one-way
                            canal: src-log
                            select: [n1]
                            load: [n1]
                            pairs:
                              - {from: {source: src, schema: calm, table: ".*"}, to: {source: there, schema: calm, table: ".*"}}
                    """);
            deployment.api().start("calm");
            awaitRunning(deployment);
            insert(deployment, target, 1);

            deployment.target().kill();
            insert(deployment, target, 2);
            assertThatThrownBy(() -> deployment.api().stop("calm"))
                    .hasMessageContaining("503")
                    .hasMessageContaining("database");
            insert(deployment, target, 3);
            deployment.target().restart();
            long started = System.nanoTime();
            awaitRunning(deployment);
            String seconds = String.format("%.1f", (System.nanoTime() - started) / 1e9);
            assertThat(deployment.api().status("calm")).contains("\"status\":\"START\"");
            insert(deployment, target, 4);
            Fault.MANAGER_DATABASE_DIES.seen(
                    getClass(),
                    "rows flow; `stop` is answered with 503 and why; all is known " + seconds + " s after its start");
        }
    }

    private static void awaitRunning(Deployment deployment) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> deployment.api().status("calm").contains("\"running\":true"));
    }

    private static void insert(Deployment deployment, DatabaseServer target, int id) {
        deployment.source().execute("INSERT INTO calm.row_of VALUES (" + id + ")");
        new TableComparer(deployment.source(), target).awaitEqual(List.of("calm.row_of"), LIMIT, "row " + id);
    }
}
