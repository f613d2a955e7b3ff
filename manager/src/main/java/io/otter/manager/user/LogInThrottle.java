package io.otter.manager.user;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down password guessing: after {@value #FREE} failures for a user from one address, or {@value #FREE_OF_ADDRESS}
 * from one address in total, log-ins must wait, twice as long after each failure, up to a quarter of an hour. Keeps at
 * most {@value #MOST} users and addresses and forgets the oldest. Thread-safe.
 */
final class LogInThrottle {
    static final int FREE = 5;
    static final int FREE_OF_ADDRESS = 50;
    static final int MOST = 20_000;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private record Failures(int count, Instant blockedUntil) {}

    private record Guess(String user, String address) {}

    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<Guess, Failures> failures = new LinkedHashMap<>();

    LogInThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /** How long this user has to wait at this address; may be zero. */
    synchronized Duration wait(String user, String address) {
        Duration byUser = remaining(new Guess(user, address));
        Duration byAddress = remaining(new Guess("", address));
        return byUser.compareTo(byAddress) > 0 ? byUser : byAddress;
    }

    synchronized void failed(String user, String address) {
        count(new Guess(user, address), FREE);
        count(new Guess("", address), FREE_OF_ADDRESS);
    }

    synchronized void succeeded(String user, String address) {
        failures.remove(new Guess(user, address));
    }

    synchronized int size() {
        return failures.size();
    }

    @GuardedBy("this")
    private Duration remaining(Guess guess) {
        Failures known = failures.get(guess);
        if (known == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), known.blockedUntil());
        return left.isNegative() ? Duration.ZERO : left;
    }

    @GuardedBy("this")
    private void count(Guess guess, int free) {
        Instant now = clock.instant();
        Failures before = failures.remove(guess);
        int count = before == null || before.blockedUntil().plus(LONGEST_WAIT).isBefore(now) ? 1 : before.count() + 1;
        Duration wait = Duration.ZERO;
        if (count >= free) {
            Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(count - free, 10));
            wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
        }
        failures.put(guess, new Failures(count, now.plus(wait)));
        if (failures.size() > MOST) {
            failures.remove(failures.keySet().iterator().next());
        }
    }
}
