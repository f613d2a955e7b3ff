package io.otter.manager.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.health.PipelineHealth;
import io.otter.common.model.StageTimes;
import io.otter.communication.message.StatisticsReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PipelineFactsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final long LATE = PipelineHealth.LATE.toMillis();

    private final PipelineFacts facts = new PipelineFacts(Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void rowsAreLateSinceTheyWereFirstHeardToBe() {
        hear(0, LATE);
        assertThat(lateSince()).isNull();
        hear(1, LATE + 1);
        hear(2, 60_000L);
        assertThat(lateSince()).isEqualTo(NOON.plusSeconds(1));
        hear(3, 12L);
        assertThat(lateSince()).isNull();
        hear(4, 60_000L);
        assertThat(lateSince()).isEqualTo(NOON.plusSeconds(4));
        hear(5, 0L);
        assertThat(lateSince()).isNull();
    }

    @Test
    void aDelayGrowsWhileNobodySaysMore() {
        assertThat(facts.delay(1, NOON)).isEmpty();
        hear(0, null);
        assertThat(facts.delay(1, NOON)).as("unknown").isEmpty();
        hear(1, 400L);
        assertThat(delay(2)).as("a moment ago").isEqualTo(Duration.ofMillis(400));
        assertThat(delay(61)).as("unheard").isEqualTo(Duration.ofMillis(60_400));
        hear(100, null);
        assertThat(delay(101)).as("another run that knows nothing yet").isEqualTo(Duration.ofMillis(100_400));
        hear(102, 0L);
        assertThat(delay(103)).isZero();
    }

    @Test
    void aManagerGoesOnFromWhatItsPredecessorStored() {
        facts.remember(1, NOON, 5_000);
        assertThat(delay(60)).isEqualTo(Duration.ofSeconds(65));
    }

    @Test
    void whoStandsByDoesNotVouchForADeadOwner() {
        hear(40, 1, 0, null);
        assertThat(heardAt(7)).as("nothing of term 7").isEqualTo(NOON);
        hear(41, 2, 7, 0L);
        assertThat(heardAt(7)).isEqualTo(NOON.plusSeconds(41));
        assertThat(heardAt(8)).as("nothing of term 8").isEqualTo(NOON);
        assertThat(facts.health(1, 8, NOON.plusSeconds(1)))
                .as("this manager has just come up")
                .isEmpty();
        assertThat(facts.health(2, 0, NOON.plusSeconds(60))).isEmpty();
    }

    @Test
    void whoStandsByOrHasLostItsTermDoesNotSpeakForTheOwner() {
        hear(0, 2, 7, 900L);
        hear(1, 1, 0, null);
        assertThat(owner()).isEqualTo(2);
        hear(2, 1, 6, 3L);
        assertThat(owner()).as("of an earlier term").isEqualTo(2);
        assertThat(delay(3)).isEqualTo(Duration.ofMillis(900));
        hear(3, 1, 8, 20L);
        assertThat(owner()).as("of a later term").isEqualTo(1);
        hear(4, 2, 7, 0L);
        assertThat(delay(5)).isEqualTo(Duration.ofMillis(20));
        hear(60, 2, 0, null);
        assertThat(owner())
                .as("the owner is silent, and who stands by knows nothing of it")
                .isEqualTo(1);
        hear(61, 2, 1, 30L);
        assertThat(owner()).as("terms count anew after ZooKeeper was wiped").isEqualTo(2);
        hear(62, 2, 0, null);
        hear(63, 1, 0, null);
        assertThat(owner()).as("nobody has a term, but who had it knows why").isEqualTo(2);
        hear(90, 1, 0, null);
        assertThat(owner()).isEqualTo(1);
    }

    private Instant heardAt(long epoch) {
        return facts.health(1, epoch, NOON.plusSeconds(60)).orElseThrow().at();
    }

    private int owner() {
        return facts.of(1).orElseThrow().nid();
    }

    private Duration delay(int second) {
        return facts.delay(1, NOON.plusSeconds(second)).orElseThrow();
    }

    private @Nullable Instant lateSince() {
        return facts.health(1, 0, NOON).orElseThrow().lateSince();
    }

    private void hear(int second, @Nullable Long delayMillis) {
        hear(second, 1, 1, delayMillis);
    }

    private void hear(int second, int nid, long epoch, @Nullable Long delayMillis) {
        facts.heard(
                NOON.plusSeconds(second),
                nid,
                new StatisticsReport.Pipeline(
                        1, epoch, 0, "", delayMillis, 0, 0.0, 0, StageTimes.NONE, "", "", List.of(), List.of()));
    }
}
