package io.otter.manager.datasource;

import io.otter.common.secret.Secret;
import io.otter.common.secret.SecretKey;

/** Reads stored passwords: encrypted, or the clear text of alibaba/otter. Stateless. */
public final class Passwords {
    private Passwords() {}

    /** @param stored encrypted, clear text or empty */
    public static Secret read(String stored, SecretKey key) {
        return stored.startsWith("v1:") ? new Secret(stored) : key.encrypt(stored);
    }
}
