package io.otter.manager.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LogInThrottleTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final LogInThrottle throttle = new LogInThrottle(now::get);

    @Test
    void fiveFailuresMakeAUserWaitLongerEachTime() {
        for (int i = 0; i < 4; i++) {
            throttle.failed("admin", "10.0.0.1");
        }
        assertThat(throttle.wait("admin", "10.0.0.1")).isZero();
        throttle.failed("admin", "10.0.0.1");
        assertThat(throttle.wait("admin", "10.0.0.1")).isEqualTo(Duration.ofSeconds(10));
        assertThat(throttle.wait("admin", "10.0.0.2")).isZero();
        assertThat(throttle.wait("guest", "10.0.0.1")).isZero();
        now.set(Instant.EPOCH.plusSeconds(10));
        assertThat(throttle.wait("admin", "10.0.0.1")).isZero();
        throttle.failed("admin", "10.0.0.1");
        assertThat(throttle.wait("admin", "10.0.0.1")).isEqualTo(Duration.ofSeconds(20));
        for (int i = 0; i < 100; i++) {
            throttle.failed("admin", "10.0.0.1");
        }
        assertThat(throttle.wait("admin", "10.0.0.1")).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void successForgetsTheFailures() {
        for (int i = 0; i < 4; i++) {
            throttle.failed("admin", "10.0.0.1");
        }
        throttle.succeeded("admin", "10.0.0.1");
        throttle.failed("admin", "10.0.0.1");
        assertThat(throttle.wait("admin", "10.0.0.1")).isZero();
    }

    @Test
    void oneAddressThatTriesManyUsersWaitsToo() {
        for (int i = 0; i < LogInThrottle.FREE_OF_ADDRESS; i++) {
            throttle.failed("user" + i, "10.0.0.1");
        }
        assertThat(throttle.wait("somebody", "10.0.0.1")).isPositive();
        assertThat(throttle.wait("somebody", "10.0.0.2")).isZero();
    }

    @Test
    void anIpv6NetworkIsOneStranger() {
        for (int i = 0; i < LogInThrottle.FREE; i++) {
            throttle.failed("admin", "2001:db8:1:2::" + Integer.toHexString(i));
        }
        assertThat(throttle.wait("admin", "2001:db8:1:2:ffff::1")).isPositive();
        assertThat(throttle.wait("admin", "2001:db8:1:3::1")).isZero();
        assertThat(throttle.wait("admin", "a name: with colons")).isZero();
    }

    @Test
    void longNamesTakeNoMemory() {
        String name = "x".repeat(1_000_000);
        for (int i = 0; i < LogInThrottle.FREE; i++) {
            throttle.failed(name, "10.0.0.1");
        }
        assertThat(throttle.wait("x".repeat(64), "10.0.0.1")).isPositive();
    }

    @Test
    void whoHadToWaitGuessesOneAtATime() {
        for (int i = 0; i < LogInThrottle.FREE; i++) {
            assertThat(throttle.begin("admin", "10.0.0.1")).isZero();
            assertThat(throttle.begin("admin", "10.0.0.1"))
                    .as("scripts call side by side")
                    .isZero();
            throttle.end("admin", "10.0.0.1");
            throttle.end("admin", "10.0.0.1");
            throttle.failed("admin", "10.0.0.1");
        }
        now.set(Instant.EPOCH.plusSeconds(10));
        assertThat(throttle.begin("admin", "10.0.0.1")).isZero();
        assertThat(throttle.begin("admin", "10.0.0.1")).isPositive();
        throttle.end("admin", "10.0.0.1");
        assertThat(throttle.begin("admin", "10.0.0.1")).isZero();
    }

    @Test
    void remembersABoundedNumber() {
        for (int i = 0; i < LogInThrottle.MOST * 2; i++) {
            throttle.failed("user" + i, "10.0." + i);
        }
        assertThat(throttle.size()).isEqualTo(LogInThrottle.MOST);
    }

    @Test
    void oneUserTriedFromManyAddressesWaitsToo() {
        throttle.succeeded("admin", "10.0.0.1");
        for (int i = 0; i < LogInThrottle.FREE_OF_USER; i++) {
            throttle.failed("admin", "10.1.0." + i);
        }
        assertThat(throttle.wait("admin", "10.2.0.1")).isPositive();
        assertThat(throttle.wait("admin", "10.0.0.1"))
                .as("where the user got in")
                .isZero();
        assertThat(throttle.wait("guest", "10.2.0.1")).isZero();
    }
}
