package io.otter.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.spec.EditConflictException;
import io.otter.manager.spec.Kind;
import io.otter.manager.spec.SpecService;
import io.otter.manager.user.Role;
import io.otter.manager.user.SignedInUser;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import tools.jackson.databind.node.ObjectNode;

/** Two managers behind a proxy that sends each request to another one. */
@ExtendWith(SharedServers.class)
class TwoManagersTest {
    private static DatabaseServer server;
    private static TestManager manager;
    private static ConfigurableApplicationContext second;
    private static URI there;

    @BeforeAll
    static void start(ServerPool servers) {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(server);
        second = manager.startAnother();
        there = address(second);
    }

    @AfterAll
    static void stop() {
        second.close();
        manager.close();
        server.close();
    }

    @Test
    void aLogInHoldsAtEveryManagerAndOutlivesTheOneThatItWasMadeAt() throws Exception {
        ConfigurableApplicationContext third = manager.startAnother();
        Visitor admin = Visitor.loggedIn(address(third), "admin", TestManager.PASSWORD);
        assertThat(admin.get(manager.address() + "users").statusCode()).isEqualTo(200);
        third.close();
        assertThat(admin.get(there + "users").statusCode()).isEqualTo(200);
        HttpResponse<String> added = admin.submit(
                there + "users", there + "users/add", "name", "eve", "password", "eves password", "role", "VIEWER");
        assertThat(added.statusCode()).isEqualTo(302);
        assertThat(admin.get(manager.address() + "users").body())
                .as("what one manager did, the other tells")
                .contains("role=\"status\"", "eve");
        admin.submit(there + "users", there + "users/role", "id", "1", "role", "VIEWER");
        assertThat(admin.get(manager.address() + "users?lang=zh").body()).contains("不能对自己的");
    }

    @Test
    void aLogInEndsAtAllManagers() throws Exception {
        Visitor first = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        Visitor other = Visitor.loggedIn(there, "admin", TestManager.PASSWORD);
        String page = first.get("sessions").body();
        var ids = Pattern.compile("name=\"id\" value=\"([^\"]+)\"").matcher(page);
        while (ids.find()) {
            first.submit("sessions", "sessions/end", "id", ids.group(1));
        }
        assertThat(other.get("users").statusCode()).isEqualTo(302);
        assertThat(first.get(there + "users").statusCode()).isEqualTo(200);

        first.submit(there + "users", there + "logout");
        assertThat(first.get("users").statusCode()).isEqualTo(302);
    }

    @Test
    void whoReadsTheDatabaseIsNotLoggedIn() throws Exception {
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        admin.submit("tokens", "tokens/add", "name", "ci", "password", TestManager.PASSWORD);
        try (Connection connection = manager.context().getBean(DataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT ID_HASH, CONTENT, USERNAME FROM `SESSION` ORDER BY CREATED_MILLIS DESC LIMIT 1")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString("USERNAME")).isEqualTo("admin");
            assertThat(row.getString("CONTENT")).startsWith("v2:").doesNotContain("created", "SPRING");
            HttpRequest thief = HttpRequest.newBuilder(manager.address().resolve("users"))
                    .header("Cookie", "OTTER_SESSION=" + row.getString("ID_HASH"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(thief, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(302);
        }
        assertThat(admin.get(there + "tokens").body()).contains("otter_");
    }

    @Test
    void ofTwoEditsOfOneThingOneIsRefused() throws Exception {
        List<SpecService> managers =
                List.of(manager.context().getBean(SpecService.class), second.getBean(SpecService.class));
        asAdmin(() -> managers.get(0)
                .apply("sources: [{name: s, type: MYSQL, host: h, port: 1, username: u, password: p}]", true, false));
        ExecutorService threads = Executors.newFixedThreadPool(managers.size());
        try {
            for (int round = 2; round < 12; round++) {
                CyclicBarrier both = new CyclicBarrier(managers.size());
                List<Future<Boolean>> edits = new ArrayList<>();
                for (SpecService specs : managers) {
                    int port = round * 10 + edits.size();
                    edits.add(threads.submit(() -> asAdmin(() -> {
                        Optional<ObjectNode> shown = specs.find(Kind.SOURCES, "s");
                        both.await();
                        try {
                            specs.save(
                                    Kind.SOURCES,
                                    SpecService.version(shown),
                                    shown.orElseThrow().put("port", port).put("password", "p"));
                            return true;
                        } catch (EditConflictException e) {
                            return false;
                        }
                    })));
                }
                assertThat(List.of(edits.get(0).get(), edits.get(1).get()))
                        .as("round " + round)
                        .containsExactlyInAnyOrder(true, false);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> T asAdmin(Callable<T> act) throws Exception {
        SignedInUser admin = new SignedInUser(1, "admin", Role.ADMIN, List.of(), "", false);
        SecurityContextHolder.getContext()
                .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(admin, null, List.of()));
        try {
            return act.call();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static URI address(ConfigurableApplicationContext manager) {
        return URI.create("http://127.0.0.1:" + manager.getEnvironment().getProperty("local.server.port") + "/");
    }
}
