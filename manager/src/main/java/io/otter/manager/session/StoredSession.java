package io.otter.manager.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.session.MapSession;
import org.springframework.session.Session;

/** A session as a request sees it, and what of it is not stored yet. For one request at a time. */
final class StoredSession implements Session {
    private final MapSession session;
    private final SessionCookie cookie;
    /** Null until it is stored. */
    private @Nullable String storedHash;

    private Instant storedUse = Instant.EPOCH;
    private boolean changed;

    /** A new one. */
    StoredSession(SessionCookie cookie, Duration idle, Instant now) {
        this.cookie = cookie;
        session = new MapSession(cookie.newId());
        session.setCreationTime(now);
        session.setLastAccessedTime(now);
        session.setMaxInactiveInterval(idle);
    }

    /** One that is stored. */
    static StoredSession of(
            SessionCookie cookie, String id, SessionMapper.SessionRow row, Map<String, Object> content, Duration idle) {
        StoredSession found = new StoredSession(cookie, idle, Instant.ofEpochMilli(row.createdMillis()));
        found.session.setId(id);
        found.session.setLastAccessedTime(Instant.ofEpochMilli(row.usedMillis()));
        content.forEach(found.session::setAttribute);
        found.storedUse = found.session.getLastAccessedTime();
        found.storedHash = row.hash();
        return found;
    }

    @Nullable
    String storedHash() {
        return storedHash;
    }

    boolean changed() {
        return changed;
    }

    /** How much later it was used last than the database knows. */
    Duration unnotedUse() {
        return Duration.between(storedUse, getLastAccessedTime());
    }

    void stored(String hash) {
        storedHash = hash;
        storedUse = getLastAccessedTime();
        changed = false;
    }

    Map<String, Object> content() {
        return getAttributeNames().stream()
                .collect(Collectors.toMap(name -> name, name -> session.<Object>getRequiredAttribute(name)));
    }

    @Override
    public String getId() {
        return session.getId();
    }

    @Override
    public String changeSessionId() {
        String id = cookie.newId();
        session.setId(id);
        changed = true;
        return id;
    }

    @Override
    public <T> @Nullable T getAttribute(String name) {
        return session.getAttribute(name);
    }

    @Override
    public Set<String> getAttributeNames() {
        return session.getAttributeNames();
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        session.setAttribute(name, value);
        changed = true;
    }

    @Override
    public void removeAttribute(String name) {
        changed |= session.getAttribute(name) != null;
        session.removeAttribute(name);
    }

    @Override
    public Instant getCreationTime() {
        return session.getCreationTime();
    }

    @Override
    public void setLastAccessedTime(Instant time) {
        session.setLastAccessedTime(time);
    }

    @Override
    public Instant getLastAccessedTime() {
        return session.getLastAccessedTime();
    }

    @Override
    public void setMaxInactiveInterval(Duration interval) {
        session.setMaxInactiveInterval(interval);
    }

    @Override
    public Duration getMaxInactiveInterval() {
        return session.getMaxInactiveInterval();
    }

    @Override
    public boolean isExpired() {
        return session.isExpired();
    }
}
