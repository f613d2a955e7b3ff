package io.otter.manager.user;

import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Whether the user of this request has just logged in, for who has no password here that could be asked for. Stateless. */
final class FreshLogIn {
    static final Duration LIMIT = Duration.ofMinutes(10);

    private FreshLogIn() {}

    /** False without a session: a token must not make another one. */
    static boolean isNow() {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
            return false;
        }
        HttpSession session = attributes.getRequest().getSession(false);
        return session != null && InstantSource.system().millis() - session.getCreationTime() < LIMIT.toMillis();
    }
}
