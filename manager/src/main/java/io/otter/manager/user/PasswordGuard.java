package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import io.otter.manager.text.Text;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Every place where a password is typed: guessing is slowed down at all of them together, and noted. Thread-safe. */
@Component
final class PasswordGuard {
    private final LogInThrottle throttle;
    private final AccessTrail trail;

    PasswordGuard(LogInThrottle throttle, AccessTrail trail) {
        this.throttle = throttle;
        this.trail = trail;
    }

    /**
     * What there is behind the password.
     *
     * @param user whose password it should be, as typed
     * @param check empty if it is not
     * @throws RefusedException with TOO_MANY_ATTEMPTS, without a check
     */
    <T> Optional<T> attempt(String user, String address, Supplier<Optional<T>> check) {
        Duration wait = throttle.begin(user, address);
        if (!wait.isZero()) {
            trail.refused(user, address, Text.of("act.login.wait"));
            throw new RefusedException(
                    ErrorCode.TOO_MANY_ATTEMPTS, Refusal.PASSWORD_GUESSES.with(wait.toSeconds() + 1));
        }
        Optional<T> found;
        try {
            found = check.get();
        } finally {
            throttle.end(user, address);
        }
        if (found.isPresent()) {
            throttle.succeeded(user, address);
        } else {
            throttle.failed(user, address);
            trail.failed(user, address);
        }
        return found;
    }
}
