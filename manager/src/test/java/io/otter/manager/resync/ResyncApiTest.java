package io.otter.manager.resync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.resync.ResyncProgress;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.resync.ResyncRequest;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.communication.message.FreeDoorReport;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.cli.OtterCtl;
import io.otter.manager.run.PlayedRuns;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Copies of existing rows as the API and otterctl see them; the test plays the node. */
@Tag("slow")
@ExtendWith(SharedServers.class)
class ResyncApiTest {
    private static final String CHANNELS = """
            channels:
              - name: shop
                pipelines:
                  - name: one
                    canal: log
                    select: [n1]
                    load: [n1]
                    pairs:
                      - from: {source: src, schema: shop, table: user}
                        to: {source: dst, schema: crm, table: customer}
                        columns: {mode: INCLUDE, pairs: {id: id, name: full_name}}
                      - from: {source: src, schema: shop, table: many}
                        to: {source: dst, schema: crm, table: many_copy}
                        columns: {mode: EXCLUDE, pairs: {hidden: hidden}}
                      - from: {source: src, schema: shop, table: account}
                        to: {source: dst, schema: crm, table: account}
              - name: other
                pipelines:
                  - name: one
                    canal: log2
                    select: [n1]
                    load: [n1]
                    pairs:
                      - from: {source: src, schema: shop, table: "else.*"}
                        to: {source: dst, schema: crm, table: ".*"}
            """;
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    @Test
    void aRunIsAskedForChangedShownAndOver(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4")) {
            server.execute(
                    "CREATE DATABASE shop",
                    "CREATE DATABASE crm",
                    "CREATE TABLE shop.user (id INT AUTO_INCREMENT, name VARCHAR(20) CHARACTER SET latin1, secret INT,"
                            + " PRIMARY KEY (id), KEY byname (name(5)), KEY hidden (secret))",
                    "CREATE TABLE crm.account (id INT PRIMARY KEY)",
                    "CREATE TABLE shop.account (id INT PRIMARY KEY)",
                    "INSERT INTO crm.account VALUES (1)");
            server.execute(
                    "CREATE TABLE shop.many (id INT PRIMARY KEY, n INT NOT NULL AUTO_INCREMENT, c VARCHAR(20), u INT,"
                            + " hidden INT, KEY counted (n), UNIQUE KEY u (u), KEY `by``b` (c, id), KEY hash (id) USING"
                            + " BTREE, KEY hid (hidden), FULLTEXT KEY words (c))",
                    "INSERT INTO shop.many (id) VALUES (0)");
            for (int n = 1; n < 16_000; n *= 2) {
                server.execute("INSERT INTO shop.many (id) SELECT id + " + n + " FROM shop.many");
            }
            try (PlayedRuns played = new PlayedRuns(server)) {
                TestManager manager = played.manager();
                ApiCaller api = played.api();
                played.apply(CHANNELS, "log", "log2");
                ChannelConfig channel = played.channel("shop");
                long pipeline = channel.pipelines().get(0).id();
                Requests<ResyncRequest, ResyncProgress> resyncs =
                        ResyncRequest.of(played.node(), channel.id(), pipeline);

                refuse(api, "{\"pairs\": [\"shop.none\"]}", 404, "shop.none");
                refuse(api, "{\"where\": \"1) OR (1\"}", 400, "1) OR (1");
                refuse(api, "{\"parallelism\": 99}", 400, "parallelism");
                refuse(api, "{\"target\": \"REFUSE\"}", 409, "crm.account");
                onlyWhoTypesTheNameEmptiesTables(manager, api);

                HttpResponse<String> shown =
                        api.post("channels/shop/resync/statements", "{\"pairs\": [\"shop.user\"]}");
                assertThat(ApiCaller.tree(shown).path("statements").path(0).asString())
                        .contains("CREATE TABLE IF NOT EXISTS `crm`.`customer`", "`full_name` varchar(20)")
                        .doesNotContain("secret");
                assertThat(otterctl(manager, "resync", "shop", "--create", "--dry-run"))
                        .contains("CREATE TABLE IF NOT EXISTS `crm`.`customer`");
                HttpResponse<String> begun = api.post(
                        "channels/shop/resync",
                        "{\"pairs\": [\"shop.user\"], \"create\": true, \"where\": \"id > ';('\", \"rowsPerSecond\":"
                                + " 100}");
                assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
                long id = ApiCaller.tree(begun).path("id").asLong();
                assertThat(definition(server, "crm.customer"))
                        .contains("`full_name` varchar(20) CHARACTER SET latin1", "KEY `byname` (`full_name`(5))")
                        .doesNotContain("secret", "hidden");
                assertThat(run(api, id).path("state").asString()).isEqualTo("WAITING");
                assertThat(resyncs.list()).singleElement().satisfies(request -> {
                    assertThat(request.id()).isEqualTo(id);
                    assertThat(request.pairIds()).hasSize(1);
                    assertThat(request.where()).isEqualTo("id > ';('");
                    assertThat(request.rowsPerSecond()).isEqualTo(100);
                    assertThat(request.paused()).isFalse();
                });

                api.post("channels/shop/resync/" + id + "/pause");
                assertThat(otterctl(manager, "resync", "shop", "--id", "" + id, "--rows-per-second", "7"))
                        .contains("resync " + id + "  WAITING");
                assertThat(resyncs.list())
                        .singleElement()
                        .extracting(ResyncRequest::paused, ResyncRequest::rowsPerSecond)
                        .containsExactly(true, 7L);

                played.move(channel, ChannelStatus.START);
                TermGuard term = played.own(channel);
                long pair = resyncs.list().get(0).pairIds().get(0);
                resyncs.show(progress(id, State.RUNNING, pair, 50), term);
                JsonNode table = run(api, id).path("tables").path(0);
                assertThat(table.path("pair").asString()).isEqualTo("shop.user");
                assertThat(table.path("target").asString()).isEqualTo("crm.customer");
                assertThat(table.path("rows").asLong()).isEqualTo(50);
                assertThat(otterctl(manager, "resync", "shop", "--list")).contains("##########.......... 50 %");

                nothingIsCopiedWhileTheChannelStands(played, channel, id);
                resyncs.show(progress(id, State.DONE, pair, 100), term);
                await().until(() -> resyncs.list().isEmpty()); // although nobody looks
                assertThat(run(api, id).path("state").asString()).isEqualTo("DONE");
                assertThat(run(api, id).path("ended").asString()).isNotEmpty();
                HttpResponse<String> late = api.post("channels/shop/resync/" + id + "/cancel");
                assertThat(late.statusCode()).isEqualTo(409);

                theFreeDoorIsShown(manager, api, pipeline);
                indexesOfManyRowsComeBehindThem(manager, api, server, resyncs);

                JsonNode next = ApiCaller.tree(api.post("channels/shop/resync"));
                api.post("channels/shop/resync/" + next.path("id").asLong() + "/cancel");
                assertThat(run(api, next.path("id").asLong()).path("state").asString())
                        .isEqualTo("CANCELLED");
                assertThat(resyncs.list()).isEmpty();
            }
        }
    }

    /** Whatever its node has shown before. */
    private static void nothingIsCopiedWhileTheChannelStands(PlayedRuns played, ChannelConfig channel, long id)
            throws Exception {
        JsonNode running = run(played.api(), id);
        assertThat(running.path("state").asString()).isEqualTo("RUNNING");
        assertThat(running.path("tables").path(0).path("etaSeconds").asLong()).isEqualTo(5);
        for (ChannelStatus still : List.of(ChannelStatus.PAUSE, ChannelStatus.STOP)) {
            played.move(channel, still);
            JsonNode waiting = run(played.api(), id);
            assertThat(waiting.path("state").asString()).as(still.name()).isEqualTo("WAITING");
            JsonNode table = waiting.path("tables").path(0);
            assertThat(table.path("state").asString()).isEqualTo("WAITING");
            assertThat(table.path("rows").asLong()).isEqualTo(50);
            assertThat(table.path("rowsPerSecond").asDouble()).isZero();
            assertThat(table.path("etaSeconds").isNumber()).isFalse();
        }
    }

    /** Told before, kept for the nodes, and told when nobody makes them any more. */
    private static void indexesOfManyRowsComeBehindThem(
            TestManager manager, ApiCaller api, DatabaseServer server, Requests<ResyncRequest, ResyncProgress> resyncs)
            throws Exception {
        String keys = "ALTER TABLE `crm`.`many_copy` ADD KEY `by``b` (`c`,`id`), ADD KEY `hash` (`id`) USING BTREE";
        String words = "ALTER TABLE `crm`.`many_copy` ADD FULLTEXT KEY `words` (`c`)";
        String pair = "{\"pairs\": [\"shop.many\"], \"create\": true}";
        assertThat(otterctl(manager, "resync", "shop", "--pair", "shop.many", "--create", "--dry-run"))
                .contains("KEY `counted` (`n`)", "UNIQUE KEY `u`", "-- once its rows are there\n" + keys, words)
                .doesNotContain("hidden");
        long id = ApiCaller.tree(api.post("channels/shop/resync", pair))
                .path("id")
                .asLong();
        assertThat(definition(server, "crm.many_copy"))
                .contains("KEY `counted` (`n`)", "UNIQUE KEY `u`")
                .doesNotContain("by``b", "hash", "words");
        api.post("channels/shop/resync/" + id + "/cancel");
        assertThat(run(api, id).path("error").asString()).contains("Copy the tables again", keys + "; ", words + ";");
        assertThat(resyncs.list()).isEmpty();
        for (String statement : List.of(keys, words)) {
            server.execute(statement);
        }
        long next = ApiCaller.tree(api.post("channels/shop/resync", pair))
                .path("id")
                .asLong();
        api.post("channels/shop/resync/" + next + "/cancel");
        assertThat(run(api, next).path("error").asString()).isEmpty();
    }

    private static void onlyWhoTypesTheNameEmptiesTables(TestManager manager, ApiCaller api) throws Exception {
        String says = "all rows of the target tables would be deleted first";
        refuse(api, "{\"target\": \"EMPTY_FIRST\"}", 400, says);
        refuse(api, "{\"target\": \"EMPTY_FIRST\", \"confirm\": \"shops\"}", 400, says);
        String[] empty = {"resync", "shop", "--pair", "shop.account", "--target", "EMPTY_FIRST"};
        assertThat(OtterCtl.run(environment(manager), NOWHERE, NOWHERE, empty)).isNotZero();
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        String page = "pipeline/resync?channel=shop&name=one";
        admin.submit(page, "pipeline/resync", "channel", "shop", "name", "one", "target", "EMPTY_FIRST");
        assertThat(admin.get(page).body()).contains(says);
        assertThat(api.get("channels/shop/resync").path("runs")).isEmpty();

        otterctl(manager, with(empty, "--confirm", "shop"));
        otterctl(manager, with(empty, "--yes"));
        JsonNode begun = api.get("channels/shop/resync").path("runs");
        assertThat(begun).hasSize(2);
        for (JsonNode run : begun) {
            otterctl(manager, "resync", "shop", "--id", run.path("id").asString(), "--cancel");
        }
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    /** Of tables that the pipeline does not map, one is another's. */
    private static void theFreeDoorIsShown(TestManager manager, ApiCaller api, long pipeline) throws Exception {
        assertThat(api.get("channels/shop/resync").path("freeDoor")).isEmpty();
        long now = System.currentTimeMillis();
        manager.context()
                .getBean(FreeDoors.class)
                .heard(new FreeDoorReport(
                        pipeline,
                        now - 10_000,
                        now,
                        1_000,
                        3_000,
                        997,
                        1,
                        List.of(new FreeDoorReport.BadLine(7, "shop.user", "no-one", "the source has no such row")),
                        List.of(
                                new FreeDoorReport.Other("shop.elsewhere", 0, 50, List.of(11L, 12L)),
                                new FreeDoorReport.Other("shop.nowhere", 0, 2, List.of(21L, 22L)))));
        JsonNode door = api.get("channels/shop/resync").path("freeDoor").path(0);
        assertThat(door.path("state").asString()).isEqualTo("RUNNING");
        assertThat(door.path("lines").asLong()).isEqualTo(1_000);
        assertThat(door.path("estimatedLines").asLong()).isEqualTo(4_000);
        assertThat(door.path("linesPerSecond").asDouble()).isEqualTo(100);
        assertThat(door.path("etaSeconds").asLong()).isEqualTo(30);
        assertThat(door.path("bad").asLong()).isEqualTo(3);
        assertThat(door.path("badLines").toString())
                .contains("\"id\":7", "no-one", "\"id\":21", "\"id\":22", "shop.nowhere")
                .doesNotContain("shop.elsewhere");
        assertThat(otterctl(manager, "resync", "shop", "--free-door"))
                .contains(
                        "free door of one  RUNNING  1000/4000 lines, 997 rows, 3 bad lines", "no-one", "shop.nowhere");
        Visitor admin = Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
        assertThat(admin.get("pipeline/resync?channel=shop&name=one").body())
                .contains("Free door of one", "25 %", "1,000 of about 4,000 lines", "no-one", "shop.nowhere")
                .doesNotContain("shop.elsewhere");
    }

    private static ResyncProgress progress(long id, State state, long pair, long rows) {
        return new ResyncProgress(
                id,
                state,
                "",
                1,
                List.of(new ResyncProgress.Table(List.of(pair), "shop", "user", state, rows, 100, 10, 5L, "")));
    }

    private static void refuse(ApiCaller api, String form, int status, String named) throws Exception {
        HttpResponse<String> refused = api.post("channels/shop/resync", form);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(named);
    }

    private static JsonNode run(ApiCaller api, long id) throws Exception {
        for (JsonNode run : api.get("channels/shop/resync").path("runs")) {
            if (run.path("id").asLong() == id) {
                return run;
            }
        }
        throw new AssertionError("there is no run " + id);
    }

    private static String definition(DatabaseServer server, String table) throws Exception {
        try (var connection = server.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SHOW CREATE TABLE " + table)) {
            row.next();
            return row.getString(2);
        }
    }

    private static String otterctl(TestManager manager, String... arguments) {
        StringWriter out = new StringWriter();
        int exit =
                OtterCtl.run(environment(manager), new PrintWriter(out, true), new PrintWriter(out, true), arguments);
        assertThat(exit).as(out.toString()).isZero();
        return out.toString();
    }

    private static Map<String, String> environment(TestManager manager) {
        return Map.of(
                "OTTER_SERVER",
                manager.address().toString(),
                "OTTER_USER",
                "admin",
                "OTTER_PASSWORD",
                TestManager.PASSWORD);
    }
}
