package io.otter.manager.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Editing the pairs of a pipeline. */
@ExtendWith(SharedServers.class)
class PairsTest {
    private static final String LIST = "config/pairs?channel=shop&pipeline=one-way";
    private static final String BATCH = "config/pairs/batch?channel=shop&pipeline=one-way";

    private static DatabaseServer server;
    private static TestManager manager;

    @BeforeAll
    static void start(ServerPool servers) {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(server);
    }

    @AfterAll
    static void stop() {
        manager.close();
        server.close();
    }

    @BeforeEach
    void onePair() throws Exception {
        HttpResponse<String> answer = api().put("spec", """
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                sources: [{name: src, host: h, username: u, password: p}, {name: dst, host: h, username: u, password: p}]
                canals: [{name: src-log, source: src}]
                channels:
                  - name: shop
                    pipelines:
                      - name: one-way
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: src, schema: s, table: t}, to: {source: dst, schema: s, table: t}}]
                """, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aPairIsAddedChangedAndDeleted() throws Exception {
        Visitor admin = admin();
        assertThat(save(admin, "", "", "users", "name = full_name\nid", "a, b\nc, d")
                        .statusCode())
                .isEqualTo(302);
        assertThat(admin.get(LIST).body()).contains("src:s.users → dst:s.users saved", "2 only", "2 groups");
        assertThat(spec())
                .contains("{\"mode\":\"INCLUDE\",\"pairs\":{\"name\":\"full_name\",\"id\":\"id\"},"
                        + "\"groups\":[[\"a\",\"b\"],[\"c\",\"d\"]]}");

        String key = "[\"src\",\"s\",\"users\",\"dst\",\"s\",\"users\"]";
        String page = admin.get("config/pairs/edit?channel=shop&pipeline=one-way&pair="
                        + URLEncoder.encode(key, StandardCharsets.UTF_8))
                .body();
        assertThat(page).contains("name = full_name\nid", "a, b\nc, d");
        assertThat(save(admin, key, version(page), "people", "", "").statusCode())
                .isEqualTo(302);
        assertThat(spec()).contains("\"table\":\"people\"").doesNotContain("users", "full_name");

        admin.submit(
                LIST,
                "config/pairs/delete",
                "pair",
                "[\"src\",\"s\",\"people\",\"dst\",\"s\",\"people\"]",
                "channel",
                "shop",
                "pipeline",
                "one-way",
                "typed",
                "src:s.people");
        assertThat(spec()).doesNotContain("people");
        assertThat(admin.get(LIST).body()).contains("src:s.people → dst:s.people deleted", "this is its last one");
    }

    @Test
    void theLastPairStaysAndThePageSaysWhy() throws Exception {
        Visitor admin = admin();
        admin.submit(
                LIST + "",
                "config/pairs/delete",
                "channel",
                "shop",
                "pipeline",
                "one-way",
                "pair",
                "[\"src\",\"s\",\"t\",\"dst\",\"s\",\"t\"]",
                "typed",
                "src:s.t");
        assertThat(admin.get(LIST).body()).contains("needs at least one pair");
        assertThat(spec()).contains("\"table\":\"t\"");
    }

    @Test
    void errorsAreShownBesideTheirFields() throws Exception {
        Visitor admin = admin();
        HttpResponse<String> answer = admin.submit(
                BATCH,
                "config/pairs/edit",
                "channel",
                "shop",
                "pipeline",
                "one-way",
                "/from/source",
                "nowhere",
                "/from/schema",
                "s",
                "/from/table",
                "a[1-",
                "/to/source",
                "dst",
                "/to/schema",
                "",
                "/to/table",
                "a",
                "/weight",
                "heavy",
                "/columns/mode",
                "INCLUDE",
                "/columns/pairs",
                "id\nid = b",
                "/filter",
                "status ==");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("f-from-source-wrong", "f-from-table-wrong", "f-to-schema-wrong", "f-weight-wrong")
                .contains("f-columns-pairs-wrong", "f-filter-wrong")
                .contains(
                        "no source named",
                        "required",
                        "from 1 to 1000000",
                        "is not a valid condition",
                        "each of them once")
                .contains("value=\"heavy\"", "value=\"status ==\"", "id\nid = b", "value=\"a[1-\"");
        assertThat(spec()).doesNotContain("heavy");
    }

    @Test
    void theSecondEditorOfAPairSeesBothVersions() throws Exception {
        Visitor admin = admin();
        String key = "[\"src\",\"s\",\"t\",\"dst\",\"s\",\"t\"]";
        String seen = version(admin.get("config/pairs/edit?channel=shop&pipeline=one-way&pair="
                        + URLEncoder.encode(key, StandardCharsets.UTF_8))
                .body());
        assertThat(save(admin, key, seen, "t", "id", "").statusCode()).isEqualTo(302);
        HttpResponse<String> refused = save(admin, key, seen, "t", "other", "");
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body()).contains("Somebody else changed this", "<code>id</code>", "other");
        assertThat(save(admin, key, version(refused.body()), "t", "other", "").statusCode())
                .isEqualTo(302);
        assertThat(spec()).contains("\"pairs\":{\"other\":\"other\"}");
    }

    @Test
    void manyLinesAreAddedAtOnce() throws Exception {
        String id = manager.context().getBean(ConfigurationStore.class).read().sources().stream()
                .filter(source -> source.name().equals("dst"))
                .map(source -> Long.toString(source.id()))
                .collect(Collectors.joining());
        Visitor admin = admin();
        assertThat(batch(admin, """
                schema,table,source,target
                # all of the shop
                shop, users ,src,dst,7

                shop,"order_[1-8]",src,archive,"order_[1-8]",%s,3
                "a""b","x,y",src,dst
                """.formatted(id)).statusCode()).isEqualTo(302);
        assertThat(admin.get(LIST).body()).contains("3 pairs are added");
        assertThat(spec())
                .contains("\"table\":\"users\"},\"weight\":7")
                .contains("{\"source\":\"dst\",\"schema\":\"archive\",\"table\":\"order_[1-8]\"},\"weight\":3")
                .contains("\"schema\":\"a\\\"b\",\"table\":\"x,y\"");
    }

    @Test
    void oneWrongLineAddsNothingAndEachErrorHasItsLine() throws Exception {
        Visitor admin = admin();
        HttpResponse<String> answer = batch(admin, """
                shop,users,src,dst
                # a remark
                shop,orders,src
                shop,items,nowhere,dst
                shop,"open,src,dst
                shop,users,src,dst
                shop,stock,src,dst,heavy
                s,t,src,dst
                shop,stock,dst,src
                """);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(lines(answer.body()))
                .contains(
                        "line 3: must have 4 or 6 values, then the weight if it is not the default; values found: 3",
                        "line 4: from.source: no source named &quot;nowhere&quot;",
                        "line 5: has a quote &quot; that is not closed",
                        "line 6: occurs more than once",
                        "line 7: weight: must be a whole number from 1 to 1000000",
                        "line 8: occurs more than once")
                .anyMatch(line -> line.contains("must have the same source"))
                .noneMatch(line -> line.startsWith("line 1:"));
        assertThat(answer.body()).contains("shop,&quot;open,src,dst");
        admin.get(LIST + "&lang=zh");
        assertThat(batch(admin, "shop,orders,src\nshop,items,nowhere,dst").body())
                .contains("有 3 个值；必须是 4 个或 6 个", "from.source：没有名为“nowhere”的数据源");
        assertThat(spec()).doesNotContain("users", "stock");
    }

    @Test
    void tablesNameTheirPairsAndOnlyUnusedOnesAreDeleted() throws Exception {
        Visitor admin = admin();
        assertThat(batch(admin, "gone,once,src,dst").statusCode()).isEqualTo(302);
        long used = media("once");
        admin.submit("config/tables", "config/tables/delete", "id", Long.toString(used), "typed", "gone.once");
        assertThat(admin.get("config/tables").body())
                .contains("gone.once is still used by pipeline one-way of channel shop", "shop · one-way");
        onePair();
        admin.submit("config/tables", "config/tables/delete", "id", Long.toString(used), "typed", "gone");
        assertThat(admin.get("config/tables").body()).contains("nothing was done: type");
        admin.submit("config/tables", "config/tables/delete", "id", Long.toString(used), "typed", "gone.once");
        assertThat(admin.get("config/tables?find=gone.once").body()).contains("src:gone.once deleted");
        assertThat(admin.get("config/tables?find=gone.once").body())
                .contains("dst")
                .contains("Delete…");
    }

    @Test
    void namesMayHaveEmojiButTablesAndCanalsMayNot() throws Exception {
        String document = """
                sources: [{name: "🦦 & <b>", host: h, username: "🐟", password: p}]
                canals: [{name: "%s", source: "🦦 & <b>"}]
                """;
        assertThat(api().put("spec", document.formatted("🦦"), "application/yaml")
                        .body())
                .contains("canals[0].name", "ZooKeeper has a path of this name");
        assertThat(api().put("spec", document.formatted("plain"), "application/yaml")
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin().get("config/canals").body()).contains("🦦 &amp; &lt;b&gt;");
        assertThat(spec()).contains("\"username\":\"🐟\"");
        assertThat(lines(batch(admin(), "s,🦦,src,dst").body()))
                .contains("line 1: from.table: must not contain emoji: databases allow none in names");
    }

    private static long media(String table) {
        return manager.context().getBean(ConfigurationStore.class).read().medias().stream()
                .filter(media -> media.table().equals(table) && media.source().equals("src"))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void aThousandLinesAreAddedAtOnce() throws Exception {
        String text = IntStream.range(0, 1_000)
                .mapToObj(i -> "shop,table_" + i + ",src,dst")
                .collect(Collectors.joining("\n"));
        assertThat(batch(admin(), text).statusCode()).isEqualTo(302);
        assertThat(spec()).contains("table_999");
    }

    private static HttpResponse<String> batch(Visitor visitor, String lines) throws Exception {
        return visitor.submit(BATCH, "config/pairs/batch", "channel", "shop", "pipeline", "one-way", "lines", lines);
    }

    private static HttpResponse<String> save(
            Visitor visitor, String key, String version, String table, String columns, String groups) throws Exception {
        return visitor.submit(
                BATCH,
                "config/pairs/edit",
                "channel",
                "shop",
                "pipeline",
                "one-way",
                "pair",
                key,
                "version",
                version,
                "/from/source",
                "src",
                "/from/schema",
                "s",
                "/from/table",
                table,
                "/to/source",
                "dst",
                "/to/schema",
                "s",
                "/to/table",
                table,
                "/weight",
                "5",
                "/columns/mode",
                "INCLUDE",
                "/columns/pairs",
                columns,
                "/columns/groups",
                groups,
                "/filter",
                "",
                "/processor",
                "",
                "/conflictPolicy",
                "STOP",
                "/homeSource",
                "",
                "/newestColumn",
                "");
    }

    private static List<String> lines(String page) {
        return Pattern.compile("<td class=\"number\">([^<]*)</td><td>([^<]*)</td>")
                .matcher(page)
                .results()
                .map(found -> found.group(1) + ": " + found.group(2))
                .toList();
    }

    private static String version(String page) {
        Matcher found = Pattern.compile("name=\"version\" value=\"([^\"]*)\"").matcher(page);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static ApiCaller api() {
        return new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
    }

    private static String spec() throws Exception {
        return api().get("spec", "application/json").body();
    }

    private static Visitor admin() throws Exception {
        return Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
    }
}
