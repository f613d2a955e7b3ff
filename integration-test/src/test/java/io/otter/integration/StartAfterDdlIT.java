package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
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

/** Tables change at the source while the channel stands still: the start lets the log bring it to the target. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class StartAfterDdlIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void theStartIsNotRefusedForWhatTheLogWillBring(@TempDir Path directory) throws Exception {
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        try (Deployment deployment = new Deployment(plan)) {
            for (DatabaseServer server : List.of(deployment.source(), deployment.target())) {
                server.execute(
                        "CREATE DATABASE late",
                        "CREATE TABLE late.a (id INT PRIMARY KEY)",
                        "CREATE TABLE late.b (id INT PRIMARY KEY)");
            }
            deployment.api().apply(deployment.sourcesDocument() + """
                    channels:
                      - name: late
                        pipelines:
                          - name: one-way
                            canal: src-log
                            select: [n1]
                            load: [n1]
                            pairs:
                              - {from: {source: src, schema: late, table: ".*"}, to: {source: dst, schema: late, table: ".*"}}
                    """);
            start(deployment);
            deployment.source().execute("INSERT INTO late.a VALUES (1)");
            equal(deployment, "late.a");

            deployment.api().stop("late");
            await().atMost(LIMIT).until(() -> deployment.api().status("late").contains("\"mainstem\":null"));
            deployment
                    .source()
                    .execute(
                            "ALTER TABLE late.a ADD COLUMN note VARCHAR(20)",
                            "INSERT INTO late.a VALUES (2, 'two')",
                            "DROP TABLE late.b",
                            "CREATE TABLE late.c (id INT PRIMARY KEY)",
                            "INSERT INTO late.c VALUES (1)");
            start(deployment);
            equal(deployment, "late.a", "late.c");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    deployment
                                            .target()
                                            .value(
                                                    "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'late'"))
                            .isEqualTo("2"));
        }
    }

    private static void start(Deployment deployment) {
        deployment.api().start("late");
        await().atMost(LIMIT).until(() -> deployment.api().status("late").contains("\"running\":true"));
    }

    private static void equal(Deployment deployment, String... tables) {
        new TableComparer(deployment.source(), deployment.target()).awaitEqual(List.of(tables), LIMIT, "late");
    }
}
