package io.otter.manager.user;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Slows down password guessing: after {@value #FREE} failures for a user from one address, {@value #FREE_OF_ADDRESS} from one
 * address in total, or {@value #FREE_OF_USER} for a user from wherever, log-ins must wait, twice as long after each failure, up
 * to a quarter of an hour. Where a user got in lately, failures from elsewhere do not keep the user out. Keeps at most
 * {@value #MOST} of each and forgets the oldest. Thread-safe.
 */
final class LogInThrottle {
    static final int FREE = 5;
    static final int FREE_OF_ADDRESS = 50;
    static final int FREE_OF_USER = 100;
    static final int MOST = 20_000;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    private static final int LONGEST_NAME = 64;

    private record Failures(int count, Instant blockedUntil) {}

    /** Short, whatever was typed. */
    private record Guess(String user, String address) {
        Guess {
            user = user.length() <= LONGEST_NAME ? user : user.substring(0, LONGEST_NAME);
            address = ClientNetwork.of(address);
        }
    }

    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<Guess, Failures> failures = new LinkedHashMap<>();

    /** Where users got in. */
    @GuardedBy("this")
    private final Map<Guess, Boolean> known = new LinkedHashMap<>();

    /** Attempts that are being checked, where others have failed: a thousand at once would be checked within one wait. */
    @GuardedBy("this")
    private final Set<Guess> checked = new HashSet<>();

    LogInThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /** How long this user has to wait at this address; may be zero. */
    synchronized Duration wait(String user, String address) {
        Duration byUser = remaining(new Guess(user, address));
        Duration byAddress = remaining(new Guess("", address));
        Duration here = byUser.compareTo(byAddress) > 0 ? byUser : byAddress;
        Duration anywhere =
                known.containsKey(new Guess(user, address)) ? Duration.ZERO : remaining(new Guess(user, ""));
        return here.compareTo(anywhere) > 0 ? here : anywhere;
    }

    /** Likewise; if it is zero, {@link #end} must follow, and until then others may have to wait. */
    synchronized Duration begin(String user, String address) {
        Duration wait = wait(user, address);
        Guess here = new Guess(user, address);
        boolean suspect = failures.containsKey(here) && failures.get(here).count() >= FREE;
        return wait.isZero() && suspect && !checked.add(here) ? FIRST_WAIT : wait;
    }

    synchronized void end(String user, String address) {
        checked.remove(new Guess(user, address));
    }

    synchronized void failed(String user, String address) {
        count(new Guess(user, address), FREE);
        count(new Guess("", address), FREE_OF_ADDRESS);
        count(new Guess(user, ""), FREE_OF_USER);
    }

    synchronized void succeeded(String user, String address) {
        Guess here = new Guess(user, address);
        failures.remove(here);
        known.remove(here);
        known.put(here, true);
        forgetOldest(known);
    }

    synchronized int size() {
        return failures.size();
    }

    @GuardedBy("this")
    private Duration remaining(Guess guess) {
        Failures before = failures.get(guess);
        if (before == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), before.blockedUntil());
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
        forgetOldest(failures);
    }

    private static void forgetOldest(Map<Guess, ?> guesses) {
        if (guesses.size() > MOST) {
            guesses.remove(guesses.keySet().iterator().next());
        }
    }
}
