package io.otter.manager.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that are refused: one manager takes them all, since none may change anything. */
@ExtendWith(SharedServers.class)
class SpecFaultsTest {
    private static DatabaseServer server;
    private static TestManager manager;
    private static ApiCaller api;
    private static String shop = "";

    @BeforeAll
    static void start(ServerPool servers) throws Exception {
        server = servers.take("mariadb-11.4");
        manager = TestManager.start(server);
        api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
        shop = Files.readString(Path.of("../docs/shop.yaml"));
    }

    @AfterAll
    static void stop() {
        manager.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "canal: src-log | canal: x | channels[0].pipelines[0].canal",
                "select: [n1] | select: [n2] | channels[0].pipelines[0].select[0]",
                "load: [n1] | load: [] | channels[0].pipelines[0].load",
                "parallelism: 5 | parallelism: 500 | channels[0].pipelines[0].parameters.parallelism",
                "parallelism: 5 | paralelism: 5 | channels[0].pipelines[0].parameters.paralelism",
                "ddlSync: true | ddlSync: 7 | channels[0].pipelines[0].parameters.ddlSync",
                "ddlSync: true | ddl: {DROP: MAYBE} | channels[0].pipelines[0].parameters.ddl.DROP",
                "ddlSync: true | ddl: {VIEW: ASK} | channels[0].pipelines[0].parameters.ddl.VIEW",
                "ddlSync: true | onError: SKIP | channels[0].pipelines[0].parameters.onError",
                "'\"order_.*\"' | '\"order_(\"' | channels[0].pipelines[0].pairs[0].from.table",
                "'\"order_.*\"' | '\"order_[9-1]\"' | channels[0].pipelines[0].pairs[0].from.table",
                "syncMode: ROW | syncMode: COLUMN | channels[0].syncMode",
                "nid: 1 | nid: 0 | nodes[0].nid",
                "port: 2088 | port: 70000 | nodes[0].port",
                "zookeeper: default | zookeeper: other | nodes[0].zookeeper",
                "username: retl | user: retl | sources[0].username",
                "host: 127.0.0.1 | host: jdbc:mysql://h/ | sources[0].host",
                "type: MYSQL | type: ORACLE | sources[0].type",
                "tsdb: true | start: {file: a} | canals[0].start",
                "name: dst | name: SRC | sources",
                "127.0.0.1:2181 | 127.0.0.1 | zookeepers[0].servers[0]",
            })
    void every_fault_is_named_with_its_path_and_nothing_is_changed(String right, String wrong, String path)
            throws Exception {
        String document = shop.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong));
        assertThat(document).isNotEqualTo(shop);
        HttpResponse<String> answer = api.put("spec", document, "application/yaml");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(ApiCaller.tree(answer).path("code").asString()).isEqualTo("SPEC_INVALID");
        assertThat(String.join(", ", ApiCaller.tree(answer).path("errors").findValuesAsString("path")))
                .contains(path);
        assertThat(api.get("spec").path("nodes")).isEmpty();
    }
}
