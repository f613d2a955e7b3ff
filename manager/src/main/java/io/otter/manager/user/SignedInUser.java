package io.otter.manager.user;

import java.security.Principal;

/**
 * Who is behind a request.
 *
 * @param stamp changes with the stored password and the role, so that a session of yesterday's password ends
 * @param mustChangePassword the password is one that the seed's SQL gave away: nothing is allowed but to change it
 */
public record SignedInUser(long id, String name, Role role, String stamp, boolean mustChangePassword)
        implements Principal {
    /** Whoever looks without a log-in, where {@code otter.guest} allows it. */
    static final SignedInUser GUEST = new SignedInUser(0, "guest", Role.VIEWER, "", false);

    public boolean isGuest() {
        return equals(GUEST);
    }

    @Override
    public String getName() {
        return name;
    }
}
