package io.otter.manager.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.metrics.Samples;
import io.otter.common.model.StageTimes;
import io.otter.communication.message.StatisticsReport;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.channel.ChannelBoard;
import io.otter.manager.channel.PipelineFacts;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a monitoring system reads of a manager. */
@ExtendWith(SharedServers.class)
class MetricsTest {
    private static final String SPEC = """
            nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: 2088}]
            sources:
              - {name: src, type: MYSQL, host: 127.0.0.1, port: 1, username: u, password: p}
              - {name: dst, type: MYSQL, host: 127.0.0.1, port: 2, username: u, password: p}
            canals: [{name: log, source: src}, {name: log2, source: src}]
            channels:
              - name: '订单 "a\\b" {x="1"}'
                pipelines: [{name: there, canal: log, select: [n1], load: [n1], pairs: [{from: {source: src, schema: s, table: t}, to: {source: dst, schema: s, table: t}}]}]
              - name: other
                pipelines: [{name: there, canal: log2, select: [n1], load: [n1], pairs: [{from: {source: src, schema: s, table: u}, to: {source: dst, schema: s, table: u}}]}]
            """;

    @Test
    void everyConfiguredPipelineIsToldOfAlsoWhenItIsStopped(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            HttpResponse<String> applied = api.put("spec", SPEC, "application/yaml");
            assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
            assertThat(scrape(manager, null).statusCode()).isEqualTo(401);
            String first = api.get("../../metrics", "*/*").body();
            String odd = "{channel=\"订单 \\\"a\\\\b\\\" {x=\\\"1\\\"}\",pipeline=\"there\"}";
            assertThat(first)
                    .contains(
                            "# TYPE otter_pipeline_up gauge\n",
                            "# HELP otter_pipeline_up ",
                            "otter_pipeline_up" + odd + " 0\n",
                            "otter_pipeline_up{channel=\"other\",pipeline=\"there\"} 0\n",
                            "otter_pipeline_lag_seconds" + odd + " NaN\n",
                            "otter_node_up{node=\"n1\"} 0\n",
                            "otter_zookeeper_connected 0\n",
                            "otter_database_up 1\n",
                            "otter_dead_letter_rows{channel=\"other\",pipeline=\"there\",state=\"open\"} 0\n",
                            "jvm_memory_used_bytes{area=\"heap\"}",
                            "process_cpu_seconds_total ")
                    .containsPattern(
                            "otter_pipeline_state\\{channel=\"other\",pipeline=\"there\",state=\"[a-z]+\"} 1\n");

            long pipeline = manager.context().getBean(ChannelBoard.class).facts().channels().stream()
                    .filter(channel -> channel.name().equals("other"))
                    .findFirst()
                    .orElseThrow()
                    .pipelines()
                    .get(0)
                    .id();
            // Up to date a minute ago, and silent since: it is a minute late by the clock.
            manager.context().getBean(PipelineFacts.class).heard(Instant.now().minusSeconds(60), 1, said(pipeline));
            String later = api.get("../../metrics", "*/*").body();
            assertThat(later)
                    .containsPattern("otter_pipeline_lag_seconds\\{channel=\"other\",pipeline=\"there\"} 6[0-9][.\n]");

            manager.execute("DELETE p FROM PIPELINE p JOIN CHANNEL c ON c.ID = p.CHANNEL_ID WHERE c.NAME = 'other'");
            manager.execute("DELETE FROM CHANNEL WHERE NAME = 'other'");
            await().untilAsserted(
                            () -> assertThat(api.get("../../metrics", "*/*").body())
                                    .contains("otter_pipeline_up" + odd)
                                    .doesNotContain("channel=\"other\""));
        }
    }

    @Test
    void whatTheShippedFilesNameIsExported(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                TestManager manager = TestManager.start(server)) {
            Samples samples = new Samples();
            manager.context().getBean(ManagerMetrics.class).write(samples);
            assertThat(samples.names()).containsAll(MonitoringFilesTest.metrics("otter_"));
            String text = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD)
                    .get("../../metrics", "*/*")
                    .body();
            assertThat(MonitoringFilesTest.metrics("jvm_"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(text).contains("\n" + name));
            assertThat(MonitoringFilesTest.metrics("process_"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(text).contains("\n" + name));
        }
    }

    private static HttpResponse<String> scrape(TestManager manager, @Nullable String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(manager.address().resolve("metrics")).GET();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static StatisticsReport.Pipeline said(long pipeline) {
        return new StatisticsReport.Pipeline(
                pipeline, 1, 0, "", 0L, 0, 0.0, 0, StageTimes.NONE, "", "", List.of(), List.of());
    }
}
