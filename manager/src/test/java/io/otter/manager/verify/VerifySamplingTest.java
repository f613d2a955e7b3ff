package io.otter.manager.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.config.ConfigStore;
import io.otter.arbitrate.mainstem.Mainstem;
import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.session.Coordination;
import io.otter.arbitrate.session.ZookeeperSettings;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.common.model.ChannelConfig;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import io.otter.testsupport.zookeeper.ZookeeperFixture;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Rows are compared as they change, as the API and metrics see it; the test plays the node. */
@Tag("slow")
@ExtendWith(SharedServers.class)
class VerifySamplingTest {
    private static final Duration SESSION = Duration.ofSeconds(10);

    @Test
    void aChannelThatAsksForItComparesWhatChanges(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                ZookeeperFixture zookeeper = ZookeeperFixture.single();
                TestManager manager = TestManager.start(
                        server,
                        Map.of(
                                "otter.admin.password",
                                TestManager.PASSWORD,
                                "otter.zookeeper.cluster.default",
                                zookeeper.connectString()));
                Coordination node = Coordination.begin(
                        ZookeeperSettings.of(zookeeper.connectString(), SESSION), TestManager.SECRETS)) {
            node.awaitConnected(SESSION);
            ApiCaller api = new ApiCaller(manager.address(), "admin", TestManager.PASSWORD);
            refuse(api, spec(server, "{sample: 6001}"), "verify.sample");
            refuse(api, spec(server, "{rate: 1}"), "verify.rate");
            apply(api, spec(server, "{sample: 60, cron: \"0 0 3 * * *\"}"));
            JsonNode kept = ApiCaller.tree(api.get("spec", "application/json")).path("channels");
            assertThat(kept.path(0).path("verify").path("sample").asInt()).isEqualTo(60);
            assertThat(kept.path(0).path("verify").path("cron").asString()).isEqualTo("0 0 3 * * *");
            ConfigStore published = new ConfigStore(node);
            await().until(() -> published.channels().size() == 1);
            ChannelConfig channel = published.channels().values().iterator().next();
            long pipeline = channel.pipelines().get(0).id();
            Requests<VerifyRequest, VerifyProgress> verifies = VerifyRequest.of(node, channel.id(), pipeline);

            keep(manager);
            keep(manager); // by another manager
            assertThat(verifies.list()).singleElement().satisfies(request -> {
                assertThat(request.perMinute()).isEqualTo(60);
                assertThat(request.pairIds()).hasSize(1);
            });
            VerifyRequest request = verifies.list().get(0);
            TermGuard term = new TermGuard(
                    node,
                    channel.id(),
                    pipeline,
                    new Mainstem(node, Clock.systemUTC())
                            .tryTake(channel.id(), pipeline, 1, () -> {})
                            .orElseThrow());
            verifies.show(progress(request, 3), term);
            JsonNode run = api.get("channels/shop/verify").path("runs").path(0);
            assertThat(run.path("by").asString()).isEqualTo("sample");
            assertThat(run.path("state").asString()).isEqualTo("RUNNING");
            await().until(() -> metrics(manager).contains("otter_verify_sample_mismatch_rows{channel=\"shop\"} 3"));
            assertThat(metrics(manager)).contains("otter_verify_sample_rows{channel=\"shop\"} 50");

            // Another rate begins another, and leaves what was found.
            apply(api, spec(server, "{sample: 6}"));
            keep(manager);
            assertThat(verifies.list()).extracting(VerifyRequest::perMinute).containsExactly(6);
            assertThat(api.get("channels/shop/verify").path("runs")).hasSize(2);
            // One that found nothing leaves nothing.
            verifies.show(progress(verifies.list().get(0), 0), term);
            apply(api, spec(server, "{}"));
            keep(manager);
            assertThat(verifies.list()).isEmpty();
            assertThat(api.get("channels/shop/verify").path("runs"))
                    .singleElement()
                    .satisfies(left -> {
                        assertThat(left.path("id").asLong()).isEqualTo(request.id());
                        assertThat(left.path("state").asString()).isEqualTo("CANCELLED");
                    });
        }
    }

    /** As the manager does every two seconds while the channel is started. */
    private static void keep(TestManager manager) {
        Configuration configured =
                manager.context().getBean(ConfigurationStore.class).read();
        VerifyKind kind = manager.context().getBean(VerifyKind.class);
        kind.beginDue(configured, configured.channels().get(0));
        manager.context()
                .getBean(VerifyService.class)
                .list(configured.channels().get(0).name());
    }

    private static VerifyProgress progress(VerifyRequest request, long different) {
        return new VerifyProgress(
                request.id(),
                State.RUNNING,
                "",
                1,
                List.of(new VerifyProgress.Table(
                        request.pairIds().get(0), "shop", "user", State.RUNNING, 50, 50, 0, 0, different, 0L, "")));
    }

    private static String metrics(TestManager manager) throws Exception {
        return new ApiCaller(manager.address(), "admin", TestManager.PASSWORD)
                .get("../../metrics", "*/*")
                .body();
    }

    private static void apply(ApiCaller api, String spec) throws Exception {
        HttpResponse<String> answer = api.put("spec", spec, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void refuse(ApiCaller api, String spec, String named) throws Exception {
        HttpResponse<String> answer = api.put("spec", spec, "application/yaml");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(named);
    }

    private static String spec(DatabaseServer server, String verify) {
        String address = "host: %s, port: %d, username: %s, password: '%s'"
                .formatted(server.host(), server.port(), server.user(), server.password());
        return """
            nodes: [{name: n1, nid: 1, ip: 127.0.0.1, port: 2088}]
            sources:
              - {name: src, type: MYSQL, %1$s}
              - {name: dst, type: MYSQL, %1$s}
            canals: [{name: log, source: src}]
            channels:
              - name: shop
                verify: %2$s
                pipelines:
                  - name: one
                    canal: log
                    select: [n1]
                    load: [n1]
                    pairs:
                      - from: {source: src, schema: shop, table: user}
                        to: {source: dst, schema: crm, table: customer}
            """.formatted(address, verify);
    }
}
