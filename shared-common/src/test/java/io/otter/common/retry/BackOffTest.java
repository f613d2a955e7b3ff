package io.otter.common.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final RandomGenerator LOWEST = () -> 0;
    private static final RandomGenerator HIGHEST = () -> -1;

    @Test
    void doublesUpToTheLimit() {
        assertThat(pauses(new BackOff(FIRST, LONGEST, LOWEST), 5)).isEqualTo(millis(100, 200, 400, 500, 500));
    }

    @Test
    void neverExceedsTheLimit() {
        BackOff backOff = new BackOff(FIRST, LONGEST, HIGHEST);
        assertThat(pauses(backOff, 2_000)).allMatch(pause -> pause.compareTo(LONGEST) <= 0);
        assertThat(backOff.next()).isBetween(Duration.ofMillis(999), LONGEST);
    }

    @Test
    void beginsAnewAfterSuccess() {
        BackOff backOff = new BackOff(FIRST, LONGEST, LOWEST);
        pauses(backOff, 4);
        backOff.reset();
        assertThat(pauses(backOff, 2)).isEqualTo(millis(100, 200));
    }

    @Test
    void spreadsThoseWhoFailTogether() {
        BackOff one = new BackOff(FIRST, LONGEST, new SplittableRandom(1));
        BackOff other = new BackOff(FIRST, LONGEST, new SplittableRandom(2));
        assertThat(pauses(one, 20)).doesNotContainAnyElementsOf(pauses(other, 20));
    }

    @Test
    void refusesFiguresThatCannotGrow() {
        assertThatThrownBy(() -> new BackOff(Duration.ZERO, LONGEST, LOWEST))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BackOff(LONGEST, FIRST, LOWEST)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Duration> pauses(BackOff backOff, int count) {
        return Stream.generate(backOff::next).limit(count).toList();
    }

    private static List<Duration> millis(long... millis) {
        return LongStream.of(millis).mapToObj(Duration::ofMillis).toList();
    }
}
