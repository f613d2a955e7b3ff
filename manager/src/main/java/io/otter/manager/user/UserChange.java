package io.otter.manager.user;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator changes of a user; null stays as it is.
 *
 * @param password a new one, which deletes the user's tokens
 * @param channels the only ones that the user sees and runs, see {@link ChannelScope}; empty for all
 */
record UserChange(
        @Nullable String password,
        @Nullable Role role,
        @Nullable List<String> channels) {}
