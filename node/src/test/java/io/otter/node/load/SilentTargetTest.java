package io.otter.node.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import io.otter.common.model.DataMediaSource;
import io.otter.common.model.SourceType;
import io.otter.common.secret.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SilentTargetTest {
    private static final DataMediaSource SERVER =
            new DataMediaSource(1, "dst", SourceType.MYSQL, "10.1.1.1", 3306, "u", Secret.NONE, Map.of());

    private final AnswerWatch idle = new AnswerWatch();
    private final AnswerWatch busy = new AnswerWatch();
    private final List<Optional<OtterException>> told = new CopyOnWriteArrayList<>();

    @Test
    void aStatementWithoutAnAnswerIsAFaultUntilItIsAnswered() {
        try (SilentTarget silence = new SilentTarget(
                "p",
                SERVER,
                Duration.ofMillis(1_500),
                List.of(idle, busy),
                fault -> told.add(Optional.ofNullable(fault)))) {
            silence.start();
            busy.asked();
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).until(() -> {
                busy.answered(); // many short statements are no long one
                return told.isEmpty();
            });

            await().until(() -> told.size() == 1);
            assertThat(told.get(0)).hasValueSatisfying(fault -> {
                assertThat(fault.code()).isEqualTo(ErrorCode.LOAD_TRANSIENT);
                assertThat(fault).hasMessageContaining("dst at 10.1.1.1:3306");
            });

            busy.done();
            await().until(() -> told.size() == 2);
            assertThat(told.get(1)).isEmpty();
        }
    }
}
