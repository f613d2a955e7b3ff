package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.otter.common.json.Json;
import io.otter.database.control.ControlScript;
import io.otter.database.control.ControlTable;
import io.otter.manager.cli.OtterCtl;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.testsupport.database.DatabaseServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/**
 * Values of masked columns go through everything that tells of rows: a refusal, a filter that fails, a letter, a conflict, a
 * comparison, a copy, the free door. Then whatever anybody can read is searched for them.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "otter.faults", matches = "all")
class MaskedValuesIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** In every planted value, which otherwise have what makes a value hard to find again in a message. */
    private static final String MARK = "4111xyzzy";

    private static final String TAKEN =
            MARK + "'s for a \"card\" that is long enough for a server to cut it in its messages";

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final List<String> alarms = new ArrayList<>();
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Map<String, String> doors = new LinkedHashMap<>();

    @Test
    void whatIsMaskedIsBehindNoDoor() throws Exception {
        Path directory = Files.createTempDirectory(Line.ROOT.resolve("integration-test/target"), "masked-");
        DeploymentPlan plan =
                DeploymentPlan.onFreePorts(Line.ROOT, directory, "mariadb-11.4", "mariadb-11.4", "256m", 1);
        HttpServer receiver = receiver();
        mail.start();
        try (Deployment deployment = new Deployment(plan)) {
            logIn(deployment);
            prepare(deployment, receiver.getAddress().getPort());
            conflicts(deployment);
            refusals(deployment);
            freeDoor(deployment);
            copies(deployment);
            comparison(deployment);
            openDoors(deployment, plan);
        } finally {
            receiver.stop(0);
            mail.stop();
        }
        assertThat(doors).hasSizeGreaterThan(80);
        List<String> leaks = new ArrayList<>();
        doors.forEach((door, said) -> {
            for (int at = said.indexOf(MARK); at >= 0; at = said.indexOf(MARK, at + 1_000)) {
                leaks.add(door + ": …" + said.substring(Math.max(0, at - 160), Math.min(said.length(), at + 90)));
            }
        });
        assertThat(leaks).isEmpty();
        assertThat(String.join("\n", doors.values()))
                .as("what is told with the masks")
                .contains("***");
    }

    private String posted() {
        synchronized (alarms) {
            return String.join("\n", alarms);
        }
    }

    private String mailed() throws Exception {
        StringBuilder all = new StringBuilder();
        for (MimeMessage message : mail.getReceivedMessages()) {
            all.append(message.getSubject())
                    .append('\n')
                    .append(message.getContent())
                    .append('\n');
        }
        return all.toString();
    }

    private HttpServer receiver() throws IOException {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            synchronized (alarms) {
                alarms.add(body);
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        return receiver;
    }

    private void prepare(Deployment deployment, int receiver) throws Exception {
        ControlScript script = new ControlScript();
        for (DatabaseServer server : List.of(deployment.source(), deployment.target())) {
            server.execute(script.createSchema());
            for (ControlTable table : ControlTable.values()) {
                server.execute(script.create(table));
            }
            server.execute(
                    "CREATE DATABASE shop CHARACTER SET utf8mb4",
                    "CREATE TABLE shop.pay (id INT PRIMARY KEY, card VARCHAR(200), note VARCHAR(20))",
                    "CREATE TABLE shop.narrow (id INT PRIMARY KEY, card VARCHAR(200))",
                    "CREATE TABLE shop.holder (card VARCHAR(200) PRIMARY KEY, v INT)",
                    "CREATE TABLE shop.filtered (id INT PRIMARY KEY, card VARCHAR(200))",
                    "CREATE TABLE shop.both (id INT PRIMARY KEY, card VARCHAR(200), at TIMESTAMP(6))");
        }
        deployment
                .target()
                .execute("ALTER TABLE shop.pay ADD UNIQUE (card)", "ALTER TABLE shop.narrow MODIFY card INT");
        String masked = "columns: {masked: [card]}";
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
                          - {from: {source: src, schema: shop, table: pay}, to: {source: dst, schema: shop, table: pay}, %1$s}
                          - {from: {source: src, schema: shop, table: narrow}, to: {source: dst, schema: shop, table: narrow}, %1$s}
                          - {from: {source: src, schema: shop, table: holder}, to: {source: dst, schema: shop, table: holder}, %1$s}
                          - {from: {source: src, schema: shop, table: filtered}, to: {source: dst, schema: shop, table: filtered}, %1$s,
                             filter: "int(card) > 5"}
                          - {from: {source: src, schema: shop, table: both}, to: {source: dst, schema: shop, table: both}, %1$s,
                             conflictPolicy: NEWEST, newestColumn: at}
                      - name: there
                        canal: dst-log
                        select: [n1]
                        load: [n1]
                        pairs:
                          - {from: {source: dst, schema: shop, table: both}, to: {source: src, schema: shop, table: both}, %1$s,
                             conflictPolicy: NEWEST, newestColumn: at}
                """.formatted(masked));
        call(
                deployment,
                "PUT",
                "system-parameters",
                "{\"webhookUrl\": \"http://127.0.0.1:" + receiver
                        + "/hook\", \"webhookSecret\": \"a secret of the test\", \"receivers\":"
                        + " \"ops = ops@example.com\", \"defaultReceiver\": \"ops\", \"mailHost\": \"127.0.0.1\", \"mailPort\": "
                        + mail.getSmtp().getPort()
                        + ", \"mailSecurity\": \"NONE\", \"mailFrom\": \"otter@example.com\"}");
        alarmRules(deployment);
        deployment.api().start("shop");
        await("both directions run")
                .atMost(LIMIT)
                .until(() -> deployment.api().status("shop").split("\"running\":true", -1).length == 4);
        deployment.source().execute("INSERT INTO shop.pay VALUES (1, '" + MARK + " goes', 'n')");
        awaitRow(deployment.target(), "SELECT 1 FROM shop.pay WHERE id = 1");
    }

    /** Whatever an alarm may say: what stopped it, what nodes log, and how many rows there are of each kind. */
    private void alarmRules(Deployment deployment) throws Exception {
        JsonNode first = Json.MAPPER.readTree(call(deployment, "GET", "alarm-rules", null));
        for (JsonNode rule : first) {
            if (rule.path("fields").path("kind").asString("").equals("DELAYTIME")) {
                for (String wanted : List.of(
                        "EXCEPTION E,A,O",
                        "EXCEPTION LOAD_DATA",
                        "EXCEPTION FILTER_FAILED",
                        "EXCEPTION pay",
                        "EXCEPTION narrow",
                        "EXCEPTION holder",
                        "NOTRUNNING 1",
                        "CONFLICTS 0",
                        "DEADLETTERS 0",
                        "DIFFERENCES 0")) {
                    Map<String, String> fields = Map.of(
                            "pipeline",
                            rule.path("fields").path("pipeline").asString(""),
                            "kind",
                            wanted.split(" ")[0],
                            "threshold",
                            wanted.split(" ")[1],
                            "intervalSeconds",
                            "60",
                            "enabled",
                            "true");
                    call(deployment, "POST", "alarm-rules", Json.MAPPER.writeValueAsString(fields));
                }
            }
        }
    }

    /** Both sides change a row while neither knows of the other. */
    private void conflicts(Deployment deployment) throws Exception {
        deployment.source().execute("INSERT INTO shop.both VALUES (1, '" + MARK + " first', NOW(6))");
        awaitRow(deployment.target(), "SELECT 1 FROM shop.both");
        deployment.api().pause("shop");
        await("it pauses")
                .atMost(LIMIT)
                .until(() -> !deployment.api().status("shop").contains("\"running\":true"));
        deployment.source().execute("UPDATE shop.both SET card = '" + MARK + " here', at = NOW(6)");
        deployment
                .target()
                .execute("UPDATE shop.both SET card = '" + MARK + " there', at = NOW(6) + INTERVAL 1 SECOND");
        deployment.api().start("shop");
        await("a conflict")
                .atMost(LIMIT)
                .until(() -> deployment.api().get("shop", "conflicts").contains("id = 1"));
    }

    /** Each is looked at while the pipeline stands there, and then put aside. */
    private void refusals(Deployment deployment) throws Exception {
        String quoted = TAKEN.replace("'", "''");
        deployment.target().execute("INSERT INTO shop.pay VALUES (900, '" + quoted + "', 'taken')");
        refused(deployment, "INSERT INTO shop.pay VALUES (5, '" + quoted + "', 'new')");
        refused(deployment, "INSERT INTO shop.narrow VALUES (1, '" + MARK + "')");
        refused(deployment, "INSERT INTO shop.filtered VALUES (1, '" + MARK + "')");
        deployment
                .source()
                .execute(
                        "SET SESSION sql_log_bin = 0",
                        "INSERT INTO shop.holder VALUES ('" + MARK + " key', 1)",
                        "SET SESSION sql_log_bin = 1");
        deployment.source().execute("UPDATE shop.holder SET v = 2 WHERE card LIKE '" + MARK + "%'");
        awaitRow(deployment.target(), "SELECT 1 FROM shop.holder");
    }

    private void refused(Deployment deployment, String statement) throws Exception {
        deployment.source().execute(statement);
        await("it is refused: " + statement)
                .atMost(LIMIT)
                .until(() -> rows(deployment).size() == 1);
        String name = "while " + statement.split(" ")[2] + " "
                + rows(deployment).path(0).path("kind").asString();
        whileItStands(deployment, name);
        String id = rows(deployment).path(0).path("id").asString();
        call(deployment, "POST", "channels/shop/errors/" + id, "{\"choice\": \"PUT_ASIDE\"}");
        await("its letter").atMost(LIMIT).until(() -> rows(deployment).isEmpty());
    }

    /** Lines whose key is a masked column: of a row that is there, and of one that is not. */
    private static void freeDoor(Deployment deployment) throws Exception {
        for (String key : List.of(MARK + " key", MARK + " none")) {
            deployment
                    .source()
                    .execute(
                            "INSERT INTO retl.retl_buffer (TABLE_ID, FULL_NAME, TYPE, PK_DATA, GMT_CREATE, GMT_MODIFIED)"
                                    + " VALUES (0, 'shop.holder', 'I', '" + key + "', now(), now())");
        }
        await("a line that means no row")
                .atMost(LIMIT)
                .until(() -> deployment.api().get("shop", "resync").contains("no such row"));
    }

    /** A copy that the target refuses a row of. */
    private void copies(Deployment deployment) throws Exception {
        deployment
                .source()
                .execute(
                        "SET SESSION sql_log_bin = 0",
                        "INSERT INTO shop.narrow VALUES (2, '" + MARK + " copied')",
                        "SET SESSION sql_log_bin = 1");
        call(deployment, "POST", "channels/shop/resync", "{\"target\": \"UPSERT\", \"pairs\": [\"shop.narrow\"]}");
        await("it is refused").atMost(LIMIT).until(() -> rows(deployment).size() == 1);
        whileItStands(deployment, "while copied");
        deployment.target().execute("ALTER TABLE shop.narrow MODIFY card VARCHAR(200)");
        String id = rows(deployment).path(0).path("id").asString();
        call(deployment, "POST", "channels/shop/errors/" + id, "{\"choice\": \"RETRY\"}");
        awaitRow(deployment.target(), "SELECT 1 FROM shop.narrow WHERE id = 2");
    }

    private void comparison(Deployment deployment) throws Exception {
        deployment.target().execute("UPDATE shop.pay SET card = '" + MARK + " other' WHERE id = 1");
        call(deployment, "POST", "channels/shop/verify", "{\"pairs\": [\"shop.pay\", \"shop.holder\"]}");
        await("compared")
                .atMost(LIMIT)
                .until(() -> deployment.api().get("shop", "verify").contains("\"DONE\""));
    }

    private void openDoors(Deployment deployment, DeploymentPlan plan) throws Exception {
        pages(deployment);
        calls(deployment);
        long verify = Json.MAPPER
                .readTree(deployment.api().get("shop", "verify"))
                .at("/runs/0/id")
                .asLong();
        door("rows of the comparison", call(deployment, "GET", "channels/shop/verify/" + verify + "/rows", null));
        assertThat(doors.get("rows of the comparison")).contains("\"card\":\"***\"");
        String of = "channel=shop&name=here&id=" + verify;
        door("page of its rows", page(deployment, "pipeline/verify/rows?" + of).body());
        door(
                "page of the repair",
                page(deployment, "pipeline/verify/repair?" + of + "&extra=DELETE")
                        .body());
        for (String[] command : new String[][] {
            {"status", "shop"},
            {"errors", "shop"},
            {"conflicts", "shop"},
            {"dead-letters", "shop"},
            {"verify", "shop", "--list"},
            {"repair", "shop", "--dry-run", "--run", "" + verify},
            {"resync", "shop", "--list"},
            {"logs"},
            {"alarms"},
            {"audit"},
            {"export"}
        }) {
            door("otterctl " + String.join(" ", command), otterctl(deployment, command));
        }
        for (DeploymentPlan.NodePlan node : plan.nodes()) {
            for (String path : List.of("metrics", "health")) {
                door("node's " + path, get("http://127.0.0.1:" + node.httpPort() + "/" + path));
            }
        }
        door("manager's metrics", page(deployment, "metrics").body());
        await("alarms of what stopped it, and of letters, conflicts and differences")
                .atMost(LIMIT)
                .untilAsserted(() -> {
                    for (String told : List.of(posted(), mailed())) {
                        assertThat(told)
                                .contains("LOAD_", "FILTER_FAILED", "DEADLETTERS", "CONFLICTS", "DIFFERENCES", "***");
                    }
                });
        door("posted alarms", posted());
        door("mailed alarms", mailed());
        files(deployment.nodes().get(0).home().resolve("logs"));
        files(deployment.nodes().get(0).home().resolve("data"));
        files(deployment.manager().home().resolve("logs"));
        tables(deployment.target(), "otter");
        tables(deployment.target(), "retl");
        tables(deployment.source(), "retl");
        zookeeper(deployment);
    }

    /** Where it stands that a pipeline does not go on. */
    private void whileItStands(Deployment deployment, String when) throws Exception {
        for (String page : List.of("overview", "channel?name=shop", "pipeline/errors?channel=shop&name=here", "logs")) {
            open(deployment, when, page);
        }
        for (String path : List.of("channels/shop/status", "channels/shop/errors", "alarms")) {
            door(when + " GET " + path, call(deployment, "GET", path, null));
        }
    }

    private void pages(Deployment deployment) throws Exception {
        for (String page : List.of(
                "overview", "channels", "channel?name=shop", "logs", "alarms", "audit", "top", "calls", "retl")) {
            open(deployment, "at the end", page);
        }
        for (String part : List.of(
                "",
                "/errors",
                "/conflicts",
                "/resync",
                "/verify",
                "/tables",
                "/settings",
                "/source",
                "/timeline",
                "/charts")) {
            open(deployment, "at the end", "pipeline" + part + "?channel=shop&name=here");
        }
        open(deployment, "at the end", "pipeline/conflicts?channel=shop&name=there");
        open(deployment, "at the end", "config/nodes/threads?nid=1");
    }

    private void open(Deployment deployment, String when, String page) throws Exception {
        HttpResponse<String> answer = page(deployment, page);
        assertThat(answer.statusCode()).as(page).isLessThan(500);
        door(when + " page " + page, answer.body());
    }

    private void calls(Deployment deployment) throws Exception {
        for (String path : List.of(
                "channels/shop/status",
                "channels/shop/errors",
                "channels/shop/conflicts",
                "channels/shop/dead-letters",
                "channels/shop/resync",
                "channels/shop/verify",
                "channels/shop/checkpoint",
                "channels/shop/ddl",
                "channels/shop/audit",
                "nodes",
                "logs",
                "alarms",
                "audit",
                "tables",
                "spec",
                "backup")) {
            door("GET " + path, call(deployment, "GET", path, null));
        }
    }

    private void door(String name, String said) {
        doors.put(name, said.replace("&#39;", "'").replace("&quot;", "\""));
    }

    private HttpResponse<String> page(Deployment deployment, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(deployment.address() + "/" + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private void logIn(Deployment deployment) throws Exception {
        Matcher token = TOKEN.matcher(page(deployment, "login").body());
        assertThat(token.find()).isTrue();
        String form = "username=admin&password=" + deployment.adminPassword() + "&_csrf="
                + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(deployment.address() + "/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Location").orElse("")).doesNotContain("login");
    }

    private JsonNode rows(Deployment deployment) throws Exception {
        return Json.MAPPER.readTree(call(deployment, "GET", "channels/shop/errors", null));
    }

    private String call(Deployment deployment, String method, String path, String body) throws Exception {
        String user = "admin:" + deployment.adminPassword();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(deployment.address() + "/api/v1/" + path))
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                        .header("Content-Type", "application/json")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(200, 299);
        return answer.body();
    }

    private String get(String address) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }

    private static String otterctl(Deployment deployment, String... arguments) {
        StringWriter out = new StringWriter();
        OtterCtl.run(
                Map.of(
                        "OTTER_SERVER",
                        deployment.address(),
                        "OTTER_USER",
                        "admin",
                        "OTTER_PASSWORD",
                        deployment.adminPassword()),
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                arguments);
        assertThat(out.toString()).doesNotContain("Usage:");
        return out.toString();
    }

    private void files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                door("file " + file, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** What a dump would have, but for the lines that the test wrote itself, and what the other side takes a row from. */
    private void tables(DatabaseServer server, String schema) throws Exception {
        try (Connection connection = server.connect(schema);
                Statement statement = connection.createStatement();
                Statement content = connection.createStatement()) {
            try (ResultSet tables = statement.executeQuery("SHOW TABLES")) {
                while (tables.next()) {
                    String table = tables.getString(1);
                    if (List.of("retl_buffer", "retl_answer").contains(table)) {
                        continue;
                    }
                    StringBuilder text = new StringBuilder();
                    try (ResultSet rows = content.executeQuery("SELECT * FROM `" + table + "`")) {
                        while (rows.next()) {
                            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                                String value = rows.getString(i);
                                text.append(rows.getMetaData().getColumnName(i))
                                        .append('=')
                                        .append(value)
                                        .append('\n');
                            }
                        }
                    }
                    door("table " + server.name() + " " + schema + "." + table, text.toString());
                }
            }
        }
    }

    private void zookeeper(Deployment deployment) throws Exception {
        ZooKeeper client = new ZooKeeper(deployment.zookeeper().connectString(), 10_000, event -> {});
        try {
            walk(client, "/otter");
        } finally {
            client.close();
        }
    }

    private void walk(ZooKeeper client, String path) throws Exception {
        byte[] data = client.getData(path, false, null);
        door("ZooKeeper " + path, data == null ? "" : new String(data, StandardCharsets.UTF_8));
        for (String child : client.getChildren(path, false)) {
            walk(client, path + "/" + child);
        }
    }

    private static void awaitRow(DatabaseServer server, String query) {
        await(query).atMost(LIMIT).until(() -> {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                return row.next();
            }
        });
    }
}
