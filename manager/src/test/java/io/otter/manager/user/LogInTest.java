package io.otter.manager.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@Tag("servers")
@ExtendWith(SharedServers.class)
class LogInTest {
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
    void theSeedPasswordOnlyOpensThePasswordPage() throws Exception {
        try (TestManager manager = TestManager.withSeedPassword(server)) {
            UserMapper users = manager.context().getBean(UserMapper.class);
            Visitor admin = Visitor.loggedIn(manager.address(), "admin", "admin");
            assertThat(row(users, "admin").passwordDigest()).startsWith("$2");

            assertThat(target(admin.get("channels"))).isEqualTo("/password");
            assertThat(target(admin.submit("password", "channel/stop", "name", "shop")))
                    .isEqualTo("/password");
            HttpResponse<String> call = admin.call("GET", "api/v1/nodes", "admin", "admin");
            assertThat(call.statusCode()).isEqualTo(403);
            assertThat(call.body()).contains("PASSWORD_MUST_CHANGE").contains("otter.admin.password");

            assertThat(change(admin, "wrong", "another-one", "another-one").body())
                    .contains("id=\"present-wrong\"", "current password is wrong");
            assertThat(change(admin, "admin", "short", "short").body()).contains("was not accepted");
            assertThat(change(admin, "admin", "another-one", "another-two").body())
                    .contains("do not match");
            assertThat(target(change(admin, "admin", "another-one", "another-one")))
                    .startsWith("/?");
            assertThat(admin.get("channels").statusCode()).isEqualTo(200);
            assertThat(admin.call("GET", "api/v1/nodes", "admin", "admin").statusCode())
                    .isEqualTo(401);
            assertThat(admin.call("GET", "v3/api-docs", "admin", "another-one").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void fromAnotherHostTheFirstPasswordNeedsTheTokenInTheLog() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(FirstPassword.class);
        try (TestManager manager = TestManager.withSeedPassword(server)) {
            // Its start has set up logging anew.
            logger.addAppender(log);
            manager.context().getBean(FirstPassword.class).afterSingletonsInstantiated();
            String token = String.valueOf(log.list.get(0).getArgumentArray()[0]);
            Visitor admin = Visitor.from("203.0.113.9", manager.address());
            admin.submit("login", "login", "username", "admin", "password", "admin");
            assertThat(admin.get("password").body()).contains("One-time token");
            for (String typed : List.of("", "a-wrong-token", token)) {
                HttpResponse<String> answer = admin.submit(
                        "password",
                        "password",
                        "token",
                        typed,
                        "present",
                        "admin",
                        "wanted",
                        "another-one",
                        "again",
                        "another-one");
                if (typed.equals(token)) {
                    assertThat(target(answer)).startsWith("/?");
                } else {
                    assertThat(answer.body()).contains("not the token in the manager");
                }
            }
        } finally {
            logger.detachAppender(log);
        }
    }

    /** A page of another site that has this host's browser ask, by a name that it has pointed at 127.0.0.1. */
    @Test
    void underAnotherNameTheFirstPasswordNeedsTheTokenOnThisHostToo() throws Exception {
        try (TestManager manager = TestManager.withSeedPassword(server)) {
            URI renamed =
                    URI.create("http://[::ffff:127.0.0.1]:" + manager.address().getPort() + "/");
            Visitor page = Visitor.loggedIn(renamed, "admin", "admin");
            assertThat(page.get("password").body()).contains("One-time token");
            assertThat(change(page, "admin", "another-one", "another-one").body())
                    .contains("not the token in the manager");
        }
    }

    @Test
    void seedAccountsDoNotComeBackAndTheGuestIsOff() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            assertThat(manager.context().getBean(UserService.class).logIn("guest", "guest"))
                    .isEmpty();
            manager.execute("DELETE FROM `USER` WHERE USERNAME = 'guest'");
            try (ConfigurableApplicationContext again = manager.startAnother()) {
                assertThat(again.getBean(UserMapper.class).all())
                        .extracting(UserMapper.UserRow::name)
                        .containsExactly("admin");
            }
        }
    }

