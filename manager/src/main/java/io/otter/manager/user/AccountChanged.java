package io.otter.manager.user;

/**
 * Told after a user or a token was changed.
 *
 * @param what like {@code create user eve as VIEWER}
 */
public record AccountChanged(String what) {}
