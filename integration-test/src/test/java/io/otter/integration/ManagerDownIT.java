package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.quickstart.Installation;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows flow while the manager is down, also after a node's restart, and the manager catches up when it is back. */
@Tag("slow")
class ManagerDownIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void rowsFlowWithoutAManagerAndItLearnsOfDdlWhenItIsBack(@TempDir Path directory) throws Exception {
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        try (Deployment deployment = new Deployment(plan)) {
            for (DatabaseServer server : List.of(deployment.source(), deployment.target())) {
                server.execute("CREATE DATABASE calm", "CREATE TABLE calm.row_of (id INT PRIMARY KEY)");
            }
            deployment.api().apply(deployment.sourcesDocument() + """
                    channels:
                      - name: calm
                        pipelines:
                          - name: one-way
                            canal: src-log
                            select: [n1]
                            load: [n1]
                            pairs:
                              - {from: {source: src, schema: calm, table: ".*"}, to: {source: dst, schema: calm, table: ".*"}}
                    """);
            deployment.api().start("calm");
            await().atMost(LIMIT).until(() -> deployment.api().status("calm").contains("\"running\":true"));
            insert(deployment, 1);

            deployment.manager().kill();
            insert(deployment, 2);

            Installation node = deployment.nodes().get(0);
            node.kill();
            node.start();
            insert(deployment, 3);

            String ddl = "ALTER TABLE calm.row_of ADD COLUMN note VARCHAR(20) DEFAULT 'none'";
            deployment.source().execute(ddl);
            deployment.source().execute("INSERT INTO calm.row_of VALUES (4, 'after')");
            equal(deployment, "after a DDL without a manager");

            deployment.manager().start();
            long started = System.nanoTime();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !deployment.api().status("calm").contains("\"lastHeard\":null"));
            String heard = String.format("%.1f", (System.nanoTime() - started) / 1e9);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(one(deployment.target(), "SELECT max(sql_text) FROM otter.meta_history"))
                                    .isEqualTo(ddl));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(one(
                                    deployment.target(),
                                    "SELECT count(*) FROM otter.meta_snapshot WHERE destination = 'src-log'"))
                            .isNotEqualTo("0"));
            await().atMost(LIMIT).until(() -> deployment.api().status("calm").contains("\"running\":true"));
            Fault.MANAGER_DIES.seen(
                    getClass(),
                    "rows flow, also after a node's restart; a node reported " + heard
                            + " s after the manager's start");
        }
    }

    private static void insert(Deployment deployment, int id) {
        deployment.source().execute("INSERT INTO calm.row_of VALUES (" + id + ")");
        equal(deployment, "row " + id);
    }

    private static void equal(Deployment deployment, String what) {
        new TableComparer(deployment.source(), deployment.target()).awaitEqual(List.of("calm.row_of"), LIMIT, what);
    }

    private static String one(DatabaseServer server, String sql) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }
}
