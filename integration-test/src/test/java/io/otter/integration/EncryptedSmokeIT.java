package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.communication.Credentials;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.quickstart.EncryptedWires;
import io.otter.quickstart.Smoke;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** All that the smoke does, with every wire encrypted and verified, by accounts with exactly the documented grants. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class EncryptedSmokeIT {
    private static final String KEY = "the installation's key of the encrypted smoke";

    @Test
    void everythingWorksWithEveryWireEncryptedAndTheLeastRights() throws Exception {
        Path directory = Files.createTempDirectory(Line.ROOT.resolve("integration-test/target"), "encrypted-");
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 2);
        EncryptedWires wires = new EncryptedWires(
                Line.ROOT, Files.createDirectory(directory.resolve("certificates")), 2, EncryptedSmokeIT::keys);
        try (Deployment deployment = new Deployment(plan, wires)) {
            String said;
            try {
                said = Smoke.drive(Line.ROOT, deployment);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        deployment.api().status("demo") + "\n"
                                + deployment.nodes().get(0).logTail(60) + "\n"
                                + deployment.manager().logTail(40),
                        e);
            }
            assertThat(said).startsWith("SMOKE OK");
            assertThat(unencrypted(deployment))
                    .as("accounts that may come without TLS")
                    .isEmpty();
            assertThat(deployment.api().get("demo", "status")).contains("\"status\":\"START\"");
            String plain = deployment.address().replace("https", "http") + "/health";
            assertThat(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(URI.create(plain)).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(400);
            assertThat(log(deployment)).doesNotContain("ZOOKEEPER_FORGED", "DATABASE_PRIVILEGE", "ERROR");
        }
    }

    /** The managers know the installation's key; each node only its own. */
    private static Map<String, String> keys(int nid) {
        return nid == Credentials.MANAGER
                ? Map.of("OTTER_COMMUNICATION_KEY", KEY)
                : Map.of(
                        "OTTER_COMMUNICATION_KEY",
                        "",
                        "OTTER_COMMUNICATION_NODEKEY",
                        Credentials.nodeKey(ConfigurationFile.of(Map.of("otter.communication.key", KEY)), nid, 0));
    }

    private static String log(Deployment deployment) {
        return deployment.nodes().get(0).logTail(2_000) + deployment.manager().logTail(2_000);
    }

    /** Accounts with a connection that the server would let in without TLS. */
    private static List<String> unencrypted(Deployment deployment) throws Exception {
        List<String> found = new ArrayList<>();
        for (var server : List.of(deployment.source(), deployment.target())) {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT USER, COUNT(*) FROM information_schema.PROCESSLIST p WHERE USER IN ('retl', 'otter_manager')"
                                    + " AND EXISTS (SELECT 1 FROM mysql.global_priv g WHERE g.User = p.USER"
                                    + " AND JSON_VALUE(g.Priv, '$.ssl_type') IS NULL) GROUP BY USER")) {
                while (row.next()) {
                    found.add(server.name() + " " + row.getString(1));
                }
            }
        }
        return found;
    }
}
