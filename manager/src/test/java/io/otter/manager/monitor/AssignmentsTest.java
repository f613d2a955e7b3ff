package io.otter.manager.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.common.model.Consistency;
import io.otter.common.model.PipelineParameters;
import io.otter.common.model.SyncMode;
import io.otter.manager.monitor.Assignments.Duty;
import io.otter.manager.spec.Configuration;
import io.otter.manager.spec.ConfigurationChanged;
import io.otter.manager.sync.Channel;
import io.otter.manager.sync.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

class AssignmentsTest {
    private final AtomicReference<List<Integer>> nids = new AtomicReference<>(List.of(1, 2));
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicInteger reads = new AtomicInteger();
    private final Assignments assignments = new Assignments(this::configured, now::get);

    @Test
    void aNodeHasTwoMinutesToTellOfWhatWasTakenFromIt() {
        assertThat(assignments.of(2)).containsExactly(new Duty(2, 5, 7, "log"));
        nids.set(List.of(1));
        pass(Duration.ofSeconds(100));
        assertThat(assignments.of(2)).hasSize(1);
        pass(Duration.ofSeconds(30));
        assertThat(assignments.of(2)).isEmpty();
        assertThat(assignments.of(1)).hasSize(1);
    }

    @Test
    void whoIsNewIsKnownAtOnceAndDoesNotHaveTheDatabaseReadOnAndOn() {
        assertThat(assignments.of(3)).isEmpty();
        nids.set(List.of(3));
        assertThat(assignments.again(3)).as("just read").isEmpty();
        pass(Duration.ofMillis(250));
        assertThat(assignments.of(3)).isEmpty();
        assertThat(assignments.again(3))
                .hasValueSatisfying(duties -> assertThat(duties).hasSize(1));
        assertThat(reads).hasValue(2);
        nids.set(List.of(4));
        assignments.configurationChanged(new ConfigurationChanged());
        assertThat(assignments.of(4)).hasSize(1);
    }

    @Test
    void aDatabaseThatIsDownTakesNothingFromANode() {
        assertThat(assignments.of(1)).hasSize(1);
        nids.set(List.of());
        pass(Duration.ofMinutes(10));
        assertThat(assignments.of(1)).hasSize(1);
        assertThat(assignments.again(4)).isEmpty();
    }

    private void pass(Duration time) {
        now.set(now.get().plus(time));
    }

    private Configuration configured() {
        reads.incrementAndGet();
        if (nids.get().isEmpty()) {
            throw new QueryTimeoutException("the database does not answer");
        }
        Pipeline pipeline = new Pipeline(7, "p", "log", nids.get(), List.of(), PipelineParameters.DEFAULTS, List.of());
        Channel channel = new Channel(5, "c", SyncMode.ROW, Consistency.BASE, List.of(pipeline));
        return new Configuration(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(channel));
    }
}
