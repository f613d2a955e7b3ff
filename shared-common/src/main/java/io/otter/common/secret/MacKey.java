package io.otter.common.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Authenticates with HMAC-SHA-256 what is kept where others can write. Thread-safe. */
public final class MacKey {
    private final List<SecretKeySpec> keys;

    /** @param roots the first one's code is written, that of any fits; at least one */
    MacKey(List<RootKey> roots, String purpose) {
        keys = roots.stream()
                .map(root -> root.derived("mac " + purpose, RootKey.MAC))
                .toList();
    }

    /** @param place where the content stands: elsewhere it has another code. @return 32 bytes */
    public byte[] of(String place, byte[] content) {
        return mac(keys.get(0), framed(place, content));
    }

    /** Takes the same time whatever the code is. */
    public boolean fits(String place, byte[] content, byte[] code) {
        byte[] framed = framed(place, content);
        boolean fits = false;
        for (SecretKeySpec key : keys) {
            fits |= MessageDigest.isEqual(mac(key, framed), code);
        }
        return fits;
    }

    private static byte[] framed(String place, byte[] content) {
        byte[] name = place.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + name.length + content.length)
                .putInt(name.length)
                .put(name)
                .put(content)
                .array();
    }

    private static byte[] mac(SecretKeySpec key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(RootKey.MAC);
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(RootKey.MAC + " is missing from this Java", e);
        }
    }
}
