package io.otter.manager.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.arbitrate.mainstem.TermGuard;
import io.otter.arbitrate.resync.Requests;
import io.otter.arbitrate.resync.ResyncProgress.State;
import io.otter.arbitrate.verify.VerifyProgress;
import io.otter.arbitrate.verify.VerifyRequest;
import io.otter.common.model.ChannelConfig;
import io.otter.common.model.ChannelStatus;
import io.otter.manager.ApiCaller;
import io.otter.manager.TestManager;
import io.otter.manager.run.PlayedRuns;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationStore;
import io.otter.testsupport.database.DatabaseServer;
import io.otter.testsupport.database.ServerPool;
import io.otter.testsupport.database.SharedServers;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Rows are compared as they change, as the API and metrics see it; the test plays the node. */
@Tag("slow")
@ExtendWith(SharedServers.class)
class VerifySamplingTest {
    @Test
    void aChannelThatAsksForItComparesWhatChanges(ServerPool servers) throws Exception {
        try (DatabaseServer server = servers.take("mariadb-11.4");
                PlayedRuns runs = new PlayedRuns(server)) {
            TestManager manager = runs.manager();
            ApiCaller api = runs.api();
            runs.refuse("verify.sample", shop("{sample: 6001}"), "log");
            runs.refuse("verify.rate", shop("{rate: 1}"), "log");
            runs.apply(shop("{sample: 60, cron: \"0 0 3 * * *\"}"), "log");
            JsonNode kept = ApiCaller.tree(api.get("spec", "application/json")).path("channels");
            assertThat(kept.path(0).path("verify").path("sample").asInt()).isEqualTo(60);
            assertThat(kept.path(0).path("verify").path("cron").asString()).isEqualTo("0 0 3 * * *");
            ChannelConfig channel = runs.channel("shop");
            Requests<VerifyRequest, VerifyProgress> verifies = VerifyRequest.of(
                    runs.node(), channel.id(), channel.pipelines().get(0).id());

            runs.move(channel, ChannelStatus.START);
            keep(manager);
            keep(manager); // by another manager
            assertThat(verifies.list()).singleElement().satisfies(request -> {
                assertThat(request.perMinute()).isEqualTo(60);
                assertThat(request.pairIds()).hasSize(1);
            });
            VerifyRequest request = verifies.list().get(0);
            TermGuard term = runs.own(channel);
            verifies.show(progress(request, 3), term);
            JsonNode run = api.get("channels/shop/verify").path("runs").path(0);
            assertThat(run.path("by").asString()).isEqualTo("sample");
            assertThat(run.path("state").asString()).isEqualTo("RUNNING");
            await().until(() -> metrics(manager).contains("otter_verify_sample_mismatch_rows{channel=\"shop\"} 3"));
            assertThat(metrics(manager)).contains("otter_verify_sample_rows{channel=\"shop\"} 50");
            aStoppedChannelComparesNothing(runs, channel);

            // Another rate begins another, and leaves what was found.
            runs.apply(shop("{sample: 6}"), "log");
            keep(manager);
            assertThat(verifies.list()).extracting(VerifyRequest::perMinute).containsExactly(6);
            assertThat(api.get("channels/shop/verify").path("runs")).hasSize(2);
            // One that found nothing leaves nothing.
            verifies.show(progress(verifies.list().get(0), 0), term);
            runs.apply(shop("{}"), "log");
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

    /** The run stays, as what it found does, and goes on with the channel. */
    private static void aStoppedChannelComparesNothing(PlayedRuns runs, ChannelConfig channel) throws Exception {
        runs.move(channel, ChannelStatus.STOP);
        JsonNode run = runs.api().get("channels/shop/verify").path("runs").path(0);
        assertThat(run.path("state").asString()).isEqualTo("WAITING");
        assertThat(run.path("ended").isString()).isFalse();
        assertThat(run.path("tables").path(0).path("state").asString()).isEqualTo("WAITING");
        assertThat(run.path("tables").path(0).path("different").asLong()).isEqualTo(3);
        runs.move(channel, ChannelStatus.START);
        assertThat(runs.api()
                        .get("channels/shop/verify")
                        .path("runs")
                        .path(0)
                        .path("state")
                        .asString())
                .isEqualTo("RUNNING");
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

    private static String shop(String verify) {
        return """
            channels:
              - name: shop
                verify: %s
                pipelines:
                  - name: one
                    canal: log
                    select: [n1]
                    load: [n1]
                    pairs:
                      - from: {source: src, schema: shop, table: user}
                        to: {source: dst, schema: crm, table: customer}
            """.formatted(verify);
    }
}
