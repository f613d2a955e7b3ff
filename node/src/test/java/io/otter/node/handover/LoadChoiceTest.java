package io.otter.node.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.LoadBalance;
import io.otter.common.model.PipelineConfig;
import io.otter.common.model.PipelineParameters;
import io.otter.testsupport.record.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadChoiceTest {
    private static final Set<Integer> ALL = Set.of(1, 2, 3);

    private final LoadChoice choice = new LoadChoice(2, new SplittableRandom(7));

    @Test
    void stickLoadsHereElseAtTheFirstThatLives() {
        PipelineConfig pipeline = pipeline(LoadBalance.STICK, 1, 2, 3);
        assertThat(choice.order(pipeline, ALL, Set.of())).containsExactly(2, 1, 3);
        assertThat(choice.order(pipeline, Set.of(3), Set.of()))
                .as("who does not live is tried last")
                .containsExactly(3, 1, 2);
        assertThat(choice.order(pipeline(LoadBalance.STICK, 1, 3), Set.of(2, 3), Set.of()))
                .containsExactly(3, 1);
    }

    @Test
    void roundRobinTakesTheNextThatLivesAtEachStart() {
        PipelineConfig pipeline = pipeline(LoadBalance.ROUND_ROBIN, 1, 2, 3);
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            chosen.add(choice.order(pipeline, ALL, Set.of()).get(0));
        }
        assertThat(chosen.subList(0, 3)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(chosen.subList(3, 6)).isEqualTo(chosen.subList(0, 3));
        for (int i = 0; i < 4; i++) {
            assertThat(choice.order(pipeline, Set.of(1, 3), Set.of()).get(0)).isNotEqualTo(2);
            assertThat(choice.order(pipeline, ALL, Set.of(1)))
                    .as("a drained node takes no work")
                    .doesNotContain(1);
        }
    }

    @Test
    void randomTakesAllOfTheLiving() {
        PipelineConfig pipeline = pipeline(LoadBalance.RANDOM, 1, 2, 3);
        Map<Integer, Long> chosen = IntStream.range(0, 300)
                .mapToObj(i -> choice.order(pipeline, Set.of(1, 3), Set.of()).get(0))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(chosen.keySet()).containsExactlyInAnyOrder(1, 3);
        assertThat(chosen.values()).allMatch(times -> times > 100);
    }

    @Test
    void whereNobodyLivesAllAreTried() {
        for (LoadBalance balance : LoadBalance.values()) {
            assertThat(choice.order(pipeline(balance, 1, 3), Set.of(), Set.of()))
                    .containsExactly(1, 3);
        }
    }

    private static PipelineConfig pipeline(LoadBalance balance, Integer... load) {
        PipelineConfig any = Channels.of(1, 3306).pipelines().get(0);
        return new PipelineConfig(
                any.id(),
                any.name(),
                any.canal(),
                any.source(),
                any.targets(),
                any.selectNodes(),
                List.of(load),
                Records.with(PipelineParameters.DEFAULTS, "loadBalance", balance),
                any.pairs());
    }
}
