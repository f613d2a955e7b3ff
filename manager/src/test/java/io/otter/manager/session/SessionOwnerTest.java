package io.otter.manager.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionOwnerTest {
    @Test
    void aLogInEndsAfterADay() {
        Instant begun = Instant.parse("2026-01-01T00:00:00Z");
        SessionOwner eve = new SessionOwner(7, "eve", "203.0.113.9", "a browser", begun.toEpochMilli());
        Duration day = Duration.ofHours(24);

        assertThat(eve.hasLasted(day, begun.plus(day).minusMillis(1))).isFalse();
        assertThat(eve.hasLasted(day, begun.plus(day))).isTrue();
    }
}
