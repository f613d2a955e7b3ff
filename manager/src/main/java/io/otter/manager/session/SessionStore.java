package io.otter.manager.session;

import io.otter.common.error.OtterException;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;
import io.otter.manager.configuration.SessionSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.session.SessionRepository;

/**
 * The sessions in the manager's database: a manager that ends logs nobody out, and any other answers the next request. What they
 * hold is encrypted, as messages may tell a token. Their number is bounded. Thread-safe.
 */
public final class SessionStore implements SessionRepository<StoredSession> {
    /** A use is noted when the last noted one is this long ago, so that pages which refresh themselves write seldom. */
    private static final Duration NOTED = Duration.ofSeconds(10);

    private static final SessionOwner NOBODY = new SessionOwner(0, "", "", "", 0);

    private final SessionMapper sessions;
    private final SessionValues values;
    private final SessionCookie cookie;
    private final SecretKey key;
    private final SessionSettings settings;
    private final InstantSource clock;

    SessionStore(
            SessionMapper sessions,
            SessionValues values,
            SessionCookie cookie,
            SecretKey key,
            SessionSettings settings,
            InstantSource clock) {
        this.sessions = sessions;
        this.values = values;
        this.cookie = cookie;
        this.key = key;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * One log-in.
     *
     * @param id not what its cookie says
     */
    public record LogIn(String id, SessionOwner owner, Instant lastUsed) {}

    @Override
    public StoredSession createSession() {
        return new StoredSession(cookie, settings.idle(), clock.instant());
    }

    @Override
    public void save(StoredSession session) {
        String before = session.storedHash();
        String hash = SessionCookie.hash(session.getId());
        Map<String, Object> content = session.content();
        if (before == null) {
            if (content.isEmpty()) {
                return; // a visitor's who only looked
            }
            sessions.insert(row(hash, session, content), owner(content));
        } else if (session.changed()) {
            sessions.update(before, row(hash, session, content), owner(content));
        } else if (session.unnotedUse().compareTo(NOTED) >= 0) {
            sessions.use(hash, session.getLastAccessedTime().toEpochMilli());
        } else {
            return;
        }
        session.stored(hash);
    }

    @Override
    public @Nullable StoredSession findById(String id) {
        String hash = SessionCookie.hash(id);
        SessionMapper.SessionRow row = sessions.find(hash, earliestUse());
        return row == null ? null : StoredSession.of(cookie, id, row, content(row), settings.idle());
    }

    @Override
    public void deleteById(String id) {
        sessions.delete(SessionCookie.hash(id));
    }

    /** What {@link LogIn#id} is of the session with this cookie. */
    public String publicId(String id) {
        return SessionCookie.hash(id);
    }

    /** The latest used first. @param userId whose; everybody's if empty */
    public List<LogIn> list(Optional<Long> userId) {
        return sessions.logIns(userId.orElse(0L), earliestUse()).stream()
                .map(row -> new LogIn(
                        row.hash(),
                        new SessionOwner(row.userId(), row.user(), row.address(), row.browser(), row.begunMillis()),
                        Instant.ofEpochMilli(row.usedMillis())))
                .toList();
    }

    /** @return whether there was one. */
    public boolean end(String publicId) {
        return sessions.delete(publicId) > 0;
    }

    /** Ends all of a user but the one with this cookie. */
    public void endOthers(long userId, String id) {
        sessions.deleteOldest(userId, SessionCookie.hash(id), Integer.MAX_VALUE);
    }

    /** Ends those that are too many when this user logs in to the session with this cookie. */
    public void leaveRoom(long userId, String id) {
        sessions.deleteExpired(
                earliestUse(), clock.instant().minus(settings.longest()).toEpochMilli());
        leaveRoom(userId, SessionCookie.hash(id), settings.perUser());
        leaveRoom(0, SessionCookie.hash(id), settings.total());
    }

    private void leaveRoom(long userId, String own, int most) {
        int tooMany = sessions.count(userId, own) - most + 1;
        if (tooMany > 0) {
            sessions.deleteOldest(userId, own, tooMany);
        }
    }

    private long earliestUse() {
        return clock.instant().minus(settings.idle()).toEpochMilli();
    }

    private SessionMapper.SessionRow row(String hash, StoredSession session, Map<String, Object> content) {
        return new SessionMapper.SessionRow(
                hash,
                session.getCreationTime().toEpochMilli(),
                session.getLastAccessedTime().toEpochMilli(),
                key.encrypt(values.write(content), place(hash)).cipherText());
    }

    private static SessionOwner owner(Map<String, Object> content) {
        return content.get(SessionOwner.ATTRIBUTE) instanceof SessionOwner owner ? owner : NOBODY;
    }

    private Map<String, Object> content(SessionMapper.SessionRow row) {
        try {
            return values.read(key.decrypt("a session", new Secret(row.content()), place(row.hash())));
        } catch (OtterException e) {
            return Map.of(); // written with another key
        }
    }

    private static PasswordPlace place(String hash) {
        return new PasswordPlace("session " + hash);
    }
}
