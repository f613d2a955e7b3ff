package io.otter.communication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What one process proves its number with: a signing pair of its own, and the word of the installation for it. Who has
 * it can check everybody else's, and can be nobody else. Thread-safe.
 */
final class NodeKey {
    /** Public key, the installation's word for it, and the signature. */
    static final int PROOF = SigningPair.PUBLIC_KEY + 2 * SigningPair.SIGNATURE;

    private static final int BYTES = Integer.BYTES + SigningPair.SEED + SigningPair.SIGNATURE + SigningPair.PUBLIC_KEY;

    private final int nid;
    private final SigningPair pair;
    private final byte[] word;
    private final byte[] authority;

    private NodeKey(int nid, SigningPair pair, byte[] word, byte[] authority) {
        this.nid = nid;
        this.pair = pair;
        this.word = word;
        this.authority = authority;
    }

    /** The same for the same number and key of the installation, so that every manager can make it again. */
    static NodeKey of(byte[] installation, int nid) {
        SigningPair authority = SigningPair.of(derived(installation, "authority"));
        SigningPair pair = SigningPair.of(derived(installation, "node " + nid));
        return new NodeKey(nid, pair, authority.sign(claim(nid, pair.publicKey())), authority.publicKey());
    }

    /** @throws OtterException with CONFIGURATION if it is not what {@link #text()} says */
    static NodeKey parse(String name, String text) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (in.remaining() == BYTES) {
                int nid = in.getInt();
                SigningPair pair = SigningPair.of(bytes(in, SigningPair.SEED));
                byte[] word = bytes(in, SigningPair.SIGNATURE);
                byte[] authority = bytes(in, SigningPair.PUBLIC_KEY);
                if (SigningPair.verifies(authority, word, claim(nid, pair.publicKey()))) {
                    return new NodeKey(nid, pair, word, authority);
                }
            }
        } catch (IllegalArgumentException e) {
            throw wrong(name, e);
        }
        throw wrong(name, null);
    }

    /** For a configuration; a secret. */
    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(BYTES)
                        .putInt(nid)
                        .put(pair.seed())
                        .put(word)
                        .put(authority)
                        .array());
    }

    int nid() {
        return nid;
    }

    byte[] prove(byte[] said) {
        return ByteBuffer.allocate(PROOF)
                .put(pair.publicKey())
                .put(word)
                .put(pair.sign(said))
                .array();
    }

    /** Whether the process with this number, of our installation, has said this. */
    boolean isProof(byte[] proof, int peer, byte[] said) {
        if (proof.length != PROOF) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(proof);
        byte[] publicKey = bytes(in, SigningPair.PUBLIC_KEY);
        return SigningPair.verifies(authority, bytes(in, SigningPair.SIGNATURE), claim(peer, publicKey))
                && SigningPair.verifies(publicKey, bytes(in, SigningPair.SIGNATURE), said);
    }

    private static byte[] claim(int nid, byte[] publicKey) {
        byte[] what = "otter node".getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(what.length + Integer.BYTES + publicKey.length)
                .put(what)
                .putInt(nid)
                .put(publicKey)
                .array();
    }

    private static byte[] derived(byte[] installation, String purpose) {
        return Handshake.mac(installation, ("otter signs as " + purpose).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static OtterException wrong(String name, @Nullable Throwable cause) {
        String message = name + " is not a key that otterctl node-key has printed.";
        return cause == null
                ? new OtterException(ErrorCode.CONFIGURATION, message)
                : new OtterException(ErrorCode.CONFIGURATION, message, cause);
    }
}
