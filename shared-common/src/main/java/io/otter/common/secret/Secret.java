package io.otter.common.secret;

/**
 * A secret in its stored and published form, encrypted by {@link SecretKey}; never clear text.
 *
 * @param cipherText {@code v1:} and base64 of nonce and AES-256-GCM output; empty for "no secret"
 */
public record Secret(String cipherText) {
    public static final Secret NONE = new Secret("");

    @Override
    public String toString() {
        return "Secret[***]";
    }
}
