package io.otter.integration;

import static org.awaitility.Awaitility.await;

import io.otter.common.json.Json;
import io.otter.quickstart.Deployment;
import io.otter.quickstart.DeploymentPlan;
import io.otter.quickstart.SqlScript;
import io.otter.testsupport.database.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The installation that documents speak of: channel {@code shop} of {@code docs/shop.yaml}, brought into the state of each command. */
final class DocumentedShop implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FIRST_BAD = 100_000;
    private static final String ROW = "(3-2-17|ID|17)$";

    private final Deployment deployment;
    private final DocumentedShell shell;
    private final @Nullable String home = System.getProperty("otter.home");
    private final Map<String, String> names = new LinkedHashMap<>();
    private int bad = FIRST_BAD;
    private int rounds;

    /** @param deployment see {@link #deployment(Path)}; the caller closes it after this */
    DocumentedShop(Deployment deployment, Path directory) throws Exception {
        this.deployment = deployment;
        System.setProperty("otter.home", deployment.manager().home().toString());
        for (DatabaseServer server : List.of(deployment.source(), deployment.target())) {
            server.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.order_1 (id INT PRIMARY KEY, created DATE)",
                    "INSERT INTO shop.order_1 VALUES (1, '2026-02-02')");
        }
        deployment
                .source()
                .execute(
                        "CREATE TABLE shop.user (id INT PRIMARY KEY, name VARCHAR(200), created DATE)",
                        "INSERT INTO shop.user SELECT seq, 'Ann', '2026-02-02' FROM shop.seq_1_to_3000");
        deployment
                .target()
                .execute(
                        "CREATE DATABASE crm", "CREATE TABLE crm.customer (id INT PRIMARY KEY, full_name VARCHAR(20))");
        deployment
                .source()
                .execute(SqlScript.statements(Line.ROOT.resolve("sql/retl-schema.sql"))
                        .toArray(String[]::new));
        Files.writeString(directory.resolve("shop.yaml"), document());
        String[] place = place();
        for (String dump : List.of("dump.sql", "shop.sql")) {
            Files.writeString(
                    directory.resolve(dump),
                    "-- CHANGE MASTER TO MASTER_LOG_FILE='" + place[0] + "', MASTER_LOG_POS=" + place[1] + ";\n");
        }
        deployment
                .api()
                .apply("groups: [{name: shop, master: \"127.0.0.1:%d\", standby: \"127.0.0.1:%d\"}]"
                        .formatted(
                                deployment.source().port(), deployment.target().port()));
        shell = new DocumentedShell(
                directory,
                Map.of(
                        "OTTER_SERVER",
                        deployment.address(),
                        "OTTER_PASSWORD",
                        deployment.adminPassword(),
                        "OTTER_COMMUNICATION_KEY",
                        "the key of the documents"));
        String token = must("otterctl tokens --new documents --role ADMIN -o json");
        names(directory, place, token.replaceAll("(?s).*(otter_[\\w-]+).*", "$1"));
    }

    /** A manager with two nodes, and two servers. */
    static Deployment deployment(Path directory) {
        return new Deployment(DeploymentPlan.onFreePorts(
                Line.ROOT, directory.resolve("run"), "mariadb-11.4", "mariadb-11.4", "256m", 2));
    }

    /** What documents say for what is here. */
    private void names(Path directory, String[] place, String token) {
        String source = "127.0.0.1:" + deployment.source().port();
        names.put("$OTTER_TOKEN", token);
        names.put("http://manager:8080", deployment.address());
        names.put("old-zookeeper:2181", deployment.zookeeper().connectString());
        names.put("10.0.0.1:3306", source);
        names.put("mysql-bin.000042:4", place[0] + ":" + place[1]);
        names.put(
                "{\"file\": \"mysql-bin.000042\", \"offset\": 4}",
                "{\"file\": \"" + place[0] + "\", \"offset\": " + place[1] + "}");
        names.put(
                "{\"host\": \"db1\", \"port\": 3306, \"username\": \"retl\", \"password\": \"…\"}",
                "{\"host\": \"127.0.0.1\", \"port\": %d, \"username\": \"%s\", \"password\": \"%s\"}"
                        .formatted(
                                deployment.source().port(),
                                deployment.source().user(),
                                deployment.source().password()));
        names.put("curl -u admin ", "curl -u admin:" + deployment.adminPassword() + " ");
        names.put("curl ", "curl -sS --fail-with-body --max-time 30 ");
        names.put("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-77", "0-1-1");
        names.put("EMPTY_FIRST", "EMPTY_FIRST --yes"); // nobody can be asked here
        names.put("CHANNEL", "shop");
        names.put("node-key 3 --new", "node-key 2 --new"); // here are two
        names.put("fish | source", "fish | grep -q complete"); // this shell is another
        for (String file : List.of("shop.yaml", "all.yaml", "otter.json", "dump.sql", "shop.sql")) {
            names.put(" " + file, " " + directory.resolve(file)); // otterctl's directory is that of this process
        }
    }

    /** Runs it, with what it is about there. */
    DocumentedShell.Said run(String typed) throws Exception {
        String command = typed;
        for (Map.Entry<String, String> name : names.entrySet()) {
            command = command.replace(name.getKey(), name.getValue());
        }
        DocumentedShell.Said said = shell.run(prepared(command));
        // The pipeline may have met the row again in between: then the row has another id.
        return said.text().contains("tried again since") ? shell.run(prepared(command)) : said;
    }

    /** The command with the id of what it is about, which it brings about. */
    private String prepared(String command) throws Exception {
        if (command.matches(".*(errors|dead-letters) shop --[a-z-]+ " + ROW)) {
            return command.replaceFirst(ROW, command.contains("errors") ? refusedRow() : deadLetter());
        }
        if (command.matches(".*(position src-log|canals/src-log/position|checkpoint shop|import --zookeeper).*")) {
            must("otterctl stop shop");
            await().atMost(LIMIT)
                    .until(() -> !must("curl -sS -u admin:" + deployment.adminPassword() + " " + deployment.address()
                                    + "/api/v1/canals/src-log/position")
                            .contains("\"busy\":\""));
        } else if (command.matches(".*(resync|verify|repair|switch) shop.*")) {
            run();
        }
        if (command.contains("resync shop --id")) {
            must("otterctl resync shop --pair shop.user --rows-per-second 1");
        }
        if (command.matches(".* shop --(id|run) 3.*")) {
            String kind = command.contains("resync") ? "resync" : "verify";
            return command.replaceFirst("(shop --(?:id|run)) 3", "$1 " + newest(kind));
        }
        return command.contains("5f3a1c07") ? command.replace("\"5f3a1c07\"", tag()) : command;
    }

    /** Has the channel run, with no row that the target refuses, and both sides equal. */
    private void run() throws Exception {
        deployment.source().execute("DELETE FROM shop.user WHERE id >= " + FIRST_BAD);
        String day = "2026-02-" + (10 + rounds++ % 18);
        deployment.source().execute("UPDATE shop.order_1 SET created = '" + day + "'");
        while (!day.equals(day())) {
            if (!stopped().isEmpty()) {
                shell.run("otterctl errors shop --put-aside " + stopped()); // unless that has been answered just now
            }
            DocumentedShell.Said said = shell.run("otterctl start shop --wait --ignore target-column");
            if (said.exit() != 0 && stopped().isEmpty()) {
                throw new IllegalStateException(said.text());
            }
            await().atMost(LIMIT).until(() -> day.equals(day()) || !stopped().isEmpty());
        }
        for (String kind : List.of("resync", "verify")) {
            for (long id : unended(kind)) {
                shell.run("otterctl " + kind + " shop --cancel --id " + id); // unless it has just ended
            }
            await().atMost(LIMIT).until(() -> unended(kind).isEmpty());
        }
    }

    private List<Long> unended(String kind) {
        return runs(kind)
                .filter(run -> run.path("ended").asString("").isEmpty())
                .map(run -> run.path("id").asLong())
                .toList();
    }

    private Stream<JsonNode> runs(String kind) {
        return Json.MAPPER
                .readTree(deployment.api().get("shop", kind))
                .path("runs")
                .valueStream();
    }

    private String day() throws SQLException {
        try (Connection connection = deployment.target().connect("shop");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT created FROM shop.order_1 WHERE id = 1")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private String refusedRow() throws Exception {
        run();
        String before = stopped(); // an answer that is on its way to the node
        deployment.source().execute("INSERT INTO shop.user VALUES (" + bad++ + ", '" + "long".repeat(30) + "', NULL)");
        await().atMost(LIMIT).until(() -> !stopped().isEmpty() && !stopped().equals(before));
        return stopped();
    }

    private String deadLetter() throws Exception {
        if (first("dead-letters").isEmpty()) {
            must("otterctl errors shop --put-aside " + refusedRow());
            await().atMost(LIMIT).until(() -> !first("dead-letters").isEmpty());
        }
        return first("dead-letters");
    }

    private String stopped() {
        return first("errors");
    }

    private String first(String list) {
        return Json.MAPPER
                .readTree(deployment.api().get("shop", list))
                .path(0)
                .path("id")
                .asString("");
    }

    private long newest(String kind) {
        return runs(kind).mapToLong(run -> run.path("id").asLong()).max().orElse(0);
    }

    private String tag() throws Exception {
        return must("curl -sS -D - -o /dev/null -u admin:" + deployment.adminPassword() + " " + deployment.address()
                        + "/api/v1/sources/src")
                .replaceAll("(?s).*ETag: (\"\\w+\").*", "$1");
    }

    private String must(String command) throws Exception {
        DocumentedShell.Said said = shell.run(command);
        if (said.exit() != 0) {
            throw new IllegalStateException(command + ": " + said.text());
        }
        return said.text();
    }

    /** File and offset at the source, now. */
    private String[] place() throws SQLException {
        try (Connection connection = deployment.source().connect("shop");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW MASTER STATUS")) {
            row.next();
            return new String[] {row.getString(1), row.getString(2)};
        }
    }

    /** {@code docs/shop.yaml} with the addresses of here, and a node that can take over. */
    private String document() throws IOException {
        String text = Files.readString(Line.ROOT.resolve("docs/shop.yaml"));
        int channels = text.indexOf("channels:");
        return deployment.sourcesDocument()
                + text.substring(channels)
                        .replace("select: [n1]", "select: [n1, n2]")
                        .replace("load: [n1]", "load: [n1, n2]");
    }

    @Override
    public void close() throws IOException {
        if (home == null) {
            System.clearProperty("otter.home");
        } else {
            System.setProperty("otter.home", home);
        }
        shell.close();
    }
}
