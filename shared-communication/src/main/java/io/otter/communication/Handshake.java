package io.otter.communication;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Mutual proof over everything that both sides have said, the client first, and the keys of the session that follows.
 * Those come from a Diffie-Hellman exchange as well, so that who learns a key later cannot read what was recorded.
 */
final class Handshake {
    static final int MAGIC = 0x4f545452;
    /** Of handshake and frames: peers with another one would misread each other. */
    static final int VERSION = 3;

    /**
     * Of what is said then: each side says its newest, and the lower one is spoken. It goes up when a message type is added. A
     * peer that says none speaks {@link #FIRST}.
     */
    static final int NEWEST = 4;

    static final int FIRST = 3;

    static final int NONCE = 32;
    static final int PROOF = 32;
    static final int SESSION = 16;
    static final int PUBLIC_KEY = 44;
    /** Nonce, number, compression and public key of a server; a version and the kind of proof may follow. */
    static final int CHALLENGE = NONCE + Integer.BYTES + 1 + PUBLIC_KEY;

    static final String REFUSED_KEY = "key";
    static final String REFUSED_NODE_KEY = "node key";
    static final String REFUSED_CERTIFICATE = "certificate";
    static final String REFUSED_MANY = "too many connections";
    private static final String CURVE = "X25519";
    private static final String MAC = "HmacSHA256";

    private Handshake() {}

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

    static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance(CURVE).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CURVE, e);
        }
    }

    /** @param parts the bodies of HELLO and CHALLENGE, and what else the proof is to cover */
    static byte[] said(String role, byte[]... parts) {
        return joined(("otter " + VERSION + " " + role).getBytes(StandardCharsets.UTF_8), parts);
    }

    /** @throws GeneralSecurityException if the peer's key is none */
    static Session session(byte[] mixedIn, KeyPair own, byte[] peersKey, byte[] hello, byte[] challenge)
            throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance(CURVE);
        agreement.init(own.getPrivate());
        agreement.doPhase(KeyFactory.getInstance(CURVE).generatePublic(new X509EncodedKeySpec(peersKey)), true);
        byte[] secret = mac(mixedIn, said("session", hello, challenge, agreement.generateSecret()));
        return new Session(
                mac(secret, "client".getBytes(StandardCharsets.UTF_8)),
                mac(secret, "server".getBytes(StandardCharsets.UTF_8)),
                Arrays.copyOf(mac(secret, "id".getBytes(StandardCharsets.UTF_8)), SESSION));
    }

    static byte[] mac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    /** Each part behind its length, so that no two lists of parts are the same text. */
    private static byte[] joined(byte[] first, byte[]... parts) {
        int length = Integer.BYTES + first.length;
        for (byte[] part : parts) {
            length += Integer.BYTES + part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length).putInt(first.length).put(first);
        for (byte[] part : parts) {
            all.putInt(part.length).put(part);
        }
        return all.array();
    }

    /**
     * The keys of one connection.
     *
     * @param client seals what the client sends
     * @param server seals what the server sends
     * @param id by which another connection can go on with this one
     */
    record Session(byte[] client, byte[] server, byte[] id) {}
}
