package io.otter.manager.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.Visitor;
import io.otter.manager.datasource.Media;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.manager.sync.Pair;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The form of a table, which affects all pairs that use it. */
@ExtendWith(SharedServers.class)
class MediaTest {
    private static DatabaseServer server;
    private static TestManager manager;

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        server.execute(
                "CREATE DATABASE shop",
                "CREATE TABLE shop.order_1 (id INT)",
                "CREATE TABLE shop.order_2 (id INT)",
                "CREATE TABLE shop.order_200 (id INT)");
        manager = TestManager.start(server);
        HttpResponse<String> answer = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD)
                .put(
                        "spec",
                        """
                nodes: [{name: n1, nid: 1, ip: 127.0.0.1}]
                sources:
                  - {name: src, host: %s, port: %d, username: "%s", password: "%s"}
                  - {name: gone, host: 127.0.0.1, port: 1, username: u, password: p}
                canals: [{name: src-log, source: src}]
                channels:
                  - name: shop
                    pipelines:
                      - name: one
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs:
                          - {from: {source: src, schema: shop, table: goods}, to: {source: gone, schema: shop, table: goods}, weight: 7}
                          - {from: {source: src, schema: shop, table: users}, to: {source: gone, schema: shop, table: users}}
                      - name: other
                        canal: src-log
                        select: [n1]
                        load: [n1]
                        pairs: [{from: {source: src, schema: shop, table: goods}, to: {source: gone, schema: copy, table: goods}}]
                """.formatted(server.host(), server.port(), server.user(), server.password()),
                        "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        manager.close();
        server.close();
    }

    @Test
    void allPairsThatUseATableFollowItsNewNameAndStayTheSamePairs() throws Exception {
        Visitor admin = admin();
        Media goods = media("src", "goods");
        List<Long> pairs = pairsOf(goods.id());
        assertThat(pairs).hasSize(2);
        HttpResponse<String> saved = save(admin, goods.id(), goods.version(), "src", "shop", "order_[1-128]");
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(302);
        assertThat(admin.get("config/tables").body())
                .contains("src:shop.order_[1-128] saved", "a family", "shop.order_[1-128]")
                .doesNotContain("shop.goods\"");
        assertThat(pairsOf(goods.id())).isEqualTo(pairs);
        assertThat(media("src", "order_[1-128]").id()).isEqualTo(goods.id());
        assertThat(admin.get("audit").body()).contains("change table src:shop.goods", "src:shop.order_[1-128]");
        saved = save(admin, goods.id(), media("src", "order_[1-128]").version(), "src", "shop", "goods");
        assertThat(saved.statusCode()).isEqualTo(302);
    }

    @Test
    void errorsAreShownBesideTheirFieldsAndInputIsKept() throws Exception {
        Visitor admin = admin();
        Media users = media("src", "users");
        String refused =
                save(admin, users.id(), users.version(), "", "<b>", "a[1-").body();
        assertThat(refused)
                .contains("f-source-wrong", "f-table-wrong", "bad regular expression", "value=\"a[1-\"", "&lt;b&gt;")
                .doesNotContain("f-schema-wrong");
        assertThat(save(admin, users.id(), users.version(), "src", "SHOP", "Goods")
                        .body())
                .contains("a table with these names already exists");
        assertThat(save(admin, users.id(), users.version(), "gone", "x", "users")
                        .body())
                .contains("channel shop: pipelines[0].pairs: all pairs of a pipeline must have the same source");
        assertThat(media("src", "users")).isEqualTo(users);
    }

    @Test
    void theSecondEditorSeesBothNames() throws Exception {
        Visitor one = admin();
        Visitor other = admin();
        Media users = media("gone", "users");
        String seen = version(one.get("config/tables/edit?id=" + users.id()).body());
        assertThat(save(one, users.id(), seen, "gone", "shop", "first").statusCode())
                .isEqualTo(302);
        HttpResponse<String> refused = save(other, users.id(), seen, "gone", "shop", "second");
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body()).contains("Somebody else changed this", "value=\"second\"", "<code>first</code>");
        assertThat(save(other, users.id(), version(refused.body()), "gone", "shop", "users")
                        .statusCode())
                .isEqualTo(302);
        assertThat(media("gone", "users").id()).isEqualTo(users.id());
    }

    @Test
    void theFormShowsWhatTheNamesMatchNowOrWhyThatIsUnknown() throws Exception {
        Visitor admin = admin();
        assertThat(preview(admin, "src", "shop", "order_[1-128]"))
                .contains("Matches 2 tables", "shop.order_2")
                .doesNotContain("order_200");
        assertThat(preview(admin, "src", "shop", "order_.*")).contains("Matches 3 tables", "order_200");
        assertThat(preview(admin, "src", "shop", "a[1-")).contains("bad regular expression");
        assertThat(preview(admin, "gone", "shop", "goods")).contains("DATABASE_UNREACHABLE");
    }

    private static String preview(Visitor visitor, String source, String schema, String table) throws Exception {
        return visitor.get("config/tables/preview?%2Fsource=" + source + "&%2Fschema=" + schema + "&%2Ftable="
                        + URLEncoder.encode(table, StandardCharsets.UTF_8))
                .body();
    }

    private static HttpResponse<String> save(
            Visitor visitor, long id, String version, String source, String schema, String table) throws Exception {
        return visitor.submit(
                "config/tables/edit?id=" + id,
                "config/tables/edit",
                "id",
                Long.toString(id),
                "version",
                version,
                "/source",
                source,
                "/schema",
                schema,
                "/table",
                table);
    }

    private static Media media(String source, String table) {
        return configured().medias().stream()
                .filter(media -> media.source().equals(source) && media.table().equals(table))
                .filter(media -> media.schema().equals("shop"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> pairsOf(long media) {
        return configured().channels().stream()
                .flatMap(channel -> channel.pipelines().stream())
                .flatMap(pipeline -> pipeline.pairs().stream())
                .filter(pair -> pair.uses(media))
                .map(Pair::id)
                .toList();
    }

    private static Configuration configured() {
        return manager.context().getBean(ConfigurationStore.class).read();
    }

    private static String version(String page) {
        Matcher found = Pattern.compile("name=\"version\" value=\"([^\"]*)\"").matcher(page);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static Visitor admin() throws Exception {
        return Visitor.loggedIn(manager.address(), "admin", TestManager.PASSWORD);
    }
}
