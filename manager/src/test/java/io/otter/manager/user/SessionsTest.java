package io.otter.manager.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.otter.manager.configuration.SessionSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final SignedInUser EVE = new SignedInUser(7, "eve", Role.VIEWER, List.of(), "stamp", false);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Sessions sessions = new Sessions(
            new SessionSettings(Duration.ofMinutes(120), Duration.ofHours(24), 3, 5),
            new Access(new AccessTrail(event -> {})),
            () -> now);

    @Test
    void oneEndsAfterADayHoweverMuchItIsUsed() {
        AtomicBoolean ended = new AtomicBoolean();
        HttpServletRequest request = request(ended);
        sessions.begin(request, EVE);
        for (int hour = 1; hour < 24; hour++) {
            now = now.plus(Duration.ofHours(1));
            assertThat(sessions.holds(request)).as("after %s h", hour).isTrue();
        }
        now = now.plus(Duration.ofHours(1));
        assertThat(sessions.holds(request)).isFalse();
        assertThat(ended).isTrue();
        assertThat(sessions.size()).isZero();
    }

    /** As far as sessions look at it. */
    private static HttpServletRequest request(AtomicBoolean ended) {
        Map<String, Object> attributes = new HashMap<>();
        HttpSession session = fake(HttpSession.class, (name, arguments) -> switch (name) {
            case "setAttribute" -> attributes.put(String.valueOf(arguments[0]), arguments[1]);
            case "getAttribute" -> attributes.get(String.valueOf(arguments[0]));
            case "getLastAccessedTime" -> 0L;
            case "invalidate" -> ended.getAndSet(true) ? null : null;
            default -> throw new UnsupportedOperationException(name);
        });
        return fake(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getSession" -> session;
            case "getHeader" -> "a browser";
            case "getRemoteAddr" -> "203.0.113.9";
            default -> throw new UnsupportedOperationException(name);
        });
    }

    private interface Answer {
        Object of(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.of(method.getName(), arguments)));
    }
}
