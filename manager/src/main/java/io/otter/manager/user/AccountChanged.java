package io.otter.manager.user;

import io.otter.manager.text.Text;

/**
 * Told after a user or a token was changed.
 *
 * @param what like {@code create user eve as VIEWER}
 */
public record AccountChanged(Text act) {}
