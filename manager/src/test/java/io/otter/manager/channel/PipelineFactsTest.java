package io.otter.manager.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.health.PipelineHealth;
import io.otter.common.model.StageTimes;
import io.otter.communication.message.StatisticsReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PipelineFactsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final long LATE = PipelineHealth.LATE.toMillis();

    private final PipelineFacts facts = new PipelineFacts();

    @Test
    void rowsAreLateSinceTheyWereFirstHeardToBe() {
        hear(0, LATE);
        assertThat(lateSince()).isNull();
        hear(1, LATE + 1);
        hear(2, 60_000);
        assertThat(lateSince()).isEqualTo(NOON.plusSeconds(1));
        hear(3, 12);
        assertThat(lateSince()).isNull();
        hear(4, 60_000);
        assertThat(lateSince()).isEqualTo(NOON.plusSeconds(4));
        hear(5, 0);
        assertThat(lateSince()).isNull();
    }

    private @Nullable Instant lateSince() {
        return facts.health(1).orElseThrow().lateSince();
    }

    private void hear(int second, long delayMillis) {
        facts.heard(
                NOON.plusSeconds(second),
                new StatisticsReport.Pipeline(
                        1, 0, "", delayMillis, 0, 0.0, 0, StageTimes.NONE, "", "", List.of(), List.of()));
    }
}
