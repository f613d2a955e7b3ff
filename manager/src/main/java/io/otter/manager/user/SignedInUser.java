package io.otter.manager.user;

import java.security.Principal;
import java.util.List;

/**
 * The user of a request.
 *
 * @param channels the only ones that the user sees and runs, {@code *} for any characters; empty for all
 * @param stamp changes with the stored password, the role and the channels, which invalidates older sessions
 * @param mustChangePassword whether the password is from the seed SQL, so that nothing but changing it is allowed
 */
public record SignedInUser(
        long id, String name, Role role, List<String> channels, String stamp, boolean mustChangePassword)
        implements Principal {
    /** A visitor without log-in, if {@code otter.guest} allows them. */
    static final SignedInUser GUEST = new SignedInUser(0, "guest", Role.VIEWER, List.of(), "", false);

    public SignedInUser {
        channels = List.copyOf(channels);
    }

    public boolean isGuest() {
        return equals(GUEST);
    }

    SignedInUser with(Role other) {
        return new SignedInUser(id, name, other, channels, stamp, mustChangePassword);
    }

    @Override
    public String getName() {
        return name;
    }
}
