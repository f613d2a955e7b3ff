package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.json.Json;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** ZooKeeper is replaced by an empty one, or emptied: channels go on as they were, without anybody pressing a button. */
@Tag("slow")
class WipedZookeeperIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void channelsGoOnFromTheirCheckpointsAndStayStoppedWhereTheyWere(@TempDir Path directory) throws Exception {
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        try (Deployment deployment = new Deployment(plan)) {
            for (DatabaseServer server : List.of(deployment.source(), deployment.target())) {
                for (String schema : List.of("lit", "dark")) {
                    server.execute("CREATE DATABASE " + schema, "CREATE TABLE " + schema + ".t (id INT PRIMARY KEY)");
                }
            }
            deployment.api().apply(deployment.sourcesDocument() + "channels:\n" + channel("lit") + channel("dark"));
            for (String channel : List.of("lit", "dark")) {
                deployment.api().start(channel);
                awaitRunning(deployment, channel);
            }
            deployment.source().execute("INSERT INTO lit.t VALUES (1)");
            equal(deployment, "before");
            deployment.api().stop("dark");

            deployment.zookeeper().wipe();
            deployment.source().execute("INSERT INTO lit.t VALUES (2)");
            awaitRunning(deployment, "lit");
            deployment.source().execute("INSERT INTO lit.t VALUES (3)");
            equal(deployment, "after");
            assertThat(deployment.api().status("dark")).contains("\"STOP\"");

            partsAreLostOneByOne(deployment);

            delete(deployment.zookeeper(), "/otter"); // no connection is lost
            deployment.source().execute("INSERT INTO lit.t VALUES (4)");
            awaitRunning(deployment, "lit");
            deployment.source().execute("INSERT INTO lit.t VALUES (5)");
            equal(deployment, "deleted");
            assertThat(deployment.api().status("dark")).contains("\"STOP\"");
        }
    }

    /** As where somebody copies a tree by hand and forgets some: {@code NoNode for /otter/channel/1/1/process}. */
    private static void partsAreLostOneByOne(Deployment deployment) throws Exception {
        int row = 100;
        for (String part : List.of("/process", "/mainstem", "/epoch", "")) {
            delete(deployment.zookeeper(), pipeline(deployment) + part);
            assertThat(deployment.api().status("lit")).as("without " + part).contains("\"START\"");
            deployment.source().execute("INSERT INTO lit.t VALUES (" + row++ + ")");
            equal(deployment, "without " + part);
            awaitRunning(deployment, "lit");
        }
        deployment.api().stop("lit");
        delete(deployment.zookeeper(), pipeline(deployment));
        deployment.source().execute("INSERT INTO lit.t VALUES (" + row + ")");
        deployment.api().start("lit");
        equal(deployment, "started without its branch");
        awaitRunning(deployment, "lit");
    }

    private static String pipeline(Deployment deployment) {
        JsonNode status = Json.MAPPER.readTree(deployment.api().status("lit"));
        return "/otter/channel/" + status.path("id").asLong() + "/"
                + status.at("/pipelines/0/id").asLong();
    }

    private static void delete(ZookeeperFixture zookeeper, String path) throws Exception {
        try (CuratorFramework somebody =
                CuratorFrameworkFactory.newClient(zookeeper.connectString(), new RetryOneTime(100))) {
            somebody.start();
            somebody.delete().deletingChildrenIfNeeded().forPath(path);
        }
    }

    private static void awaitRunning(Deployment deployment, String channel) {
        await(channel + " runs")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> deployment.api().status(channel).contains("\"running\":true"));
    }

    private static String channel(String name) {
        return """
                  - name: "%1$s"
                    pipelines:
                      - name: "%1$s"
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs:
                          - {from: {source: src, schema: "%1$s", table: ".*"}, to: {source: dst, schema: "%1$s", table: ".*"}}
                """.formatted(name);
    }

    private static void equal(Deployment deployment, String what) {
        new TableComparer(deployment.source(), deployment.target()).awaitEqual(List.of("lit.t"), LIMIT, what);
    }
}
