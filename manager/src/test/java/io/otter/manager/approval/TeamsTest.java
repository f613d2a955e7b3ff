package io.otter.manager.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.arbitrate.ddl.DdlAnswer;
import io.otter.arbitrate.ddl.DdlQuestion;
import io.otter.arbitrate.ddl.DdlQuestions;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.cli.OtterCtl;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Channel;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators may do alone, and with which channels. */
@ExtendWith(SharedServers.class)
class TeamsTest {
    private static final String EMPTY_FIRST = "{\"target\": \"EMPTY_FIRST\", \"confirm\": \"shop\"}";

    private static DatabaseServer server;
    private static ZookeeperFixture zookeeper;
    private static TestManager manager;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        zookeeper = ZookeeperFixture.single();
        server.execute(
                "CREATE DATABASE shop",
                "CREATE DATABASE crm",
                "CREATE TABLE shop.user (id INT PRIMARY KEY)",
                "CREATE TABLE crm.user (id INT PRIMARY KEY)");
        manager = TestManager.start(
                server,
                Map.of(
                        "otter.admin.password",
                        TestManager.PASSWORD,
                        "otter.zookeeper.cluster.default",
                        zookeeper.connectString(),
                        "otter.fourEyes",
                        "true"));
        ApiCaller admin = admin();
        for (String user : List.of("oscar", "olga", "lina")) {
            admin.post(
                    "users",
                    "{\"name\": \"" + user + "\", \"password\": \"" + password(user) + "\", \"role\": \"OPERATOR\"}");
        }
        admin.put("users/lina", "{\"channels\": [\"team-a-*\"]}", "application/json");
        String address = "host: %s, port: %d, username: %s, password: '%s'"
                .formatted(server.host(), server.port(), server.user(), server.password());
        String spec = """
            nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: 2088}]
            sources:
              - {name: src, type: MYSQL, %1$s}
              - {name: dst, type: MYSQL, %1$s}
            canals: [{name: log, source: src}, {name: log-a, source: src}]
            channels:
            """.formatted(address) + channel("shop", "log") + channel("team-a-shop", "log-a");
        HttpResponse<String> answer = admin.put("spec", spec, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        if (manager != null) {
            manager.close();
        }
        zookeeper.close();
        server.close();
    }

    @Test
    void whatCannotBeUndoneNeedsASecondPerson() throws Exception {
        ApiCaller oscar = operator("oscar");
        assertThat(resync(oscar, "{\"target\": \"UPSERT\"}").statusCode()).isEqualTo(202);
        long id = refused(oscar, EMPTY_FIRST);
        assertThat(refused(oscar, EMPTY_FIRST)).isEqualTo(id);
        assertThat(oscar.post("approvals/" + id + "/approve").body()).contains("is your own");
        assertThat(operator("lina").get("approvals")).isEmpty();
        assertThat(operator("lina").post("approvals/" + id + "/approve").statusCode())
                .isEqualTo(404);

        Visitor olga = Visitor.loggedIn(manager.address(), "olga", password("olga"));
        assertThat(olga.get("approvals").body())
                .contains("empty the tables of the target first", "EMPTY_FIRST", "oscar");
        assertThat(olga.get("approvals?lang=zh").body()).contains("先清空目标表");
        olga.submit("approvals", "approvals/approve", "id", "" + id);
        assertThat(refused(oscar, "{\"target\": \"EMPTY_FIRST\", \"confirm\": \"shop\", \"parallelism\": 3}"))
                .as("something else was approved")
                .isNotEqualTo(id);
        assertThat(resync(oscar, EMPTY_FIRST).statusCode()).isEqualTo(202);

        long again = refused(oscar, EMPTY_FIRST);
        assertThat(again).as("once is once").isNotEqualTo(id);
        assertThat(resync(operator("olga"), EMPTY_FIRST).statusCode())
                .as("the second person does it herself")
                .isEqualTo(202);
        assertThat(admin().get("audit").toString())
                .contains("ask for a second person, as request " + id, "approve request " + id + " of oscar");

        long late = refused(oscar, EMPTY_FIRST);
        manager.execute("UPDATE APPROVAL SET EXPIRES_MILLIS = 1 WHERE ID = " + late);
        assertThat(refused(operator("olga"), EMPTY_FIRST)).as("too late").isNotEqualTo(late);
    }

