package io.otter.manager.user;

import io.otter.manager.text.Text;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Notes who gets in and who is kept out. What repeats itself, as calls with a token and requests of strangers do, is noted when it
 * begins and once in a while after, so that nobody fills the log by it. Thread-safe.
 */
@Component
public final class AccessTrail {
    private static final Logger log = LoggerFactory.getLogger(AccessTrail.class);
    private static final Duration AGAIN = Duration.ofHours(1);
    private static final Duration STRANGERS_AGAIN = Duration.ofMinutes(1);
    private static final int MOST = 10_000;
    private static final int LONGEST = 60;

    private final ApplicationEventPublisher events;
    private final InstantSource clock;
    private final Map<AccessEvent, Instant> noted = new LinkedHashMap<>();
    private long strangers;
    private @Nullable Instant strangersNoted;

    @Autowired
    AccessTrail(ApplicationEventPublisher events) {
        this(events, InstantSource.system());
    }

    AccessTrail(ApplicationEventPublisher events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Notes a log-in or the use of a token, once an hour for each user and address. */
    void used(String user, String address, Text act) {
        seldom(new AccessEvent(printable(user), address, act, false));
    }

    /** Likewise, what was refused. */
    public void refused(String user, String address, Text act) {
        seldom(new AccessEvent(printable(user), address, act, true));
    }

    /** Notes a failed log-in; the throttle keeps them few. */
    void failed(String user, String address) {
        events.publishEvent(new AccessEvent(printable(user), address, Text.of("act.login.failed"), true));
    }

    /** Counts a request that was refused, of somebody who is not logged in as far as is known. */
    public void stranger(HttpServletRequest request) {
        long count;
        synchronized (this) {
            strangers++;
            Instant now = clock.instant();
            if (strangersNoted != null && now.isBefore(strangersNoted.plus(STRANGERS_AGAIN))) {
                return;
            }
            strangersNoted = now;
            count = strangers;
            strangers = 0;
        }
        log.info(
                "{} requests without a login were refused, the last one {} {} from {}",
                count,
                request.getMethod(),
                path(request),
                request.getRemoteAddr());
    }

    /** The path of a request, in few printable characters. */
    String path(HttpServletRequest request) {
        return printable(
                request.getRequestURI().substring(request.getContextPath().length()));
    }

    private void seldom(AccessEvent event) {
        synchronized (this) {
            Instant now = clock.instant();
            Instant before = noted.remove(event);
            noted.put(event, before != null && now.isBefore(before.plus(AGAIN)) ? before : now);
            if (noted.size() > MOST) {
                noted.remove(noted.keySet().iterator().next());
            }
            if (before != null && now.isBefore(before.plus(AGAIN))) {
                return;
            }
        }
        events.publishEvent(event);
    }

    /** Untrusted text, truncated and without control characters, so that it cannot forge lines of a log. */
    private static String printable(String text) {
        String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
