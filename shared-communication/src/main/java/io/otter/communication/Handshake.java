package io.otter.communication;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Mutual proof of the shared key: each side sends a nonce, then the MAC of both nonces and its own role. The client
 * proves first.
 */
final class Handshake {
    static final int MAGIC = 0x4f545452;
    /** Of all that is sent: peers with another one would misread each other. */
    static final int VERSION = 2;

    static final int NONCE = 32;
    static final int PROOF = 32;
    static final String REFUSED_KEY = "key";

    private final byte[] key;

    Handshake(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("the shared key is empty");
        }
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] nonce() {
        byte[] nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        return nonce;
    }

    static byte[] bytes(ByteBuf body, int length) {
        byte[] bytes = new byte[length];
        body.readBytes(bytes);
        return bytes;
    }

    byte[] proof(String role, byte[] clientNonce, byte[] serverNonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(("otter " + VERSION + " " + role).getBytes(StandardCharsets.UTF_8));
            mac.update(clientNonce);
            return mac.doFinal(serverNonce);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    boolean isProof(byte[] proof, String role, byte[] clientNonce, byte[] serverNonce) {
        return MessageDigest.isEqual(proof, proof(role, clientNonce, serverNonce));
    }
}
