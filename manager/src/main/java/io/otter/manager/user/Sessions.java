package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.configuration.SessionSettings;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The log-ins to this manager's pages, of which there are a bounded number for a bounded time. Thread-safe. */
@Component
public final class Sessions implements HttpSessionListener {
    private static final String ID = Sessions.class.getName();
    private static final int LONGEST_BROWSER = 200;

    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final SessionSettings settings;
    private final Access access;
    private final InstantSource clock;

    @Autowired
    Sessions(ManagerSettings settings, Access access) {
        this(settings.access().sessions(), access, InstantSource.system());
    }

    Sessions(SessionSettings settings, Access access, InstantSource clock) {
        this.settings = settings;
        this.access = access;
        this.clock = clock;
    }

    /**
     * One log-in.
     *
     * @param id not what its cookie says
     * @param address empty for who may not know it
     */
    public record LogIn(
            String id, String user, String address, String browser, Instant begun, Instant lastUsed, boolean own) {}

    private record Open(
            String id, long userId, String user, String address, String browser, Instant begun, HttpSession session) {
        Instant lastUsed() {
            try {
                return Instant.ofEpochMilli(session.getLastAccessedTime());
            } catch (IllegalStateException e) {
                return Instant.EPOCH; // it has just ended
            }
        }
    }

    /** Notes a log-in, and ends those that are too many then. */
    synchronized void begin(HttpServletRequest request, SignedInUser user) {
        HttpSession session = request.getSession();
        forget(session);
        String id = UUID.randomUUID().toString();
        session.setAttribute(ID, id);
        String browser = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        Open begun = new Open(
                id,
                user.id(),
                user.name(),
                request.getRemoteAddr(),
                browser.substring(0, Math.min(LONGEST_BROWSER, browser.length())),
                clock.instant(),
                session);
        leaveRoom(other -> other.userId() == user.id(), settings.perUser());
        leaveRoom(other -> true, settings.total());
        open.put(id, begun);
    }

    /** Whether the log-in of a request still holds; ends it when it has lasted too long. */
    boolean holds(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        Open found = session == null ? null : open.get(String.valueOf(session.getAttribute(ID)));
        if (found == null) {
            return false;
        }
        if (found.begun().plus(settings.longest()).isAfter(clock.instant())) {
            return true;
        }
        end(found);
        return false;
    }

    /** The user's log-ins, an administrator's those of everybody; the latest used first. */
    public List<LogIn> list(HttpServletRequest request) {
        SignedInUser me = access.require(Role.VIEWER);
        HttpSession session = request.getSession(false);
        Object own = session == null ? "" : session.getAttribute(ID);
        return open.values().stream()
                .filter(mine(me))
                .map(one -> new LogIn(
                        one.id(),
                        one.user(),
                        one.address(),
                        one.browser(),
                        one.begun(),
                        one.lastUsed(),
                        one.id().equals(own)))
                .sorted(Comparator.comparing(LogIn::lastUsed).reversed())
                .toList();
    }

    /**
     * Ends one of those listed.
     *
     * @return whose it was
     */
    public String end(String id) {
        SignedInUser me = access.require(Role.VIEWER);
        Open found = Optional.ofNullable(open.get(id))
                .filter(mine(me))
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.SESSION_UNKNOWN.with()));
        end(found);
        return found.user();
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        forget(event.getSession());
    }

    int size() {
        return open.size();
    }

    private static Predicate<Open> mine(SignedInUser me) {
        return one -> me.role() == Role.ADMIN || one.userId() == me.id();
    }

    private void leaveRoom(Predicate<Open> of, int most) {
        List<Open> oldestFirst = open.values().stream()
                .filter(of)
                .sorted(Comparator.comparing(Open::lastUsed))
                .toList();
        oldestFirst.stream().limit(Math.max(0, oldestFirst.size() - most + 1)).forEach(this::end);
    }

    private void forget(HttpSession session) {
        open.remove(String.valueOf(session.getAttribute(ID)));
    }

    private void end(Open ended) {
        open.remove(ended.id());
        try {
            ended.session().invalidate();
        } catch (IllegalStateException e) {
            // it has ended meanwhile
        }
    }
}
