package io.otter.manager.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.otter.manager.text.RefusedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    @Test
    void aCallThatDoesNotEndIsLeftAloneAndFewAreMadeAtATime() throws Exception {
        Deadline deadline = new Deadline(Duration.ofMillis(200), 1);
        CountDownLatch never = new CountDownLatch(1);
        assertThat(deadline.call(() -> 7)).isEqualTo(7);
        assertThatThrownBy(() -> new Deadline(Duration.ofMillis(200), 1).call(() -> uninterrupted(never)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("did not answer all questions");
        assertThatThrownBy(() -> {
                    Deadline busy = new Deadline(Duration.ofMillis(200), 1);
                    assertThatThrownBy(() -> busy.call(() -> uninterrupted(never)))
                            .isInstanceOf(RefusedException.class);
                    busy.call(() -> 7);
                })
                .hasMessageContaining("too many servers are being tested");
        never.countDown();
    }

    /** Like a read from a socket. */
    private static int uninterrupted(CountDownLatch end) {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                continue;
            }
        }
        return 0;
    }
}
