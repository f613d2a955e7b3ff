package io.otter.manager.user;

import io.otter.common.secret.Sha256;
import java.util.List;

/**
 * A row of table USER.
 *
 * @param channels the only ones, see {@link ChannelScope}; empty for all, and without effect for administrators
 * @param passwordDigest in a format of {@link PasswordDigest}; never shown
 */
public record User(long id, String name, String passwordDigest, Role role, List<String> channels) {
    public User {
        channels = List.copyOf(channels);
    }

    /** In place of a digest: an identity provider checks the password. */
    static final String EXTERNAL = "external";

    /** Whether an identity provider knows the user, and says the role at each log-in. */
    public boolean isExternal() {
        return passwordDigest.equals(EXTERNAL);
    }

    /** A version that changes with it. */
    public String version() {
        return Sha256.shortHex(role + "\n" + passwordDigest + "\n" + String.join("\n", channels));
    }

    @Override
    public String toString() {
        return "User[" + id + ", " + name + ", " + role + "]";
    }
}
