package io.otter.manager.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Log-in at an identity provider, with one that speaks OpenID Connect. */
@ExtendWith(SharedServers.class)
class OidcTest {
    private static final String BACK = "login/oauth2/code/oidc";
    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    private static DatabaseServer server;
    private static MockOAuth2Server provider;
    private static TestManager manager;

    @BeforeAll
    static void start(ServerPool servers) {
        server = servers.take("mariadb-11.4");
        provider = new MockOAuth2Server(OAuth2Config.Companion.fromJson("{\"httpServer\": \"NettyWrapper\"}"));
        provider.start();
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password", TestManager.PASSWORD,
                        "otter.oidc.issuer", provider.issuerUrl("bank").toString(),
                        "otter.oidc.name", "Acme",
                        "otter.oidc.client.id", "otter",
                        "otter.oidc.client.secret", "the client's secret",
                        "otter.oidc.claim.roles", "realm_access.roles",
                        "otter.oidc.admins", "dba",
                        "otter.oidc.operators", "operators, data team",
                        "otter.oidc.viewers", "everybody"));
    }

    @AfterAll
    static void stop() {
        if (manager != null) {
            manager.close();
        }
        if (provider != null) {
            provider.shutdown();
        }
        server.close();
    }

    @Test
    void theClaimSaysTheRoleAtEachLogIn() throws Exception {
        assertThat(new Visitor(manager.address()).get("login").body()).contains("Log in at Acme");
        assertThat(new Visitor(manager.address()).get("login?lang=zh").body()).contains("通过 Acme 登录");

        Visitor first = new Visitor(manager.address());
        assertThat(logIn(first, "sub-1", "olga", "data team", "everybody")).isEqualTo("/");
        assertThat(first.get("channels").statusCode()).isEqualTo(200);
        assertThat(first.get("new").statusCode()).isEqualTo(200);
        assertThat(first.get("users").statusCode()).isEqualTo(403);

        Visitor again = new Visitor(manager.address());
        assertThat(logIn(again, "sub-1", "olga", "everybody")).isEqualTo("/");
        assertThat(again.get("new").statusCode()).isEqualTo(403);
        assertThat(target(first.get("channels"))).as("the role has changed").isEqualTo("/login");

        Visitor admin = new Visitor(manager.address());
        assertThat(logIn(admin, "sub-2", "ada", "dba")).isEqualTo("/");
        assertThat(admin.get("users").body())
                .contains("olga", "The identity provider keeps role and password.")
                .doesNotContain("password-wrong");
        assertThat(admin.get("audit").body()).contains("olga", "log in");
        long olga =
                manager.context().getBean(UserMapper.class).findByName("olga").id();
        admin.submit("users", "users/role", "id", "" + olga, "role", "ADMIN");
        admin.submit("users", "users/password", "id", "" + olga, "password", "a password of hers");
        assertThat(again.call("GET", "api/v1/nodes", "olga", "a password of hers")
                        .statusCode())
                .isEqualTo(401);
        assertThat(again.call("GET", "api/v1/nodes", "olga", User.EXTERNAL).statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoHasNoRoleOrSomebodysNameDoesNotGetIn() throws Exception {
        Visitor nobody = new Visitor(manager.address());
        assertThat(logIn(nobody, "sub-3", "nora", "offline_access")).isEqualTo("/login?role");
        assertThat(target(nobody.get("channels"))).isEqualTo("/login");
        assertThat(logIn(nobody, "sub-4", "Admin", "dba")).isEqualTo("/login?name");
        assertThat(logIn(nobody, "sub-4", "x\ny", "dba")).isEqualTo("/login?name");
        assertThat(logIn(new Visitor(manager.address()), "sub-5", "paul", "everybody"))
                .isEqualTo("/");
        assertThat(logIn(new Visitor(manager.address()), "SUB-5", "paul", "dba"))
                .as("another subject")
                .isEqualTo("/login?name");
        assertThat(new Visitor(manager.address()).get("login?name").body()).contains("used by another user");
    }

    @Test
    void answersThatNobodyAskedForLeadNowhere() throws Exception {
        Visitor asking = new Visitor(manager.address());
        String answer = answer(asking);
        assertThat(target(new Visitor(manager.address()).get(answer))).isEqualTo("/login?provider");
        assertThat(target(asking.get(answer.replaceFirst("state=[^&]+", "state=x"))))
                .isEqualTo("/login?provider");

        Visitor victim = new Visitor(manager.address());
        victim.get("oauth2/authorization/oidc");
        assertThat(target(victim.get(answer))).isEqualTo("/login?provider");
        for (String forged :
                List.of("", "?code=x", "?error=x&error_description=%0aINFO+all+is+well", "?code=x&state=y")) {
            assertThat(target(victim.get(BACK + forged))).as(forged).isEqualTo("/login?provider");
        }
        assertThat(target(victim.get("oauth2/authorization/other"))).isEqualTo("/login?provider");
        assertThat(target(victim.get("channels"))).isEqualTo("/login");
    }

    @Test
    void aTokenTakesALogInOfLately() throws Exception {
        Visitor visitor = new Visitor(manager.address());
        logIn(visitor, "sub-7", "toni", "operators");
        visitor.submit("tokens", "tokens/add", "name", "script");
        assertThat(visitor.get("tokens").body()).contains("otter_");
    }

    @Test
    void whileTheProviderIsAwayPasswordsStillWork() throws Exception {
        try (TestManager lonely = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password", TestManager.PASSWORD,
                        "otter.oidc.issuer", "http://127.0.0.1:1/realm",
                        "otter.oidc.client.id", "otter",
                        "otter.oidc.admins", "dba"))) {
            assertThat(target(new Visitor(lonely.address()).get("oauth2/authorization/oidc")))
                    .isEqualTo("/login?provider");
            assertThat(Visitor.loggedIn(lonely.address(), "admin", TestManager.PASSWORD)
                            .get("channels")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String logIn(Visitor visitor, String subject, String name, String... roles) throws Exception {
        provider.enqueueCallback(new DefaultOAuth2TokenCallback(
                "bank",
                subject,
                "JWT",
                List.of("otter"),
                Map.of("preferred_username", name, "realm_access", Map.of("roles", List.of(roles))),
                300));
        return target(visitor.get(answer(visitor)));
    }

    /** Where the provider sends the browser back to. */
    private static String answer(Visitor visitor) throws Exception {
        String there = visitor.get("oauth2/authorization/oidc")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(there).contains("code_challenge=", "nonce=", "state=");
        return BROWSER.send(HttpRequest.newBuilder(URI.create(there)).build(), BodyHandlers.ofString())
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    private static String target(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("").replaceFirst("^http://127[^/]*", "");
    }
}
