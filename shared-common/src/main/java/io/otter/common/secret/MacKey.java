package io.otter.common.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Authenticates with HMAC-SHA-256 what is kept where others can write. Thread-safe. */
public final class MacKey {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    MacKey(SecretKeySpec root, String purpose) {
        key = new SecretKeySpec(
                mac(new SecretKeySpec(root.getEncoded(), ALGORITHM), purpose.getBytes(StandardCharsets.UTF_8)),
                ALGORITHM);
    }

    /** @param place where the content stands: elsewhere it has another code. @return 32 bytes */
    public byte[] of(String place, byte[] content) {
        byte[] name = place.getBytes(StandardCharsets.UTF_8);
        return mac(
                key,
                ByteBuffer.allocate(Integer.BYTES + name.length + content.length)
                        .putInt(name.length)
                        .put(name)
                        .put(content)
                        .array());
    }

    /** Takes the same time whatever the code is. */
    public boolean fits(String place, byte[] content, byte[] code) {
        return MessageDigest.isEqual(of(place, content), code);
    }

    private static byte[] mac(SecretKeySpec key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is missing from this Java", e);
        }
    }
}
