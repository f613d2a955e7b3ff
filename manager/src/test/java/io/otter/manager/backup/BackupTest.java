package io.otter.manager.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.cli.OtterCtl;
import io.otter.manager.parameter.Installation;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** From one manager into another with the same key, as {@code otterctl} does it. */
@ExtendWith(SharedServers.class)
class BackupTest {
    private static final String DOCUMENT = """
            zookeepers: [{name: default, servers: ["127.0.0.1:1"]}]
            nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: 2088, zookeeper: default}]
            sources:
              - {name: src 🦦, type: MYSQL, host: 127.0.0.1, port: 1, username: u, password: p'"\\\\secret}
              - {name: dst, type: MYSQL, host: 127.0.0.1, port: 2, username: u, password: p}
            canals: [{name: log, source: src 🦦}]
            channels:
              - name: a 店
                pipelines:
                  - name: p
                    canal: log
                    select: [n1]
                    load: [n1]
                    pairs:
                      - {from: {source: src 🦦, schema: a, table: b}, to: {source: dst, schema: a, table: b},
                         columns: {mode: INCLUDE, pairs: {id: id}}}
            """;

    @TempDir
    private Path directory;

    @Test
    void aManagerWithNothingBecomesWhatAnotherWas(ServerPool servers) throws Exception {
        Path file = directory.resolve("otter.json");
        try (DatabaseServer server = servers.take("mariadb-11.4")) {
            String exported;
            String installation;
            List<Map<String, Object>> secrets;
            try (TestManager first = TestManager.start(server)) {
                ApiCaller admin = new ApiCaller(first.address(), "admin", TestManager.PASSWORD);
                admin.put("spec", DOCUMENT, "application/yaml");
                admin.post("users", "{\"name\": \"eve\", \"password\": \"eves password\", \"role\": \"VIEWER\"}");
                exported = admin.get("spec").toString();
                installation = first.context().getBean(Installation.class).id();
                assertThat(otterctl(first, "eve", "eves password", "backup", "-f", file.toString()))
                        .contains("FORBIDDEN");
                assertThat(otterctl(first, "admin", TestManager.PASSWORD, "backup", "-f", file.toString()))
                        .contains("saved in " + file);
                secrets = secrets(first);
                assertThat(otterctl(first, "admin", TestManager.PASSWORD, "restore", "-f", file.toString()))
                        .contains("ILLEGAL_MOVE", "CHANNEL", "empty database");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(file)).doesNotContain("secret}", TestManager.PASSWORD, "eves password");
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).containsExactly(file);
            }

            try (TestManager second =
                    TestManager.start(server, Map.of("otter.admin.password", "another-password-here"))) {
                Path changed = directory.resolve("changed.json");
                Files.writeString(changed, Files.readString(file).replace("\"VIEWER\"", "\"ADMIN\""));
                assertThat(otterctl(second, "admin", "another-password-here", "restore", "-f", changed.toString()))
                        .contains("SECRET", "was changed");
                Files.writeString(changed, "[1]");
                assertThat(otterctl(second, "admin", "another-password-here", "restore", "-f", changed.toString()))
                        .contains("not a backup");
                assertThat(otterctl(second, "admin", "another-password-here", "restore", "-f", file.toString()))
                        .contains("restored 1 channels, 2 sources, 1 nodes and 3 users", "repair zookeeper");

                ApiCaller admin = new ApiCaller(second.address(), "admin", TestManager.PASSWORD);
                assertThat(admin.get("spec").toString()).isEqualTo(exported);
                assertThat(second.context().getBean(Installation.class).id()).isEqualTo(installation);
                assertThat(secrets(second)).isEqualTo(secrets);
                Visitor eve = Visitor.loggedIn(second.address(), "eve", "eves password");
                await().untilAsserted(
                                () -> assertThat(eve.get("channels").body()).contains("a 店"));
            }
        }
    }

    private static List<Map<String, Object>> secrets(TestManager manager) {
        return manager.context()
                .getBean(JdbcTemplate.class)
                .queryForList("SELECT ID, PROPERTIES FROM DATA_MEDIA_SOURCE ORDER BY ID");
    }

    private static String otterctl(TestManager manager, String user, String password, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        OtterCtl.run(
                Map.of(
                        "OTTER_SERVER", manager.address().toString(),
                        "OTTER_USER", user,
                        "OTTER_PASSWORD", password),
                out,
                out,
                arguments);
        return said.toString();
    }
}
