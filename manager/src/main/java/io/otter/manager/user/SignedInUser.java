package io.otter.manager.user;

import java.security.Principal;

/**
 * The user of a request.
 *
 * @param stamp changes with the stored password and the role, which invalidates older sessions
 * @param mustChangePassword whether the password is from the seed SQL, so that nothing but changing it is allowed
 */
public record SignedInUser(long id, String name, Role role, String stamp, boolean mustChangePassword)
        implements Principal {
    /** A visitor without log-in, if {@code otter.guest} allows them. */
    static final SignedInUser GUEST = new SignedInUser(0, "guest", Role.VIEWER, "", false);

    public boolean isGuest() {
        return equals(GUEST);
    }

    @Override
    public String getName() {
        return name;
    }
}
