package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.json.Json;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.RequiredServer;
import io.otter.testsupport.workload.TableComparer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * Both sides change the same rows at random while the node between them is killed: in the end they are equal, their logs are
 * silent, and the manager has the conflicts. {@code -Dotter.conflicts=3000} transactions on each side; {@code -Dotter.seed}
 * repeats them, not their moments.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.conflicts", matches = "0*[1-9].*")
class ConflictIT {
    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final int TRANSACTIONS = Integer.getInteger("otter.conflicts", 0);
    private static final int KEYS = 30;

    @ParameterizedTest
    @CsvSource({
        "NEWEST, mysql-8.0, mariadb-11.4",
        "HOME, mysql-8.0, mariadb-11.4",
        "NEWEST, mysql-5.6, mysql-9.7",
        "HOME, mariadb-11.4, mariadb-11.4"
    })
    void bothSidesEndEqual(String policy, String one, String other) throws Exception {
        RequiredServer.assumeAvailable(one);
        RequiredServer.assumeAvailable(other);
        long seed = Long.getLong("otter.seed", System.nanoTime());
        System.out.printf("%s, %s and %s: seed %d%n", policy, one, other, seed);
        Path directory = Files.createTempDirectory(Line.ROOT.resolve("integration-test/target"), "conflicts-");
        DeploymentPlan plan = DeploymentPlan.onFreePorts(Line.ROOT, directory, one, other, "320m", 1);
        try (Deployment deployment = new Deployment(plan)) {
            prepare(deployment, policy);
            CompletableFuture<Void> here =
                    CompletableFuture.runAsync(() -> play(deployment.source(), new Random(seed)));
            CompletableFuture<Void> there =
                    CompletableFuture.runAsync(() -> play(deployment.target(), new Random(seed + 1)));
            deployment.nodes().get(0).kill();
            deployment.nodes().get(0).start();
            here.join();
            there.join();

            new TableComparer(deployment.source(), deployment.target())
                    .awaitEqual(List.of("two.t", "two.u"), LIMIT, policy + ", seed " + seed);
            awaitSilence(deployment);
            assertThat(new TableComparer(deployment.source(), deployment.target())
                            .difference(List.of("two.t", "two.u")))
                    .isEmpty();
            assertThat(deployment.api().status("shop")).contains("\"status\":\"START\"");
            JsonNode conflicts = Json.MAPPER.readTree(deployment.api().get("shop", "conflicts"));
            assertThat(conflicts.size()).isPositive();
            assertThat(conflicts.path(0).path("policy").asString()).isEqualTo(policy);
            assertThat(conflicts.path(0).path("row").path("key").asString()).startsWith("id = ");
        }
    }

    private static void prepare(Deployment deployment, String policy) {
        for (DatabaseServer server : List.of(deployment.source(), deployment.target())) {
            server.execute(
                    "CREATE DATABASE two",
                    "CREATE TABLE two.t (id INT PRIMARY KEY, v INT, at TIMESTAMP(3) NULL, pad VARCHAR(200))",
                    "CREATE TABLE two.u (id VARCHAR(20) PRIMARY KEY, v INT, at TIMESTAMP(3) NULL, code INT UNIQUE)"
                            + " CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
        }
        String how = policy.equals("HOME")
                ? "conflictPolicy: HOME, homeSource: src"
                : "conflictPolicy: NEWEST, newestColumn: at";
        deployment.api().apply(deployment.sourcesDocument() + """
                  - {name: dst-log, source: dst}
                channels:
                  - name: shop
                    pipelines:
                      - name: here
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs:
                          - {from: {source: src, schema: two, table: .*}, to: {source: dst, schema: two, table: .*}, %s}
                      - name: there
                        canal: dst-log
                        select: [n1]
                        load: [n1]
                        pairs:
                          - {from: {source: dst, schema: two, table: .*}, to: {source: src, schema: two, table: .*}, %s}
                """.formatted(how, how));
        deployment.api().start("shop");
        await("both directions run")
                .atMost(LIMIT)
                .until(() -> deployment.api().status("shop").split("\"running\":true", -1).length == 4);
    }

    /** The target's log is never silent: it has the manager's database. */
    private static void awaitSilence(Deployment deployment) {
        List<List<String>> seen = new ArrayList<>(List.of(List.of()));
        await("the logs are silent")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .during(Duration.ofSeconds(5))
                .until(() -> {
                    List<String> ends = List.of(end(deployment.source()), answers(deployment.target()));
                    boolean silent = ends.equals(seen.get(0));
                    seen.set(0, ends);
                    return silent;
                });
    }

    private static String end(DatabaseServer server) throws SQLException {
        String query = server.name().equals("mysql-9.7") ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        return row(server, query, 2);
    }

    private static String answers(DatabaseServer server) throws SQLException {
        return row(server, "SELECT COUNT(*), MAX(ID) FROM retl.retl_answer", 2);
    }

    private static String row(DatabaseServer server, String query, int columns) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                values.add(row.getString(i));
            }
            return String.join(":", values);
        }
    }

    private static void play(DatabaseServer server, Random random) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < TRANSACTIONS; i++) {
                try {
                    for (int left = 1 + random.nextInt(3); left > 0; left--) {
                        statement.execute(change(random));
                    }
                    connection.commit();
                } catch (SQLTransactionRollbackException | SQLIntegrityConstraintViolationException e) {
                    connection.rollback(); // a deadlock with the pipeline, or the row is there
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String change(Random random) {
        int id = random.nextInt(KEYS);
        int value = random.nextInt(4);
        String at = random.nextInt(20) == 0 ? "NULL" : "NOW(3)";
        boolean unique = random.nextInt(3) == 0;
        String table = unique ? "two.u" : "two.t";
        String where = unique ? " WHERE id = 'k" + id + "'" : " WHERE id = " + id;
        return switch (random.nextInt(6)) {
            case 0, 1 -> "DELETE FROM " + table + where;
            case 2 -> "UPDATE " + table + " SET v = " + value + ", at = " + at + where;
            case 3 ->
                unique
                        ? "UPDATE two.u SET code = " + random.nextInt(KEYS) + ", at = " + at + where
                        : "UPDATE two.t SET id = " + random.nextInt(KEYS) + ", at = " + at + where;
            default ->
                unique
                        ? "INSERT INTO two.u VALUES ('k" + id + "', " + value + ", " + at + ", " + random.nextInt(KEYS)
                                + ")"
                        : "INSERT INTO two.t VALUES (" + id + ", " + value + ", " + at + ", REPEAT('x', 100))";
        };
    }
}
