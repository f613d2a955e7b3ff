package io.otter.manager.user;

import org.springframework.stereotype.Component;

/** Makes the filters that each request of a user passes; not beans themselves, which every request would pass. Stateless. */
@Component
final class AccountFilters {
    private final Access access;
    private final UserService users;
    private final Sessions sessions;
    private final Tokens tokens;
    private final LogInThrottle throttle;
    private final AccessTrail trail;

    AccountFilters(
            Access access,
            UserService users,
            Sessions sessions,
            Tokens tokens,
            LogInThrottle throttle,
            AccessTrail trail) {
        this.access = access;
        this.users = users;
        this.sessions = sessions;
        this.tokens = tokens;
        this.throttle = throttle;
        this.trail = trail;
    }

    BearerFilter ofTokens() {
        return new BearerFilter(tokens, throttle, trail);
    }

    ChannelScopeFilter scopeOfPages() {
        return new ChannelScopeFilter(access, trail, true);
    }

    ChannelScopeFilter scopeOfApi() {
        return new ChannelScopeFilter(access, trail, false);
    }

    AccountFilter ofPages() {
        return new AccountFilter(access, users, sessions, trail, true);
    }

    AccountFilter ofApi() {
        return new AccountFilter(access, users, sessions, trail, false);
    }
}
