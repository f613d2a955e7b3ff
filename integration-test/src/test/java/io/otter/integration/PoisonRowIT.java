package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.json.Json;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.workload.TableComparer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One row in {@code -Dotter.poison.rows=100000} that the target refuses, with both policies, through a real manager and node. */
@Tag("slow")
class PoisonRowIT {
    private static final int ROWS = Integer.getInteger("otter.poison.rows", 20_000);
    private static final int PER_TRANSACTION = 100;
    private static final int POISON = ROWS / 2 + PER_TRANSACTION / 2;
    private static final Duration LIMIT = Duration.ofSeconds(240);

    @Test
    void oneRowStopsThePipelineOrIsSetAsideListedFixedAndRetried() throws Exception {
        Path directory = Files.createTempDirectory(Line.ROOT.resolve("integration-test/target"), "poison-");
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "320m", 1);
        try (Deployment deployment = new Deployment(plan)) {
            DatabaseServer source = deployment.source();
            DatabaseServer target = deployment.target();
            makeTables(source, target);
            apply(deployment, "STOP");
            deployment.api().start("shop");
            awaitRunning(deployment);
            insert(source);

            Awaitility.await()
                    .alias("the channel pauses")
                    .atMost(LIMIT)
                    .until(() -> deployment.api().status("shop").contains("\"status\":\"PAUSE\""));
            int before = ROWS / 2;
            assertThat(count(target, "SELECT count(*) FROM shop.item")).isEqualTo(before);
            assertThat(count(target, "SELECT max(id) FROM shop.item")).isEqualTo(before - 1);
            assertThat(deployment.api().status("shop"))
                    .contains("LOAD_DATA", "shop.item", "id = " + POISON, "CONSTRAINT");
            assertThat(deployment.api().get("shop", "dead-letters")).isEqualTo("[]");

            apply(deployment, "DEAD_LETTER");
            deployment.api().start("shop");
            Awaitility.await()
                    .alias("all other rows are applied")
                    .atMost(LIMIT)
                    .until(() -> count(target, "SELECT count(*) FROM shop.item") == ROWS - 1);
            Awaitility.await()
                    .alias("the row is listed")
                    .atMost(LIMIT)
                    .until(() -> letters(deployment).size() == 1);
            JsonNode letter = letters(deployment).get(0);
            assertThat(letter.path("state").asString()).isEqualTo("OPEN");
            assertThat(letter.path("key").asString()).isEqualTo("id = " + POISON);
            assertThat(letter.path("errorCode").asString()).isEqualTo("LOAD_DATA");
            assertThat(letter.path("before").isNull()).isTrue();
            assertThat(letter.path("after").path("code").asInt()).isEqualTo(POISON);
            assertThat(letter.path("after").path("note").asString()).isEqualTo("note " + POISON);
            assertThat(letter.path("position").asString()).contains(":");

            String id = letter.path("id").asString();
            deployment.api().post("shop", "dead-letters/" + id + "/retry");
            Awaitility.await()
                    .alias("it is refused again")
                    .atMost(LIMIT)
                    .until(() -> letters(deployment).get(0).path("attempts").asInt() == 2
                            && letters(deployment)
                                    .get(0)
                                    .path("state")
                                    .asString()
                                    .equals("OPEN"));

            target.execute("ALTER TABLE shop.item DROP CONSTRAINT poison");
            deployment.api().post("shop", "dead-letters/retry");
            Awaitility.await()
                    .alias("it is done")
                    .atMost(LIMIT)
                    .until(() ->
                            letters(deployment).get(0).path("state").asString().equals("DONE"));
            new TableComparer(source, target).awaitEqual(List.of("shop.item"), LIMIT, "retried");
            assertThat(deployment.api().get("shop", "audit"))
                    .contains("retry refused row: ", "retry refused rows of ", "\"user\":\"admin\"");
            assertThat(Files.readString(directory.resolve("node-1/logs/node.log")))
                    .contains("LOAD_DATA")
                    .doesNotContain("server.ErrorPacket");
            System.out.printf("%d rows, 1 poison row: stopped, put aside, retried twice, equal%n", ROWS);
        }
    }

    private static JsonNode letters(Deployment deployment) {
        return Json.MAPPER.readTree(deployment.api().get("shop", "dead-letters"));
    }

    private static void makeTables(DatabaseServer source, DatabaseServer target) throws Exception {
        String retl = Files.readString(Line.ROOT.resolve("sql/retl-schema.sql")).replaceAll("(?m)^--.*$", "");
        for (String statement : retl.split(";\\s*")) {
            if (!statement.isBlank()) {
                source.execute(statement);
            }
        }
        for (DatabaseServer server : List.of(source, target)) {
            server.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, code INT NOT NULL, note VARCHAR(40))");
        }
        target.execute("ALTER TABLE shop.item ADD CONSTRAINT poison CHECK (code <> " + POISON + ")");
    }

    private static void apply(Deployment deployment, String onError) {
        deployment.api().apply(deployment.sourcesDocument() + """
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        parameters: {onError: %s}
                        pairs:
                          - from: {source: src, schema: shop, table: item}
                            to: {source: dst, schema: shop, table: item}
                """.formatted(onError));
    }

    private static void awaitRunning(Deployment deployment) {
        Awaitility.await()
                .alias("the channel runs")
                .atMost(LIMIT)
                .until(() -> deployment.api().status("shop").contains("\"running\":true"));
    }

    private static void insert(DatabaseServer source) throws SQLException {
        try (Connection connection = source.connect("shop");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int from = 0; from < ROWS; from += PER_TRANSACTION) {
                StringJoiner rows = new StringJoiner(", ", "INSERT INTO item VALUES ", "");
                for (int id = from; id < from + PER_TRANSACTION; id++) {
                    rows.add("(" + id + ", " + id + ", 'note " + id + "')");
                }
                statement.execute(rows.toString());
                connection.commit();
            }
        }
    }

    private static long count(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
