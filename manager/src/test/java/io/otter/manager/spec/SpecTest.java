package io.otter.manager.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Documents through the API of a whole manager without ZooKeeper. */
@Tag("slow")
@ExtendWith(SharedServers.class)
class SpecTest {
    private static final String YAML = "application/yaml";
    private static DatabaseServer server;

    private TestManager manager;
    private ApiCaller api;
    private String shop = "";

    @BeforeAll
    static void startServer(ServerPool servers) {
        server = servers.take("mariadb-11.4");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        manager = TestManager.start(server);
        api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        shop = Files.readString(Path.of("../docs/shop.yaml"));
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void what_was_applied_is_exported_and_applying_either_again_changes_nothing() throws Exception {
        assertThat(changes(apply(shop)))
                .isEqualTo("create zookeeper default, create node n1, create source src, create source dst,"
                        + " create canal src-log, create channel shop");
        assertThat(changes(apply(shop))).isEmpty();
        String yaml = api.get("spec", YAML).body();
        assertThat(yaml).contains("full_name").doesNotContain("change-me");
        assertThat(changes(apply(yaml))).isEmpty();
        String json = api.get("spec", "application/json").body();
        assertThat(changes(api.put("spec", json, "application/json"))).isEmpty();
        assertThat(ApiCaller.tree(api.get("spec", "application/json"))
                        .at("/channels/0/pipelines/0/pairs/1/columns/pairs/name")
                        .asString())
                .isEqualTo("full_name");
    }

    @Test
    void policies_filter_and_processor_come_back_as_they_were_given() throws Exception {
        String document = shop.replace("ddlSync: true", "ddl: {DROP: ASK, ALTER: SKIP}, onError: DEAD_LETTER")
                .replace(
                        "columns: {",
                        "filter: \"type == 'DELETE' || amount > 100\"\n            processor: mask\n            columns: {");
        assertThat(document).contains("processor: mask", "onError");
        assertThat(apply(document).statusCode()).isEqualTo(200);
        JsonNode pipeline = api.get("spec").at("/channels/0/pipelines/0");
        assertThat(pipeline.at("/parameters/ddl").toString()).isEqualTo("{\"ALTER\":\"SKIP\",\"DROP\":\"ASK\"}");
        assertThat(pipeline.at("/parameters/onError").asString()).isEqualTo("DEAD_LETTER");
        assertThat(pipeline.at("/pairs/1/filter").asString()).isEqualTo("type == 'DELETE' || amount > 100");
        assertThat(pipeline.at("/pairs/1/processor").asString()).isEqualTo("mask");
        assertThat(changes(apply(api.get("spec", YAML).body()))).isEmpty();
        assertThat(apply(shop).statusCode()).isEqualTo(200);
        assertThat(api.get("spec").at("/channels/0/pipelines/0/pairs/1").has("filter"))
                .isFalse();
    }

    @Test
    void masked_columns_come_back_as_they_were_given() throws Exception {
        assertThat(apply(shop.replace("columns: {", "columns: {masked: [\"card, no\", e_mail], "))
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.get("spec")
                        .at("/channels/0/pipelines/0/pairs/1/columns/masked")
                        .toString())
                .isEqualTo("[\"card, no\",\"e_mail\"]");
        assertThat(changes(apply(api.get("spec", YAML).body()))).isEmpty();
        assertThat(apply(shop.replace("columns: {", "columns: {masked: [a, a], "))
                        .statusCode())
                .isEqualTo(400);
        assertThat(apply(shop).statusCode()).isEqualTo(200);
        assertThat(api.get("spec").at("/channels/0/pipelines/0/pairs/1/columns").has("masked"))
                .isFalse();
    }

    @Test
    void how_conflicts_are_decided_comes_back_as_it_was_given() throws Exception {
        assertThat(apply(shop.replace(
                                "columns: {",
                                "conflictPolicy: NEWEST\n            newestColumn: at\n            additiveColumns: [n, amount]\n"
                                        + "            columns: {"))
                        .statusCode())
                .isEqualTo(200);
        JsonNode pair = api.get("spec").at("/channels/0/pipelines/0/pairs/1");
        assertThat(pair.path("conflictPolicy").asString()).isEqualTo("NEWEST");
        assertThat(pair.path("newestColumn").asString()).isEqualTo("at");
        assertThat(pair.path("additiveColumns").toString()).isEqualTo("[\"n\",\"amount\"]");
        assertThat(changes(apply(api.get("spec", YAML).body()))).isEmpty();
        assertThat(apply(shop.replace(
                                "columns: {",
                                "conflictPolicy: HOME\n            homeSource: src\n            columns: {"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.get("spec")
                        .at("/channels/0/pipelines/0/pairs/1/homeSource")
                        .asString())
                .isEqualTo("src");
        assertThat(apply(shop.replace("columns: {", "conflictPolicy: HOME\n            columns: {"))
                        .body())
                .contains("homeSource", "must be src or dst");
        assertThat(apply(shop.replace("columns: {", "conflictPolicy: NEWEST\n            columns: {"))
                        .body())
                .contains("newestColumn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amount >", "amount.getClass() == null", "amount + 1"})
    void a_filter_that_is_no_condition_is_refused_with_its_path(String filter) throws Exception {
        HttpResponse<String> answer =
                apply(shop.replace("columns: {", "filter: \"" + filter + "\"\n            columns: {"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(paths(answer)).isEqualTo("channels[0].pipelines[0].pairs[1].filter");
    }

    @Test
    void a_dry_run_only_says_what_would_change() throws Exception {
        HttpResponse<String> answer = api.put("spec?dryRun=true", shop, YAML);
        assertThat(changes(answer)).contains("create channel shop");
        assertThat(api.get("spec").path("channels")).isEmpty();
    }

    @Test
    void a_changed_pair_a_removed_pair_and_a_second_pipeline_are_found() throws Exception {
        apply(shop);
        long pipeline = api.get("channels").at("/0/pipelines/0/id").asLong();
        String changed = shop.replace("full_name", "whole_name")
                .replace("          - from: {source: src, schema: shop, table: \"order_.*\"}\n", "")
                .replace("            to: {source: dst, schema: shop, table: \".*\"}\n", "");
        assertThat(changed).hasLineCount((int) shop.lines().count() - 2);
        assertThat(changes(apply(changed))).isEqualTo("change channel shop");
        JsonNode exported = api.get("spec").at("/channels/0/pipelines/0/pairs");
        assertThat(exported).hasSize(1);
        assertThat(exported.at("/0/columns/pairs/name").asString()).isEqualTo("whole_name");
        assertThat(api.get("channels").at("/0/pipelines/0/id").asLong()).isEqualTo(pipeline);
        assertThat(changes(apply(changed))).isEmpty();
    }

    @Test
    void a_hidden_password_keeps_the_stored_one_and_is_an_error_for_a_new_source() throws Exception {
        apply(shop);
        String hidden = shop.replace("change-me", "'***'");
        assertThat(changes(apply(hidden))).isEmpty();
        assertThat(changes(apply(shop.replace("change-me", "changed"))))
                .isEqualTo("change source src, change source dst");
        HttpResponse<String> answer = apply("sources: [{name: new, host: h, username: u, password: '***'}]");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(paths(answer)).isEqualTo("sources[0].password");
    }

    @Test
    void all_errors_of_a_document_are_reported_at_once_and_bad_yaml_with_its_line() throws Exception {
        HttpResponse<String> answer = apply("nodes: [{nid: x, extra: 1}]\ncanals: [{name: c}]\nchanels: []\n");
        assertThat(paths(answer))
                .isEqualTo("nodes[0].name, nodes[0].nid, nodes[0].ip, nodes[0].extra, canals[0], chanels");
        assertThat(apply("nodes: [\n  {").body()).contains("line 2");
        assertThat(apply("- a").body()).contains("must be a map");
        assertThat(apply("nodes: []\nnodes: []").statusCode()).isEqualTo(400);
    }

    @Test
    void what_alibaba_otter_stored_is_exported_with_its_clear_password_understood() throws Exception {
        apply(shop);
        manager.execute("UPDATE DATA_MEDIA_SOURCE SET PROPERTIES = '{\"driver\":\"com.mysql.jdbc.Driver\","
                + "\"encode\":\"UTF8\",\"name\":\"src\",\"password\":\"clear text\",\"type\":\"MYSQL\","
                + "\"url\":\"jdbc:mysql://10.0.0.7:3310\",\"username\":\"old\"}' WHERE NAME = 'src'");
        JsonNode source = api.get("spec").at("/sources/0");
        assertThat(source.path("host").asString()).isEqualTo("10.0.0.7");
        assertThat(source.path("port").asInt()).isEqualTo(3310);
        assertThat(changes(apply(
                        "sources: [{name: src, host: 10.0.0.7, port: 3310, username: old, password: clear text}]")))
                .isEmpty();
    }

    @Test
    void the_rows_of_alibaba_otter_make_a_channel_and_keep_the_keys_that_are_unknown_here() throws Exception {
        manager.execute("INSERT INTO AUTOKEEPER_CLUSTER (CLUSTER_NAME, SERVER_LIST) VALUES ('zk', '[\"z1:2181\"]')");
        manager.execute("INSERT INTO NODE (ID, NAME, IP, PORT, PARAMETERS) VALUES (3, 'n3', '10.0.0.3', 2088,"
                + " '{\"downloadPort\":2090,\"zkCluster\":{\"clusterName\":\"zk\",\"id\":1}}')");
        manager.execute(
                "INSERT INTO DATA_MEDIA_SOURCE (ID, NAME, TYPE, PROPERTIES) VALUES (5, 'a', 'MYSQL',"
                        + " '{\"encode\":\"GBK\",\"password\":\"clear\",\"username\":\"u\",\"url\":\"jdbc:mysql://10.0.0.7:3310\"}')");
        manager.execute("INSERT INTO DATA_MEDIA (ID, NAME, NAMESPACE, PROPERTIES, DATA_MEDIA_SOURCE_ID) VALUES"
                + " (1, 'user', 'x', '{}', 5), (2, 'user', 'y', '{}', 5)");
        manager.execute("INSERT INTO CANAL (ID, NAME, PARAMETERS) VALUES (2, 'log', '{\"dbUsername\":\"u\","
                + "\"dbPassword\":\"clear\",\"slaveId\":3000000002,\"tsdbEnable\":true,\"haMode\":\"HEARTBEAT\","
                + "\"groupDbAddresses\":[[{\"dbAddress\":{\"address\":\"10.0.0.7\",\"port\":3310},\"type\":\"MYSQL\"}]],"
                + "\"positions\":[\"{\\\\\"journalName\\\\\":\\\\\"b.000007\\\\\",\\\\\"position\\\\\":120}\"]}')");
        manager.execute("INSERT INTO CHANNEL (ID, NAME, PARAMETERS) VALUES (4, 'old', '{\"enableRemedy\":true,"
                + "\"syncConsistency\":\"MEDIA\",\"syncMode\":\"FIELD\"}')");
        manager.execute("INSERT INTO PIPELINE (ID, NAME, PARAMETERS, CHANNEL_ID) VALUES (6, 'p',"
                + " '{\"destinationName\":\"log\",\"parallelism\":7,\"loadPoolSize\":15,\"home\":true}', 4)");
        manager.execute("INSERT INTO PIPELINE_NODE_RELATION (NODE_ID, PIPELINE_ID, LOCATION) VALUES"
                + " (3, 6, 'SELECT'), (3, 6, 'EXTRACT'), (3, 6, 'LOAD')");
        manager.execute("INSERT INTO DATA_MEDIA_PAIR (ID, PULLWEIGHT, PUSHWEIGHT, SOURCE_DATA_MEDIA_ID,"
                + " TARGET_DATA_MEDIA_ID, PIPELINE_ID, COLUMN_PAIR_MODE) VALUES (8, NULL, 6, 1, 2, 6, 'EXCLUDE')");
        manager.execute("INSERT INTO COLUMN_PAIR (SOURCE_COLUMN, TARGET_COLUMN, DATA_MEDIA_PAIR_ID) VALUES"
                + " ('secret', 'secret', 8)");

        String exported = api.get("spec", YAML).body();
        JsonNode tree = api.get("spec");
        assertThat(tree.at("/nodes/0/zookeeper").asString()).isEqualTo("zk");
        assertThat(tree.at("/canals/0/addresses/0").asString()).isEqualTo("10.0.0.7:3310");
        assertThat(tree.at("/canals/0/start/offset").asLong()).isEqualTo(120);
        assertThat(tree.at("/canals/0/slaveId").asLong()).isEqualTo(3_000_000_002L);
        assertThat(tree.at("/channels/0/consistency").asString()).isEqualTo("MEDIA");
        assertThat(tree.at("/channels/0/pipelines/0/parameters/parallelism").asInt())
                .isEqualTo(7);
        assertThat(tree.at("/channels/0/pipelines/0/pairs/0/columns/pairs/0").asString())
                .isEqualTo("secret");
        assertThat(changes(apply(exported))).isEmpty();

        assertThat(changes(apply(exported.replace("parallelism: 7", "parallelism: 8"))))
                .isEqualTo("change channel old");
        assertThat(column("SELECT PARAMETERS FROM PIPELINE")).contains("\"home\":true", "\"parallelism\":8");
        assertThat(column("SELECT PARAMETERS FROM CHANNEL")).contains("\"enableRemedy\":true");

        manager.context().getBean(ConfigurationStore.class).afterSingletonsInstantiated();
        assertThat(column("SELECT PROPERTIES FROM DATA_MEDIA_SOURCE"))
                .contains("\"password\":\"v2:", "\"encode\":\"GBK\"")
                .doesNotContain("clear");
        assertThat(column("SELECT PARAMETERS FROM CANAL"))
                .contains("\"dbPassword\":\"v2:", "HEARTBEAT")
                .doesNotContain("clear");
        assertThat(changes(apply(exported.replace("parallelism: 7", "parallelism: 8"))))
                .isEmpty();
    }

    @Test
    void with_another_key_all_passwords_are_encrypted_again() throws Exception {
        String before = "7a".repeat(32);
        Map<String, String> keys =
                Map.of("otter.admin.password", TestManager.PASSWORD, "otter.secret.key.other", before);
        try (TestManager rekeyed = TestManager.start(server, keys)) {
            ApiCaller caller = new ApiCaller(rekeyed.address(), "admin", TestManager.PASSWORD);
            assertThat(caller.put("spec", shop, YAML).statusCode()).isEqualTo(200);
            PasswordPlace place = PasswordPlace.database("127.0.0.1", 3306, "retl");
            Secret old = new SecretKey(before).encrypt("of before", place);
            Secret unknown = new SecretKey("8b".repeat(32)).encrypt("of nobody", place);
            String set = "UPDATE DATA_MEDIA_SOURCE SET PROPERTIES = JSON_SET(PROPERTIES, '$.password', '%s')";
            rekeyed.execute((set + " WHERE NAME = 'src'").formatted(old.cipherText()));
            rekeyed.execute((set + " WHERE NAME = 'dst'").formatted(unknown.cipherText()));
            JsonNode done = ApiCaller.tree(caller.post("rekey"));
            assertThat(done.toString())
                    .contains("\"renewed\":1", "\"left\":1", "\"key\":\"" + TestManager.SECRETS.id() + "\"");
            assertThat(ApiCaller.tree(caller.post("rekey")).path("renewed").asInt(-1))
                    .isZero();
            Configuration stored =
                    rekeyed.context().getBean(ConfigurationStore.class).read();
            assertThat(TestManager.SECRETS.decrypt(
                            "src", stored.source("src").orElseThrow().password(), place))
                    .isEqualTo("of before");
        }
    }

    @Test
    void a_new_source_elsewhere_is_verified_unless_it_is_told_to_be_less() throws Exception {
        String source = "{name: far, host: db.example.com, username: u, password: secret%s}";
        assertThat(apply("sources: [" + source.formatted("") + "]").statusCode())
                .isEqualTo(200);
        assertThat(api.get("spec").at("/sources/0/options/sslMode").asString()).isEqualTo("VERIFY_IDENTITY");
        assertThat(changes(apply("sources: [" + source.formatted("") + "]"))).isEmpty();
        String less = "sources: [" + source.formatted(", options: {sslMode: REQUIRED}") + "]";
        assertThat(changes(apply(less))).isEqualTo("change source far");
        assertThat(api.get("spec").at("/sources/0/options/sslMode").asString()).isEqualTo("REQUIRED");
        // As an earlier version stored it: what it had is what it keeps.
        manager.execute("UPDATE DATA_MEDIA_SOURCE SET PROPERTIES = JSON_REMOVE(PROPERTIES, '$.options')");
        assertThat(changes(apply(api.get("spec", YAML).body()))).isEmpty();
        assertThat(api.get("spec").at("/sources/0").has("options")).isFalse();
        assertThat(changes(apply("sources: [{name: here, host: localhost, username: u, password: secret}]")))
                .isEqualTo("create source here");
        assertThat(api.get("spec").at("/sources/1").has("options")).isFalse();
    }

    private String column(String sql) {
        return String.valueOf(
                new JdbcTemplate(manager.context().getBean(DataSource.class)).queryForObject(sql, String.class));
    }

    private HttpResponse<String> apply(String document) throws Exception {
        return api.put("spec", document, YAML);
    }

    private static String changes(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return texts(ApiCaller.tree(answer).path("changes"), "");
    }

    private static String paths(HttpResponse<String> answer) {
        return texts(ApiCaller.tree(answer).path("errors"), "path");
    }

    private static String texts(JsonNode list, String key) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> key.isEmpty() ? one.asString() : one.path(key).asString())
                .collect(Collectors.joining(", "));
    }
}
