package io.otter.manager.user;

/**
 * A row of table USER.
 *
 * @param passwordDigest in a format of {@link PasswordDigest}; never shown
 */
public record User(long id, String name, String passwordDigest, Role role) {
    @Override
    public String toString() {
        return "User[" + id + ", " + name + ", " + role + "]";
    }
}
