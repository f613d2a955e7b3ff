package io.otter.node.supervisor;

import io.otter.common.retry.BackOff;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * With what pipelines are supervised.
 *
 * @param pauses makes the pauses between the attempts of one pipeline
 */
record Supervision(RunStarter runs, RunLimits limits, SupervisionThreads threads, Supplier<BackOff> pauses) {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    static Supervision of(RunStarter runs, RunLimits limits) {
        return new Supervision(runs, limits, SupervisionThreads.real(), () -> pauses(new SplittableRandom()));
    }

    static BackOff pauses(SplittableRandom random) {
        return new BackOff(FIRST_PAUSE, LONGEST_PAUSE, random);
    }
}
