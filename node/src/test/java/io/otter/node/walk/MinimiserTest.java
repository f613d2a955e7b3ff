package io.otter.node.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinimiserTest {
    @Test
    void keepsExactlyWhatTheFailureNeeds() {
        List<Integer> all = IntStream.range(0, 200).boxed().toList();
        assertThat(Minimiser.minimise(all, list -> list.containsAll(List.of(3, 77, 78, 199)), 1_000))
                .containsExactly(3, 77, 78, 199);
        assertThat(Minimiser.minimise(all, list -> list.contains(0), 1_000)).containsExactly(0);
    }

    @Test
    void endsAfterSoManyRuns() {
        int[] runs = {0};
        Minimiser.minimise(
                IntStream.range(0, 200).boxed().toList(),
                list -> {
                    runs[0]++;
                    return list.size() > 150;
                },
                20);
        assertThat(runs[0]).isLessThanOrEqualTo(20);
    }
}
