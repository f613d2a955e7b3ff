package io.otter.manager.datasource;

import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;

/** Reads stored passwords: encrypted, or the clear text of alibaba/otter. Stateless. */
public final class Passwords {
    private Passwords() {}

    /** @param stored encrypted, clear text or empty; clear text is not bound to a place yet */
    public static Secret read(String stored, SecretKey key) {
        return Secret.is(stored) ? new Secret(stored) : key.encrypt(stored, PasswordPlace.TYPED);
    }
}
