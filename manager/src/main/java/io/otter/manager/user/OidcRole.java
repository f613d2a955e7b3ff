package io.otter.manager.user;

import io.otter.manager.configuration.OidcSettings.Claims;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a user of the identity provider is here, by the claims. Stateless. */
record OidcRole(Claims claims) {
    /** The highest role that one of the values stands for; empty for who has none, and does not get in. */
    Optional<Role> of(Map<String, Object> said) {
        Collection<String> values = values(said);
        if (values.stream().anyMatch(claims.admins()::contains)) {
            return Optional.of(Role.ADMIN);
        }
        if (values.stream().anyMatch(claims.operators()::contains)) {
            return Optional.of(Role.OPERATOR);
        }
        return values.stream().anyMatch(claims.viewers()::contains) ? Optional.of(Role.VIEWER) : Optional.empty();
    }

    private Collection<String> values(Map<String, Object> said) {
        // A claim may have dots in its name, as URLs have.
        Object found = said.containsKey(claims.roles()) ? said.get(claims.roles()) : at(said, claims.roles());
        if (found instanceof Collection<?> many) {
            return many.stream().map(String::valueOf).toList();
        }
        return found instanceof String one ? List.of(one) : List.of();
    }

    private static @Nullable Object at(Map<String, Object> said, String path) {
        Object found = said;
        for (String name : path.split("\\.")) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return found;
    }
}
