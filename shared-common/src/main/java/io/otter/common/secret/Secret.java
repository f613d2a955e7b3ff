package io.otter.common.secret;

/**
 * A secret as it is stored and published: encrypted by {@link SecretKey}. Never the clear text.
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
