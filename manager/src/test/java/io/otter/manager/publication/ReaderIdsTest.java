package io.otter.manager.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.Consistency;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.StartPosition;
import io.otter.common.model.SyncMode;
import io.otter.manager.canal.Canal;
import io.otter.manager.spec.Configuration;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReaderIdsTest {
    private static final long MAX = 0xffff_ffffL;

    @Test
    void noTwoPipelinesHaveTheSame() {
        List<Canal> canals = new ArrayList<>();
        List<Pipeline> pipelines = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            canals.add(canal(i, "c" + i, null));
            for (int j = 0; j < 40; j++) {
                pipelines.add(pipeline(i + 40L * j, "c" + i));
            }
        }
        Set<Long> ids = new HashSet<>(ids(canals, pipelines));
        assertThat(ids).hasSize(1_600).allMatch(id -> id > 100_000 && id <= MAX);
    }

    @Test
    void whatACanalIsGivenIsForItsFirstPipelineAndForNoOther() {
        List<Pipeline> pipelines = List.of(pipeline(9, "Given"), pipeline(4, "given"), pipeline(5, "plain"));
        List<Long> ids = ids(List.of(canal(1, "given", 3_000_000_000L), canal(2, "plain", null)), pipelines);
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids.get(1)).isEqualTo(3_000_000_000L);

        long assigned = ids.get(2);
        List<Long> again = ids(List.of(canal(1, "given", assigned), canal(2, "plain", null)), pipelines);
        assertThat(again).doesNotHaveDuplicates();
        assertThat(again.get(1)).as("given by hand").isEqualTo(assigned);
    }

    @Test
    void anotherInstallationHasOthers() {
        List<Canal> canals = List.of(canal(1, "log", null));
        List<Pipeline> pipelines = LongStream.rangeClosed(1, 500)
                .mapToObj(id -> pipeline(id, "log"))
                .toList();
        List<Long> all = new ArrayList<>(ids("1b4e28ba-2fa1-11d2-883f-0016d3cca427", canals, pipelines));
        all.addAll(ids("6fa459ea-ee8a-3ca4-894e-db77e160355e", canals, pipelines));
        assertThat(all).doesNotHaveDuplicates().allMatch(id -> id > 100_000 && id <= MAX);
    }

    private static List<Long> ids(List<Canal> canals, List<Pipeline> pipelines) {
        return ids("ours", canals, pipelines);
    }

    private static List<Long> ids(String installation, List<Canal> canals, List<Pipeline> pipelines) {
        Channel channel = new Channel(1, "all", SyncMode.ROW, Consistency.BASE, pipelines);
        Configuration configured =
                new Configuration(List.of(), List.of(), List.of(), List.of(), List.of(), canals, List.of(channel));
        ReaderIds ids = ReaderIds.of(configured, installation);
        return pipelines.stream()
                .map(pipeline ->
                        ids.of(pipeline, configured.canal(pipeline.canal()).orElseThrow()))
                .toList();
    }

    private static Canal canal(long id, String name, @Nullable Long serverId) {
        return new Canal(id, name, "src", null, List.of(), null, null, new StartPosition.Latest(), serverId, true);
    }

    private static Pipeline pipeline(long id, String canal) {
        return new Pipeline(id, "p" + id, canal, List.of(1), List.of(1), PipelineParameters.DEFAULTS, List.of());
    }
}
