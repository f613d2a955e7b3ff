package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A running pipeline follows its group to a replica, and neither loses nor repeats a row. */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class GroupSwitchIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void aRunningPipelineGoesOnAtTheNewMaster(@TempDir Path directory) throws Exception {
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        try (Deployment deployment = new Deployment(plan);
                DatabaseServer standby = DatabaseServer.start("mariadb-11.4", "--log-slave-updates=1")) {
            DatabaseServer master = deployment.source();
            replicate(master, standby);
            master.execute("CREATE DATABASE hall", "CREATE TABLE hall.row_of (id INT PRIMARY KEY)");
            deployment.target().execute("CREATE DATABASE hall", "CREATE TABLE hall.row_of (id INT PRIMARY KEY)");
            deployment.api().apply("""
                    groups: [{name: halls, master: "127.0.0.1:%d", standby: "127.0.0.1:%d"}]
                    sources:
                      - {name: src, group: halls, username: "%s", password: "%s"}
                      - {name: dst, host: 127.0.0.1, port: %d, username: "%s", password: "%s"}
                    canals: [{name: src-log, source: src, tsdb: true}]
                    channels:
                      - name: hall
                        pipelines:
                          - name: one-way
                            canal: src-log
                            select: [n1]
                            load: [n1]
                            pairs: [{from: {source: src, schema: hall, table: row_of}, to: {source: dst, schema: hall, table: row_of}}]
                    """.formatted(
                            master.port(),
                            standby.port(),
                            master.user(),
                            master.password(),
                            deployment.target().port(),
                            deployment.target().user(),
                            deployment.target().password()));
            deployment.api().start("hall");
            awaitRunning(deployment);
            master.execute("INSERT INTO hall.row_of VALUES (1), (2)");
            awaitRows(deployment.target(), "1,2");
            awaitRows(standby, "1,2");

            standby.execute("STOP SLAVE");
            HttpResponse<String> done = post(deployment, "{\"master\":\"127.0.0.1:" + master.port() + "\"}");
            assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
            assertThat(done.body()).contains("\"resume\":\"GTID\"");
            master.execute("INSERT INTO hall.row_of VALUES (100)");
            standby.execute("INSERT INTO hall.row_of VALUES (3)", "DELETE FROM hall.row_of WHERE id = 1");
            awaitRows(deployment.target(), "2,3");
            awaitRunning(deployment);
            assertThat(deployment.api().status("hall")).contains("\"lastError\":null");
            Fault.SOURCE_SWITCHES.seen(
                    getClass(), "resumed by `GTID`; rows of the new source arrive, those of the old one do not");
        }
    }

    private static void replicate(DatabaseServer master, DatabaseServer standby) throws Exception {
        String begin = one(master, "SELECT @@gtid_binlog_pos");
        standby.execute(
                "RESET MASTER",
                "SET GLOBAL gtid_slave_pos = '" + begin + "'",
                "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = " + master.port() + ", MASTER_USER = '"
                        + master.user() + "', MASTER_PASSWORD = '" + master.password()
                        + "', MASTER_SSL_VERIFY_SERVER_CERT = 0, MASTER_USE_GTID = slave_pos",
                "START SLAVE");
    }

    private static void awaitRunning(Deployment deployment) {
        await().atMost(LIMIT).until(() -> deployment.api().status("hall").contains("\"running\":true"));
    }

    private static HttpResponse<String> post(Deployment deployment, String body) throws Exception {
        String account = Base64.getEncoder()
                .encodeToString(("admin:" + deployment.adminPassword()).getBytes(StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(deployment.address() + "/api/v1/groups/halls/switch"))
                                .header("Authorization", "Basic " + account)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static void awaitRows(DatabaseServer server, String ids) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(one(server, "SELECT GROUP_CONCAT(id ORDER BY id) FROM hall.row_of"))
                        .isEqualTo(ids));
    }

    private static String one(DatabaseServer server, String sql) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }
}
