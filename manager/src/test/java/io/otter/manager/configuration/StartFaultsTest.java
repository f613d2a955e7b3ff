package io.otter.manager.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.otter.manager.ManagerMain;
import io.otter.manager.ManagerStart;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("servers")
@ExtendWith(SharedServers.class)
class StartFaultsTest {
    private static DatabaseServer server;

    @BeforeAll
    static void startDatabase(ServerPool servers) {
        assumeTrue(DatabaseServer.available("mysql-8.0"), "mysql-8.0 cannot be started here");
        server = servers.take("mysql-8.0");
    }

    @AfterAll
    static void stopDatabase() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void eachWrongKeyIsNamedInOneLine() {
        assertThat(reason(Map.of("otter.secret.key", ""))).startsWith("CONFIGURATION: otter.secret.key is not set");
        assertThat(reason(Map.of("otter.secret.key", "short"))).contains("otter.secret.key", "16 characters");
        assertThat(reason(Map.of("otter.port", "80800"))).contains("otter.port = 80800", "0 to 65535");
        assertThat(reason(Map.of("otter.communication.manager.port", "x")))
                .contains("otter.communication.manager.port");
        assertThat(reason(Map.of("otter.zookeeper.cluster.default", "zk1")))
                .contains("otter.zookeeper.cluster.default", "zk1", "host:port");
        assertThat(reason(Map.of("otter.database.driver.username", ""))).contains("otter.database.driver.username");
        assertThat(reason(Map.of("otter.database.driver.url", "jdbc:oracle:thin:@h:1521:x")))
                .contains("otter.database.driver.url", "jdbc:mysql://host:port/database");
        assertThat(reason(Map.of("otter.bind", "no.such.host.invalid"))).contains("otter.bind = no.such.host.invalid");
        assertThat(reason(Map.of("otter.bind", "192.0.2.1"))).contains("otter.bind, otter.port: cannot listen");
        assertThat(reason(Map.of("otter.admin.password", "short"))).contains("otter.admin.password");
    }

    @Test
    void optionsThatReadFilesOrLoadClassesAreRefused() {
        for (String option : new String[] {
            "allowLoadLocalInfile=true",
            "autoDeserialize=true",
            "queryInterceptors=x.Y",
            "socketFactory=x.Y",
            "sslMode=REQUIRED&%61utoDeserialize=true"
        }) {
            assertThat(reason(Map.of(
                            "otter.database.driver.url",
                            "jdbc:mysql://127.0.0.1:" + server.port() + "/otter?" + option)))
                    .startsWith("CONFIGURATION: otter.database.driver.url has option")
                    .contains("not allowed");
        }
    }

    @Test
    void anUnreachableDatabaseIsNamedByItsKey() {
        assertThat(reason(Map.of("otter.database.driver.url", "jdbc:mysql://127.0.0.1:1/otter")))
                .startsWith("DATABASE_UNREACHABLE: otter.database.driver.url")
                .contains("127.0.0.1:1");
    }

    @Test
    void aWrongPasswordIsNamedByItsKeyAndNotShown() {
        assertThat(reason(Map.of("otter.database.driver.password", "not-the-password")))
                .startsWith("DATABASE_ACCESS_DENIED: otter.database.driver.username, otter.database.driver.password")
                .doesNotContain("not-the-password");
    }

    @Test
    void aTakenPortIsNamedByItsKey() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                TestManager manager = TestManager.start(server)) {
            assertThat(manager.address().getPort()).isPositive();
            Throwable failure = catchThrowable(
                    () -> TestManager.start(server, Map.of("otter.port", String.valueOf(taken.getLocalPort()))));
            assertThat(ManagerStart.reason(failure))
                    .startsWith("PORT_IN_USE: otter.port: port " + taken.getLocalPort() + " is in use.")
                    .hasLineCount(1);
        }
    }

    @Test
    void theProcessPrintsOneLineAndExitsWithOne(@TempDir Path directory) throws Exception {
        Map<String, String> keys = new TreeMap<>(TestManager.keys(server, "otter", Map.of("otter.port", "nonsense")));
        Files.writeString(
                directory.resolve("otter.properties"),
                keys.entrySet().stream()
                        .map(entry -> entry.getKey() + " = " + entry.getValue())
                        .collect(Collectors.joining("\n")));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Dlogback.configurationFile=../conf/manager/logback.xml",
                        "-Dotter.conf=" + directory,
                        "-Dotter.logs=" + directory.resolve("logs"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManagerMain.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(said.strip())
                .isEqualTo("CONFIGURATION: otter.port = nonsense is not a whole number from 0 to 65535."
                        + " Fix the named key in conf/otter.properties or its environment variable, then start again.");
        assertThat(directory.resolve("logs/manager.log")).content().contains("OtterException");
    }

    private static String reason(Map<String, String> wrong) {
        Throwable failure = catchThrowable(() -> TestManager.start(server, wrong));
        assertThat(failure).as("start with " + wrong.keySet()).isNotNull();
        String reason = ManagerStart.reason(failure);
        assertThat(reason).hasLineCount(1);
        return reason;
    }
}