    @Test
    void movedPositionsNeedOneToo() throws Exception {
        ApiCaller oscar = operator("oscar");
        HttpResponse<String> asked = oscar.post("canals/log/position", "{\"start\": \"latest\"}");
        assertThat(asked.statusCode()).isEqualTo(409);
        assertThat(asked.body()).contains("APPROVAL_NEEDED");
        long id = id(asked);
        assertThat(otterctl("approvals")).contains("move the position of canal log", "oscar");
        assertThat(otterctl("approvals", "--approve", "" + id)).contains("admin");
        assertThat(oscar.post("canals/log/position", "{\"start\": \"latest\"}").statusCode())
                .isEqualTo(200);
        assertThat(otterctl("approvals")).doesNotContain("move the position");
    }

    /** Asked for and refused on pages, and done by the one of two who is another. */
    @Test
    void pagesAskForASecondPersonToo() throws Exception {
        Visitor oscar = Visitor.loggedIn(manager.address(), "oscar", password("oscar"));
        Visitor olga = Visitor.loggedIn(manager.address(), "olga", password("olga"));
        String[] earliest = {"name", "log-a", "kind", "earliest", "typed", "log-a"};
        for (int i = 0; i < 2; i++) {
            assertThat(oscar.submit("config/canals/position?name=log-a", "config/canals/position", earliest)
                            .body())
                    .contains("needs a second person");
        }
        assertThat(olga.submit("config/canals/position?name=log-a", "config/canals/position", earliest)
                        .statusCode())
                .as("done")
                .isEqualTo(302);
        String form = "pipeline/resync?channel=team-a-shop&name=one";
        String[] empty = {"channel", "team-a-shop", "name", "one", "target", "EMPTY_FIRST", "typed", "team-a-shop"};
        for (int i = 0; i < 2; i++) {
            oscar.submit(form, "pipeline/resync", empty);
            assertThat(oscar.get(form).body()).contains("needs a second person");
        }
        olga.submit(form, "pipeline/resync", empty);
        assertThat(olga.get(form).body()).doesNotContain("needs a second person");
        assertThat(operator("olga")
                        .get("channels/team-a-shop/resync")
                        .at("/runs/0/by")
                        .asString())
                .isEqualTo("olga");
        for (String path : List.of("/config/canals/position", "/pipeline/resync")) {
            assertThat(outcomes("%" + path + "%"))
                    .as(path)
                    .contains("oscar REFUSED APPROVAL_NEEDED")
                    .allMatch(outcome -> outcome.contains(" REFUSED "));
        }
        assertThat(outcomes("ask for a second person%")).contains("oscar REFUSED APPROVAL_NEEDED");
        assertThat(outcomes("approve request%")).contains("olga DONE");
    }

