package io.otter.common.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A secret in its stored and published form, encrypted by {@link SecretKey}; never clear text.
 *
 * @param cipherText {@code v2:}, id of the key, places in base64, nonce and AES-256-GCM output in base64, separated by colons;
 *     empty for "no secret"
 */
public record Secret(String cipherText) {
    public static final Secret NONE = new Secret("");

    static final String BOUND = "v2:";
    static final String UNBOUND = "v1:";

    /** Whether the text is a secret rather than the clear text of alibaba/otter. */
    public static boolean is(String text) {
        return text.isEmpty() || text.startsWith(BOUND) || text.startsWith(UNBOUND);
    }

    /** The places that it says it is bound to, which only decryption proves; none for one of an earlier version. */
    public Set<PasswordPlace> places() {
        String[] parts = parts();
        if (parts.length != 4) {
            return Set.of();
        }
        try {
            return Stream.of(new String(Base64.getDecoder().decode(parts[2]), StandardCharsets.UTF_8).split("\n"))
                    .map(PasswordPlace::new)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IllegalArgumentException e) {
            return Set.of();
        }
    }

    /** Whether it may be sent to each of the places. */
    public boolean isFor(Collection<PasswordPlace> places) {
        return cipherText.isEmpty() || places().containsAll(places);
    }

    /** Version, key, places and content; others of an earlier version. */
    String[] parts() {
        return cipherText.split(":", -1);
    }

    @Override
    public String toString() {
        return "Secret[***]";
    }
}
