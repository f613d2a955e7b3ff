package io.otter.manager.session;

/**
 * Who has logged in to a session, and from where.
 *
 * @param begunMillis when, since the epoch
 */
public record SessionOwner(long userId, String user, String address, String browser, long begunMillis) {
    /** The attribute of a session that holds it. */
    public static final String ATTRIBUTE = SessionOwner.class.getName();
}