    @Test
    void anotherStatementInPlaceOfADdlNeedsOneToo() throws Exception {
        Configuration configured =
                manager.context().getBean(ConfigurationStore.class).read();
        Channel shop = configured.channel("shop").orElseThrow();
        try (Coordination node = Coordination.begin(
                ZookeeperSettings.of(zookeeper.connectString(), Duration.ofSeconds(10)), TestManager.SECRETS)) {
            node.awaitConnected(Duration.ofSeconds(20));
            DdlQuestions questions = new DdlQuestions(node);
            DdlQuestion asked = question(shop, configured, "b.000001:100");
            questions.ask(asked);
            ApiCaller oscar = operator("oscar");
            String id = oscar.get("channels/shop/ddl").at("/0/id").asString();
            String other = "{\"choice\": \"REPLACE\", \"sql\": \"ALTER TABLE crm.user ADD x BIGINT\"}";
            HttpResponse<String> refused = oscar.post("channels/shop/ddl/" + id, other);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            long request = id(refused);
            assertThat(oscar.post("approvals/" + request + "/approve").body()).contains("is your own");
            assertThat(oscar.post("channels/shop/ddl/" + id, other).statusCode())
                    .isEqualTo(409);
            assertThat(answer(questions, asked)).isEmpty();

            Visitor olga = Visitor.loggedIn(manager.address(), "olga", password("olga"));
            assertThat(olga.get("approvals").body()).contains("ALTER TABLE crm.user ADD x BIGINT", "oscar");
            String page = "pipeline/errors?channel=shop&name=one";
            decide(olga, page, id, "ALTER TABLE crm.user ADD y TEXT");
            assertThat(olga.get(page).body()).as("something else").contains("needs a second person");
            assertThat(answer(questions, asked)).isEmpty();
            decide(olga, page, id, "ALTER TABLE crm.user ADD x BIGINT");
            assertThat(answer(questions, asked)).hasValueSatisfying(answer -> {
                assertThat(answer.choice()).isEqualTo(DdlAnswer.Choice.REPLACE);
                assertThat(answer.sql()).isEqualTo("ALTER TABLE crm.user ADD x BIGINT");
                assertThat(answer.by()).isEqualTo("olga");
            });
            assertThat(outcomes("ask for a second person%")).contains("olga REFUSED APPROVAL_NEEDED");
            assertThat(admin().get("audit?find=" + request).toString())
                    .contains("ask for a second person, as request " + request)
                    .contains("approve request " + request + " of oscar");

            questions.ask(question(shop, configured, "b.000001:200"));
            id = oscar.get("channels/shop/ddl").at("/0/id").asString();
            assertThat(oscar.post("channels/shop/ddl/" + id, "{\"choice\": \"SKIP\"}")
                            .statusCode())
                    .as("no other statement")
                    .isEqualTo(200);
        }
    }

    private static void decide(Visitor operator, String page, String id, String sql) throws Exception {
        operator.submit(
                page, "pipeline/ddl", "channel", "shop", "name", "one", "id", id, "choice", "REPLACE", "sql", sql);
    }

    private static Optional<DdlAnswer> answer(DdlQuestions questions, DdlQuestion asked) {
        return questions
                .find(asked.channelId(), asked.pipelineId(), asked.targetId())
                .map(DdlQuestion::answer);
    }

    private static DdlQuestion question(Channel shop, Configuration configured, String position) {
        long target = configured.sources().stream()
                .filter(source -> source.name().equals("dst"))
                .findFirst()
                .orElseThrow()
                .id();
        return new DdlQuestion(
                shop.id(),
                shop.pipelines().get(0).id(),
                target,
                position,
                "ALTER TABLE shop.user ADD x INT",
                List.of("crm.user"),
                List.of("ALTER TABLE crm.user ADD x INT"),
                "the policy asks",
                System.currentTimeMillis(),
                null);
    }

