package io.otter.node.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.Bottleneck;
import io.otter.common.model.StageTimes;
import io.otter.node.pipeline.StageClock.Step;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StageClockTest {
    private final AtomicLong nanos = new AtomicLong(77);
    private final StageClock clock = new StageClock(nanos::get);

    @Test
    void aSlowTargetIsTheBottleneckAlsoWhileNothingComesBack() {
        batch(1, 1, 8);
        assertThat(clock.times(5_000).bottleneck()).isEqualTo(Bottleneck.LOAD);
        assertThat(clock.times(5_000))
                .extracting(StageTimes::select, StageTimes::extract, StageTimes::load)
                .containsExactly(1.0, 1.0, 8.0);
        pass(Step.AWAIT_SOURCE, 60_000);
        clock.times(0);
        pass(Step.AWAIT_SOURCE, 60_000);
        clock.handedOver();
        assertThat(clock.times(0).bottleneck()).isEqualTo(Bottleneck.LOAD);
    }

    @Test
    void lookUpsAreTheBottleneckWhereTheyTakeMostOfTheTime() {
        batch(1, 30, 2);
        assertThat(clock.times(5_000).bottleneck()).isEqualTo(Bottleneck.EXTRACT);
    }

    @Test
    void waitingForTheSourceMeansReadingSlowlyOrBeingUpToDate() {
        pass(Step.AWAIT_SOURCE, 50);
        batch(1, 1, 1);
        assertThat(clock.times(60_000).bottleneck()).isEqualTo(Bottleneck.READ);
        assertThat(clock.times(20).bottleneck()).isEqualTo(Bottleneck.NONE);
    }

    @Test
    void whatIsLongAgoDoesNotCount() {
        batch(1, 30, 2);
        clock.times(0);
        pass(Step.AWAIT_SOURCE, 6_000);
        clock.times(0);
        pass(Step.AWAIT_SOURCE, 6_000);
        assertThat(clock.times(0)).isEqualTo(StageTimes.NONE);
        assertThat(clock.seconds()).containsEntry("extract", 0.03).containsEntry("await_source", 12.0);
    }

    private void batch(long select, long extract, long load) {
        pass(Step.SELECT, select);
        pass(Step.EXTRACT, extract);
        clock.handedOver();
        pass(Step.AWAIT_LOAD, load);
        clock.loaded(0);
    }

    private void pass(Step step, long millis) {
        clock.enter(step);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        clock.enter(Step.AWAIT_SOURCE);
    }
}