    @Test
    void theConfiguredPasswordReplacesTheSeedsOnce() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            assertThat(admin.get("channels").statusCode()).isEqualTo(200);
            UserService users = manager.context().getBean(UserService.class);
            assertThat(users.replaceSeedPassword("yet-another-one")).isFalse();
            assertThat(users.logIn("admin", "admin")).isEmpty();
            assertThat(users.logIn("admin", TestManager.PASSWORD)).isPresent();
        }
    }

    @Test
    void aChangedPasswordEndsTheOtherSessions() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            Visitor here = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            Visitor there = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            change(here, TestManager.PASSWORD, "yet-another-one", "yet-another-one");
            assertThat(here.get("channels").statusCode()).isEqualTo(200);
            assertThat(target(there.get("channels"))).isEqualTo("/login");
        }
    }

    @Test
    void everyPostIsRefusedWithoutUserAndWithoutToken() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            Visitor stranger = new Visitor(manager.address());
            Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            Set<String> posts = posts(manager);
            assertThat(posts).contains("/channel/start", "/channel/stop", "/password");
            for (String path : posts) {
                String concrete = path.replaceAll("\\{[^}]*}", "shop").substring(1);
                if (path.startsWith("/api/")) {
                    assertThat(stranger.post(concrete).statusCode()).as(path).isEqualTo(401);
                    assertThat(admin.post(concrete).statusCode())
                            .as(path + " by cookie")
                            .isEqualTo(401);
                } else {
                    assertThat(stranger.post(concrete).statusCode()).as(path).isEqualTo(403);
                    assertThat(stranger.submit("login", concrete).statusCode())
                            .as(path)
                            .isEqualTo(302);
                    assertThat(target(stranger.submit("login", concrete)))
                            .as(path)
                            .isEqualTo("/login");
                    assertThat(admin.post(concrete).statusCode())
                            .as(path + " without token")
                            .isEqualTo(403);
                }
            }
        }
    }

    @Test
    void onlyLogInHealthAndStylesArePublic() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            Visitor stranger = new Visitor(manager.address());
            for (String path : new String[] {"login", "health", "css/otter.css", "images/otter.svg"}) {
                assertThat(stranger.get(path).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(stranger.get("health").body()).isEqualTo("{\"up\":true,\"database\":true,\"zookeeper\":false}");
            for (String path : new String[] {"", "channels", "channel?name=shop", "password", "nothing", "actuator"}) {
                assertThat(target(stranger.get(path))).as(path).isEqualTo("/login");
            }
            assertThat(stranger.get("v3/api-docs").statusCode()).isEqualTo(401);
            assertThat(stranger.get("api/v1/spec").statusCode()).isEqualTo(401);
            HttpResponse<String> page = new Visitor(manager.address()).get("login");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'self'");
            assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
            assertThat(page.headers().firstValue("Set-Cookie").orElse("")).contains("HttpOnly", "SameSite=Lax");
        }
    }

    @Test
    void guessingIsSlowedDown() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            Visitor guesser = new Visitor(manager.address());
            for (int i = 0; i < LogInThrottle.FREE; i++) {
                assertThat(target(guesser.submit("login", "login", "username", "admin", "password", "guess" + i)))
                        .isEqualTo("/login?wrong");
            }
            assertThat(target(guesser.submit("login", "login", "username", "admin", "password", TestManager.PASSWORD)))
                    .isEqualTo("/login?wait");
            HttpResponse<String> call = guesser.call("GET", "api/v1/nodes", "admin", TestManager.PASSWORD);
            assertThat(call.statusCode()).isEqualTo(429);
            assertThat(call.body()).contains("TOO_MANY_ATTEMPTS");
        }
    }

    @Test
    void aViewerCanOnlyView() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            manager.execute("INSERT INTO USER (USERNAME, PASSWORD, AUTHORIZETYPE, DEPARTMENT, REALNAME) VALUES"
                    + " ('eve', '" + PasswordDigest.legacy("eve's password") + "', 'ANONYMOUS', '', '')");
            Visitor eve = Visitor.loggedIn(manager.address(), "eve", "eve's password");
            assertThat(eve.get("channels").body()).contains("viewer");
            HttpResponse<String> call = eve.call("POST", "api/v1/channels/shop/stop", "eve", "eve's password");
            assertThat(call.statusCode()).isEqualTo(403);
            assertThat(call.body()).contains("FORBIDDEN");
        }
    }

    @Test
    void aGuestCanOnlyViewAndOnlyIfGuestsAreAllowed() throws Exception {
        try (TestManager manager = TestManager.start(
                server, Map.of("otter.admin.password", TestManager.PASSWORD, "otter.guest", "true"))) {
            Visitor guest = new Visitor(manager.address());
            for (String page : new String[] {"overview", "channels", "config/sources", "logs", "calls"}) {
                assertThat(guest.get(page).statusCode()).as(page).isEqualTo(200);
            }
            assertThat(guest.get("overview").body()).contains("Log in").doesNotContain("Log out", "href=\"/tokens\"");
            for (String page : new String[] {"users", "audit", "new", "config/pipelines/new"}) {
                assertThat(guest.get(page).statusCode()).as(page).isEqualTo(403);
            }
            for (String page : new String[] {"password", "tokens"}) {
                assertThat(target(guest.get(page))).as(page).isEqualTo("/login");
            }
            assertThat(guest.get("api/v1/spec").statusCode()).isEqualTo(401);
            assertThat(guest.submit("login", "config/sources/delete", "name", "src")
                            .statusCode())
                    .isEqualTo(302);
            assertThat(target(guest.submit("login", "login", "username", "admin", "password", TestManager.PASSWORD)))
                    .doesNotContain("/login");
            assertThat(guest.get("users").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void everyPostOfThePagesIsRefusedToAViewer() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            manager.execute("INSERT INTO USER (USERNAME, PASSWORD, AUTHORIZETYPE, DEPARTMENT, REALNAME) VALUES"
                    + " ('eve', '" + PasswordDigest.legacy("eve's password") + "', 'ANONYMOUS', '', '')");
            Visitor eve = Visitor.loggedIn(manager.address(), "eve", "eve's password");
            Set<String> posts = posts(manager);
            assertThat(posts).contains("/new", "/users/add", "/users/delete", "/system_reduction.htm");
            // Every user may change their own password, tokens and sessions.
            posts.removeIf(path -> path.startsWith("/api/")
                    || path.startsWith("/tokens")
                    || path.startsWith("/sessions")
                    || path.equals("/password"));
            for (String path : posts) {
                String concrete = path.replaceAll("\\{[^}]*}", "sources").substring(1);
                HttpResponse<String> answer = eve.submit(
                        "password",
                        concrete,
                        "name",
                        "shop",
                        "id",
                        "1",
                        "channel",
                        "shop",
                        "choice",
                        path.equals("/pipeline/row") ? "STOP" : "RUN",
                        "checkpoint",
                        "TAKE_OVER",
                        "schema",
                        "shop",
                        "table",
                        "item",
                        "pipeline",
                        "one-way",
                        "pair",
                        "p",
                        "password",
                        "a-long-password",
                        "target",
                        "UPSERT",
                        "extra",
                        "KEEP",
                        "to",
                        "",
                        "role",
                        "ADMIN",
                        "newest",
                        "1");
                assertThat(answer.statusCode()).as(path).isEqualTo(403);
                assertThat(answer.body()).as(path).contains("FORBIDDEN");
            }
            for (String page : new String[] {"users", "audit", "system_reduction.htm", "new"}) {
                assertThat(eve.get(page).statusCode()).as(page).isEqualTo(403);
            }
        }
    }

    /** The seed's guest has a quick digest, a user of an identity provider has none. */
    @Test
    void howLongALogInTakesDoesNotTellWhoThereIs() {
        try (TestManager manager = TestManager.start(server)) {
            manager.execute("INSERT INTO USER (USERNAME, PASSWORD, AUTHORIZETYPE, DEPARTMENT, REALNAME, SUBJECT)"
                    + " VALUES ('outside', '-', 'ANONYMOUS', '', '', 'issuer|outside')");
            UserService users = manager.context().getBean(UserService.class);
            long nobody = leastNanos(users, "nobody-has-this-name");
            for (String name : List.of("admin", "guest", "outside")) {
                assertThat(leastNanos(users, name)).as(name).isBetween(nobody / 3, nobody * 3);
            }
        }
    }

    private static long leastNanos(UserService users, String name) {
        return LongStream.range(0, 4)
                .map(i -> {
                    long begun = System.nanoTime();
                    assertThat(users.logIn(name, "a wrong password " + i)).isEmpty();
                    return System.nanoTime() - begun;
                })
                .min()
                .orElseThrow();
    }

    /** Who knew the old password is out: of the pages, and of the tokens that he may have made with it. */
    @Test
    void anotherPasswordEndsWhatTheOldOneOpened() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            Visitor here = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            Visitor thief = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            String first = token(thief, "first", TestManager.PASSWORD);
            assertThat(target(here.submit(
                            "password",
                            "password",
                            "present",
                            TestManager.PASSWORD,
                            "wanted",
                            "another one 1",
                            "again",
                            "another one 1",
                            "keepTokens",
                            "true")))
                    .isEqualTo("/?changed");
            assertThat(here.get("sessions").body()).contains("this one").doesNotContain("name=\"id\"");
            assertThat(target(thief.get("channels"))).isEqualTo("/login");
            assertThat(bearer(manager, first).statusCode()).as("kept").isEqualTo(200);
            String second = token(here, "second", "another one 1");
            assertThat(target(change(here, "another one 1", "another one 2", "another one 2")))
                    .isEqualTo("/?changed");
            assertThat(here.get("channels").statusCode()).isEqualTo(200);
            for (String token : List.of(first, second)) {
                assertThat(bearer(manager, token).statusCode()).isEqualTo(401);
            }
        }
    }

    @Test
    void aTokenIsItsUserUntilItIsDeletedAndIsStoredHashed() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            assertThat(admin.submit("tokens", "tokens/add", "name", "ci", "password", TestManager.PASSWORD)
                            .statusCode())
                    .isEqualTo(302);
            String page = admin.get("tokens").body();
            String token = page.replaceAll("(?s).*(otter_[\\w-]{43}).*", "$1");
            assertThat(bearer(manager, token).statusCode()).isEqualTo(200);
            assertThat(bearer(manager, token + "x").statusCode()).isEqualTo(401);
            assertThat(admin.get("tokens").body()).contains("ci").doesNotContain(token);
            assertThat(admin.get("audit").body()).contains("create token ci", "127.0.0.1");
            String id = page.replaceAll("(?s).*name=\"id\" value=\"(\\d+)\".*", "$1");
            assertThat(admin.submit("tokens", "tokens/delete", "id", id, "typed", "ci")
                            .statusCode())
                    .isEqualTo(302);
            assertThat(bearer(manager, token).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void anAdministratorAddsUsersAndARoleEndsTheSession() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
            admin.submit("users", "users/add", "name", "🦦", "password", "long enough", "role", "OPERATOR");
            assertThat(admin.get("users").body()).contains("id=\"name-wrong\"", "value=\"🦦\"", "and no emoji");
            admin.submit("users", "users/add", "name", "eve", "password", "short", "role", "OPERATOR");
            assertThat(admin.get("users").body())
                    .contains("id=\"password-wrong\"", "value=\"eve\"", "value=\"OPERATOR\" selected");
            admin.submit("users", "users/password", "id", "1", "password", "short");
            assertThat(admin.get("users").body()).contains("id=\"password-1-wrong\"");
            admin.submit("tokens", "tokens/add", "name", "x".repeat(65), "password", TestManager.PASSWORD);
            assertThat(admin.get("tokens").body()).contains("id=\"name-wrong\"", "value=\"" + "x".repeat(65));
            String[] bob = {"name", "<b>'bob", "password", "bob's password", "role", "OPERATOR"};
            assertThat(admin.submit("users", "users/add", bob).statusCode()).isEqualTo(302);
            assertThat(admin.get("users").body()).contains("&lt;b&gt;&#39;bob");
            Visitor visitor = Visitor.loggedIn(manager.address(), "<b>'bob", "bob's password");
            assertThat(visitor.get("new").statusCode()).isEqualTo(200);
            String id = Long.toString(
                    row(manager.context().getBean(UserMapper.class), "<b>'bob").id());
            assertThat(admin.submit("users", "users/role", "id", id, "role", "VIEWER")
                            .statusCode())
                    .isEqualTo(302);
            assertThat(target(visitor.get("overview"))).isEqualTo("/login");
            assertThat(admin.submit("users", "users/delete", "id", id, "typed", "bob")
                            .statusCode())
                    .isEqualTo(302);
            assertThat(admin.get("users").body()).contains("nothing was done: type", "&lt;b&gt;&#39;bob");
            assertThat(admin.submit("users", "users/delete", "id", id, "typed", "<b>'bob")
                            .statusCode())
                    .isEqualTo(302);
            assertThat(admin.get("users").body()).doesNotContain("bob&#39;s");
            String own = Long.toString(
                    row(manager.context().getBean(UserMapper.class), "admin").id());
            assertThat(admin.submit("users", "users/delete", "id", own, "typed", "admin")
                            .statusCode())
                    .isEqualTo(302);
            assertThat(admin.get("users").body()).contains("another administrator can");
            assertThat(admin.get("audit").body()).contains("make user &lt;b&gt;&#39;bob VIEWER");
        }
    }

    private static HttpResponse<String> bearer(TestManager manager, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(manager.address().resolve("api/v1/nodes"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static Set<String> posts(TestManager manager) {
        Set<String> posts = new TreeSet<>();
        manager.context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> {
                    if (mapping.getMethodsCondition().getMethods().contains(RequestMethod.POST)) {
                        posts.addAll(mapping.getPatternValues());
                    }
                });
        return posts;
    }

    private static String token(Visitor user, String name, String password) throws Exception {
        user.submit("tokens", "tokens/add", "name", name, "password", password);
        return user.get("tokens").body().replaceAll("(?s).*(otter_[\\w-]{43}).*", "$1");
    }

    private static HttpResponse<String> change(Visitor user, String present, String wanted, String again)
            throws Exception {
        return user.submit("password", "password", "present", present, "wanted", wanted, "again", again);
    }

    private static UserMapper.UserRow row(UserMapper users, String name) {
        UserMapper.UserRow row = users.findByName(name);
        assertThat(row).isNotNull();
        return row;
    }

    private static String target(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("").replaceFirst("^http://[^/]*", "");
    }

    @Test
    void aStrangerLeavesNoSessionBehind() throws Exception {
        try (TestManager manager = TestManager.start(server)) {
            HttpClient stranger = HttpClient.newHttpClient();
            for (String path :
                    List.of("", "login", "overview", "channels?page=2", "api/v1/nodes", "nowhere", "health")) {
                HttpResponse<String> answer = stranger.send(
                        HttpRequest.newBuilder(manager.address().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.headers().allValues("Set-Cookie"))
                        .as(path)
                        .noneMatch(cookie -> cookie.startsWith("OTTER_SESSION="));
            }
            Visitor guesser = Visitor.from("203.0.113.20", manager.address());
            HttpResponse<String> wrong = guesser.submit("login", "login", "username", "admin", "password", "no");
            assertThat(wrong.headers().allValues("Set-Cookie"))
                    .noneMatch(cookie -> cookie.startsWith("OTTER_SESSION="));
        }
    }

    @Test
    void whereAVisitorComesFromIsBelievedOnlyOfANamedProxy() throws Exception {
        try (TestManager manager = TestManager.start(server, Map.of("otter.trusted.proxies", "192.0.2.1,::2"))) {
            for (int i = 0; i < LogInThrottle.FREE; i++) {
                Visitor forger = Visitor.from("203.0.113." + i, manager.address());
                forger.submit("login", "login", "username", "admin", "password", "wrong");
            }
            Visitor another = Visitor.from("203.0.113.99", manager.address());
            assertThat(target(another.submit("login", "login", "username", "admin", "password", "wrong")))
                    .endsWith("?wait");
        }
    }
}