    /** Who did it, and what became of it. */
    private static List<String> outcomes(String action) throws Exception {
        List<String> outcomes = new ArrayList<>();
        try (Connection connection = manager.context().getBean(DataSource.class).getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT USERNAME, OUTCOME FROM AUDIT WHERE ACTION LIKE ?")) {
            query.setString(1, action);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    outcomes.add(row.getString(1) + " " + row.getString(2));
                }
            }
        }
        return outcomes;
    }

    /** What belongs to another team's channel is not had through a channel of one's own. */
    @Test
    void numbersOfOthersAreUnknownInOnesOwnChannel() throws Exception {
        ApiCaller admin = admin();
        long verify =
                ApiCaller.tree(admin.post("channels/shop/verify")).path("id").asLong();
        long resync = ApiCaller.tree(admin.post("channels/shop/resync", "{\"target\": \"UPSERT\"}"))
                .path("id")
                .asLong();
        assertThat(List.of(verify, resync)).allMatch(id -> id > 0);
        ApiCaller lina = operator("lina");
        for (String call : List.of("verify/" + verify + "/rows")) {
            assertThat(lina.get("channels/team-a-shop/" + call, "application/json")
                            .statusCode())
                    .as(call)
                    .isEqualTo(404);
        }
        for (String call : List.of(
                "verify/" + verify + "/cancel",
                "resync/" + resync + "/cancel",
                "resync/" + resync + "/pause",
                "dead-letters/1/retry",
                "dead-letters/1/discard",
                "errors/1-1",
                "ddl/1")) {
            HttpResponse<String> answer = lina.post("channels/team-a-shop/" + call, "{\"choice\": \"RUN\"}");
            assertThat(answer.statusCode()).as(call + answer.body()).isIn(400, 404);
        }
        Visitor page = Visitor.loggedIn(manager.address(), "lina", password("lina"));
        for (String path : List.of("pipeline/verify/rows", "pipeline/verify/repair")) {
            assertThat(page.get(path + "?channel=team-a-shop&name=one&id=" + verify)
                            .statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        page.submit(
                "channels",
                "pipeline/resync/change",
                "channel",
                "team-a-shop",
                "name",
                "one",
                "id",
                "" + resync,
                "act",
                "cancel");
        page.submit("channels", "pipeline/verify/cancel", "channel", "team-a-shop", "name", "one", "id", "" + verify);
        assertThat(admin.get("channels/shop/verify").toString() + admin.get("channels/shop/resync"))
                .doesNotContain("CANCELLED");

        long token = ApiCaller.tree(operator("oscar")
                        .post("tokens", "{\"name\": \"his\", \"password\": \"" + password("oscar") + "\"}"))
                .path("token")
                .asString()
                .length();
        assertThat(token).isPositive();
        String id = admin.get("tokens?all=true").toString().replaceAll("(?s).*\"id\":(\\d+)[^}]*\"his\".*", "$1");
        assertThat(lina.delete("tokens/" + id).statusCode()).isEqualTo(404);
        String session = page.get("sessions").body().replaceAll("(?s).*name=\"id\" value=\"([^\"]+)\".*", "$1");
        assertThat(session).as("only her own, which has no button").contains("<html");
    }

    @Test
    void aTeamSeesAndRunsItsOwnChannels() throws Exception {
        ApiCaller lina = operator("lina");
        assertThat(lina.get("channels").toString()).contains("team-a-shop").doesNotContain("\"shop\"");
        assertThat(lina.get("channels/team-a-shop/status", "application/json").statusCode())
                .isEqualTo(200);
        assertThat(lina.post("channels/TEAM-A-shop/stop").statusCode()).isEqualTo(200);
        for (String call : List.of(
                "channels/shop/status",
                "channels/shop/audit",
                "spec",
                "nodes",
                "logs",
                "alarms",
                "canals/log-a/position")) {
            assertThat(lina.get(call, "application/json").statusCode()).as(call).isEqualTo(403);
        }
        assertThat(lina.post("channels/shop/stop").statusCode()).isEqualTo(403);
        assertThat(lina.put("spec", "{}", "application/json").statusCode()).isEqualTo(403);

        Visitor page = Visitor.loggedIn(manager.address(), "lina", password("lina"));
        assertThat(page.get("overview").headers().firstValue("Location").orElse(""))
                .endsWith("/channels");
        assertThat(page.get("channels").body())
                .contains("team-a-shop")
                .doesNotContain("name=shop\"", "/config/sources");
        assertThat(page.get("pipeline?channel=team-a-shop&name=one").statusCode())
                .isEqualTo(200);
        for (String other : List.of(
                "channel?name=shop",
                "channel?name=team-a-shop&name=shop",
                "channel",
                "pipeline?channel=shop&name=one",
                "pipeline?name=one",
                "pipeline/errors?channel=shop&name=one",
                "pipeline/verify?channel=team-a-shop&channel=shop&name=one",
                "channels/shop/pipelines/one",
                "config/channels",
                "config/channels/edit?name=team-a-shop",
                "new",
                "logs",
                "top",
                "calls")) {
            assertThat(page.get(other).statusCode()).as(other).isEqualTo(403);
        }
        assertThat(page.submit("channels", "channel/stop", "name", "shop").statusCode())
                .isEqualTo(403);
        assertThat(admin().get("audit?find=lina").toString()).contains("denied: POST /channel/stop");

        String token = ApiCaller.tree(lina.post(
                        "tokens",
                        "{\"name\": \"t\", \"password\": \"" + password("lina") + "\", \"channels\": [\"shop\"]}"))
                .path("token")
                .asString();
        assertThat(token).startsWith("otter_");
        assertThat(otterctl(Map.of("OTTER_TOKEN", token), 4, "status", "shop")).contains("FORBIDDEN");

        admin().put("users/lina", "{\"channels\": [\"team-a-*\", \"none\"]}", "application/json");
        assertThat(page.get("channels").statusCode())
                .as("a new session has the new channels")
                .isEqualTo(302);
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        assertThat(admin.get("users").body()).contains("team-a-*, none");
    }

    /** What a channel syncs is for others to say, also to who writes the address of that call in another way. */
    @Test
    void aTeamDoesNotSayWhatItsChannelsSync() throws Exception {
        ApiCaller lina = operator("lina");
        String body =
                "{\"name\": \"one\", \"canal\": \"log\", \"select\": [\"n1\"], \"load\": [\"n1\"], \"pairs\": []}";
        for (String pipelines : List.of("pipelines", "%70ipelines", "pipeline%73", "%70%69%70%65%6c%69%6e%65%73")) {
            String path = "channels/team-a-shop/" + pipelines + "/one";
            assertThat(lina.put(path, body, "application/json").statusCode())
                    .as(path)
                    .isIn(403, 404);
            assertThat(lina.delete(path).statusCode()).as(path).isIn(403, 404);
        }
        assertThat(lina.delete("channels/team-a-sho%70").statusCode()).isEqualTo(403);
        assertThat(admin().get("channels/team-a-shop/pipelines").toString()).contains("log-a");
    }

    /** An expression of a user's own, and a name that made a backtracking matcher try for years. */
    @Test
    void noListOfChannelsMakesTheManagerComputeForEver() throws Exception {
        ApiCaller admin = admin();
        admin.post("users", "{\"name\": \"rex\", \"password\": \"rex's password\", \"role\": \"VIEWER\"}");
        String stars = "*a".repeat(40) + "b";
        admin.put("users/rex", "{\"channels\": [\"" + stars + "\"]}", "application/json");
        long begun = System.nanoTime();
        assertThat(operator("rex")
                        .get("channels/" + "a".repeat(4_000) + "/status", "application/json")
                        .statusCode())
                .isEqualTo(403);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(admin.put("users/rex", "{\"channels\": [\"" + "a".repeat(201) + "\"]}", "application/json")
                        .statusCode())
                .isEqualTo(400);
    }

    private static long refused(ApiCaller operator, String form) throws Exception {
        HttpResponse<String> answer = resync(operator, form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body()).contains("APPROVAL_NEEDED");
        return id(answer);
    }

    private static long id(HttpResponse<String> answer) {
        return Long.parseLong(answer.body().replaceAll("(?s).*request (\\d+).*", "$1"));
    }

    private static HttpResponse<String> resync(ApiCaller operator, String form) throws Exception {
        return operator.post("channels/shop/resync", form);
    }

    private static String channel(String name, String canal) {
        return """
              - name: %s
                pipelines:
                  - name: one
                    canal: %s
                    select: [n1]
                    load: [n1]
                    pairs:
                      - {from: {source: src, schema: shop, table: user}, to: {source: dst, schema: crm, table: user}}
            """.formatted(name, canal).indent(0);
    }

    private static ApiCaller operator(String name) {
        return new ApiCaller(manager.address(), name, password(name));
    }

    private static ApiCaller admin() {
        return new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
    }

    private static String password(String user) {
        return user + "'s password";
    }

    private static String otterctl(String... arguments) {
        return otterctl(Map.of("OTTER_USER", "admin", "OTTER_PASSWORD", TestManager.PASSWORD), 0, arguments);
    }

    private static String otterctl(Map<String, String> user, int exit, String... arguments) {
        StringWriter out = new StringWriter();
        Map<String, String> environment = new java.util.HashMap<>(user);
        environment.put("OTTER_SERVER", manager.address().toString());
        int ended = OtterCtl.run(environment, new PrintWriter(out, true), new PrintWriter(out, true), arguments);
        assertThat(ended).as(out.toString()).isEqualTo(exit);
        return out.toString();
    }
}
