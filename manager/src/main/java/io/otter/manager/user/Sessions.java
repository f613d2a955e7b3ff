package io.otter.manager.user;

import io.otter.common.error.ErrorCode;
import io.otter.manager.configuration.ManagerSettings;
import io.otter.manager.session.SessionOwner;
import io.otter.manager.session.SessionStore;
import io.otter.manager.text.Refusal;
import io.otter.manager.text.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The log-ins to the pages of all managers, of which there are a bounded number for a bounded time. Thread-safe. */
@Component
public final class Sessions {
    private static final int LONGEST_BROWSER = 200;

    private final SessionStore store;
    private final Duration longest;
    private final Access access;
    private final InstantSource clock;

    @Autowired
    Sessions(SessionStore store, ManagerSettings settings, Access access) {
        this(store, settings.access().sessions().longest(), access, InstantSource.system());
    }

    Sessions(SessionStore store, Duration longest, Access access, InstantSource clock) {
        this.store = store;
        this.longest = longest;
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

    /** Notes a log-in, and ends those that are too many then. */
    void begin(HttpServletRequest request, SignedInUser user) {
        HttpSession session = request.getSession();
        String browser = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        store.leaveRoom(user.id(), session.getId());
        session.setAttribute(
                SessionOwner.ATTRIBUTE,
                new SessionOwner(
                        user.id(),
                        user.name(),
                        request.getRemoteAddr(),
                        browser.substring(0, Math.min(LONGEST_BROWSER, browser.length())),
                        clock.millis()));
    }

    /** Ends all of this user but that of the request. */
    void endOthers(HttpServletRequest request, SignedInUser user) {
        store.endOthers(user.id(), request.getSession().getId());
    }

    /** Whether the log-in of a request still holds: it has not lasted too long. */
    boolean holds(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null
                && session.getAttribute(SessionOwner.ATTRIBUTE) instanceof SessionOwner owner
                && !owner.hasLasted(longest, clock.instant());
    }

    /** The user's log-ins, an administrator's those of everybody; the latest used first. */
    public List<LogIn> list(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        String own = session == null ? "" : store.publicId(session.getId());
        return mine().stream()
                .map(one -> new LogIn(
                        one.id(),
                        one.owner().user(),
                        one.owner().address(),
                        one.owner().browser(),
                        Instant.ofEpochMilli(one.owner().begunMillis()),
                        one.lastUsed(),
                        one.id().equals(own)))
                .toList();
    }

    /**
     * Ends one of those listed.
     *
     * @return whose it was
     */
    public String end(String id) {
        return mine().stream()
                .filter(one -> one.id().equals(id) && store.end(id))
                .map(one -> one.owner().user())
                .findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.NOT_FOUND, Refusal.SESSION_UNKNOWN.with()));
    }

    private List<SessionStore.LogIn> mine() {
        SignedInUser me = access.require(Role.VIEWER);
        return store.list(me.role() == Role.ADMIN ? Optional.empty() : Optional.of(me.id()));
    }
}
