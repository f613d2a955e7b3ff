package io.otter.manager.user;

import io.otter.manager.text.Text;

/**
 * Event after a user or a token has changed.
 *
 * @param act like {@code create user eve as VIEWER}
 */
public record AccountChanged(Text act) {}
