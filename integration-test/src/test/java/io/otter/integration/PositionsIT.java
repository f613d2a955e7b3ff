package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.otter.common.json.Json;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Where pipelines go on: two targets that are not equally far, a log begun anew, another installation's checkpoint. */
@Tag("slow")
class PositionsIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void noPositionIsTakenForAnother(@TempDir Path directory) throws Exception {
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        try (Deployment deployment = new Deployment(plan);
                DatabaseServer second = DatabaseServer.start("mariadb-11.4")) {
            deployment.source().execute("CREATE DATABASE aside", "CREATE TABLE aside.row_of (id INT PRIMARY KEY)");
            for (DatabaseServer server : List.of(deployment.source(), deployment.target(), second)) {
                server.execute("CREATE DATABASE shop", "CREATE TABLE shop.row_of (id INT PRIMARY KEY)");
            }
            configure(deployment, second);

            String started = otterctl(deployment, 0, "start", "shop", "--wait");
            assertThat(otterctl(deployment, 0, "status", "shop")).contains("CHANNEL", "one-way");
            JsonNode place =
                    Json.MAPPER.readTree(deployment.api().status("shop")).at("/pipelines/0/mainstem/readsFrom");
            assertThat(place.path("file").asString()).startsWith("binlog.");
            assertThat(started)
                    .contains(
                            "shop started",
                            "one-way reads from " + place.path("file").asString() + ":"
                                    + place.path("offset").asString());
            insert(deployment, 1);
            awaitRows(deployment.target(), "1");
            awaitRows(second, "1");

            theFartherTargetOfTwoGetsTheRest(deployment, second);
            aLogBegunAnewIsNotReadOn(deployment, second);
            anotherInstallationsCheckpointIsNotUsed(deployment, second);
        }
    }

    /** One is down, while the other is moved on by what is not synced; then the node dies. */
    private static void theFartherTargetOfTwoGetsTheRest(Deployment deployment, DatabaseServer second)
            throws Exception {
        second.stop();
        for (int id = 2; id <= 4; id++) {
            insert(deployment, id);
        }
        awaitRows(deployment.target(), "1,2,3,4");
        for (int id = 0; id < 30; id++) {
            deployment.source().execute("INSERT INTO aside.row_of VALUES (" + id + ")");
        }
        deployment.nodes().get(0).kill();
        second.restart();
        deployment.nodes().get(0).start();
        for (int id = 5; id <= 9; id++) {
            insert(deployment, id);
        }

        awaitRows(second, "1,2,3,4,5,6,7,8,9");
        awaitRows(deployment.target(), "1,2,3,4,5,6,7,8,9");
    }

    private static void aLogBegunAnewIsNotReadOn(Deployment deployment, DatabaseServer second) throws Exception {
        stop(deployment);
        long length = Long.parseLong(column(deployment.source(), "SHOW MASTER STATUS", 2));
        deployment.source().execute("RESET MASTER");
        int id = 10;
        while (Long.parseLong(column(deployment.source(), "SHOW MASTER STATUS", 2)) < 2 * length) {
            insert(deployment, id++);
        }

        deployment.api().start("shop");
        await().atMost(LIMIT).until(() -> deployment.api().status("shop").contains("BINLOG_OTHER_LOG"));
        assertThat(deployment.api().status("shop")).contains("\"status\":\"PAUSE\"", "Resync the tables");
        assertThat(rows(second)).isEqualTo("1,2,3,4,5,6,7,8,9");

        stop(deployment);
        deployment.api().move("src-log", "\"earliest\"");
        otterctl(deployment, 0, "start", "shop", "--wait");
        awaitRows(second, rows(deployment.source()));
        awaitRows(deployment.target(), rows(deployment.source()));
    }

    private static void anotherInstallationsCheckpointIsNotUsed(Deployment deployment, DatabaseServer second)
            throws Exception {
        stop(deployment);
        String theirs = "UPDATE retl.retl_checkpoint SET INSTALLATION = 'theirs'";
        deployment.target().execute(theirs);
        second.execute(theirs);
        assertThatThrownBy(() -> deployment.api().start("shop"))
                .hasMessageContaining("409")
                .hasMessageContaining("PRECHECK_FAILED");
        assertThat(otterctl(deployment, 1, "validate", "shop"))
                .contains("checkpoint-owner", "another installation, theirs");
        assertThat(otterctl(deployment, 0, "checkpoint", "shop")).contains("of another installation: theirs");

        otterctl(deployment, 0, "checkpoint", "shop", "--take-over");
        otterctl(deployment, 0, "start", "shop", "--wait");
        deployment.source().execute("DELETE FROM shop.row_of WHERE id > 3");
        awaitRows(deployment.target(), "1,2,3");
        awaitRows(second, "1,2,3");

        deployment.nodes().get(0).kill();
        second.execute(theirs);
        deployment.nodes().get(0).start();
        await().atMost(LIMIT).until(() -> deployment.api().status("shop").contains("CHECKPOINT_FOREIGN"));
        assertThat(deployment.api().status("shop")).contains("\"status\":\"PAUSE\"");
    }

    private static void configure(Deployment deployment, DatabaseServer second) {
        String third = "  - {name: second, type: MYSQL, host: 127.0.0.1, port: %d, username: %s, password: %s}\ncanals:"
                .formatted(second.port(), second.user(), second.password());
        deployment.api().apply(deployment.sourcesDocument().replace("canals:", third) + """
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        parameters: {ddlSync: false}
                        pairs:
                          - {from: {source: src, schema: shop, table: ".*"}, to: {source: dst, schema: shop, table: ".*"}}
                          - {from: {source: src, schema: shop, table: ".*"}, to: {source: second, schema: shop, table: ".*"}}
                """);
    }

    private static void insert(Deployment deployment, int id) {
        deployment.source().execute("INSERT INTO shop.row_of VALUES (" + id + ")");
    }

    private static void stop(Deployment deployment) {
        deployment.api().stop("shop");
        await().atMost(LIMIT).until(() -> deployment.api().status("shop").contains("\"mainstem\":null"));
    }

    private static void awaitRows(DatabaseServer server, String ids) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(rows(server)).isEqualTo(ids));
    }

    private static String rows(DatabaseServer server) throws Exception {
        return column(server, "SELECT GROUP_CONCAT(id ORDER BY id) FROM shop.row_of", 1);
    }

    private static String column(DatabaseServer server, String sql, int column) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(column)) : "";
        }
    }

    private static String otterctl(Deployment deployment, int exit, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(deployment.manager().home().resolve("bin/otterctl").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OTTER_SERVER", deployment.address());
        builder.environment().put("OTTER_USER", "admin");
        builder.environment().put("OTTER_PASSWORD", deployment.adminPassword());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(exit);
        return output;
    }
}
