package io.otter.manager.session;

import java.time.Duration;
import java.time.Instant;

/**
 * Who has logged in to a session, and from where.
 *
 * @param begunMillis when, since the epoch
 */
public record SessionOwner(long userId, String user, String address, String browser, long begunMillis) {
    /** The attribute of a session that holds it. */
    public static final String ATTRIBUTE = SessionOwner.class.getName();

    /** Whether the log-in was at least so long ago; how much it was used since is no matter. */
    public boolean hasLasted(Duration longest, Instant now) {
        return !Instant.ofEpochMilli(begunMillis).plus(longest).isAfter(now);
    }
}
