package io.otter.manager.user;

/**
 * A row of table USER.
 *
 * @param passwordDigest as {@link PasswordDigest} writes or recognises it; never shown
 */
public record User(long id, String name, String passwordDigest, Role role) {
    @Override
    public String toString() {
        return "User[" + id + ", " + name + ", " + role + "]";
    }
}
