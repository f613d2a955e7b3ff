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
    private final int generation;
    private final SigningPair pair;
    private final byte[] word;
    private final byte[] authority;

    private NodeKey(int nid, int generation, SigningPair pair, byte[] word, byte[] authority) {
        this.nid = nid;
        this.generation = generation;
        this.pair = pair;
        this.word = word;
        this.authority = authority;
    }

    /**
     * The same for the same number and key of the installation, so that every manager can make it again.
     *
     * @param generation from 0 on; the first is said to nobody, as before there were others
     */
    static NodeKey of(byte[] installation, int nid, int generation) {
        SigningPair authority = SigningPair.of(derived(installation, "authority"));
        SigningPair pair = SigningPair.of(
                derived(installation, "node " + nid + (generation == 0 ? "" : " generation " + generation)));
        byte[] word = authority.sign(claim(nid, generation, pair.publicKey()));
        return new NodeKey(nid, generation, pair, word, authority.publicKey());
    }

    /** @throws OtterException with CONFIGURATION if it is not what {@link #text()} says */
    static NodeKey parse(String name, String text) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (in.remaining() == BYTES || in.remaining() == BYTES + Integer.BYTES) {
                int nid = in.getInt();
                SigningPair pair = SigningPair.of(bytes(in, SigningPair.SEED));
                byte[] word = bytes(in, SigningPair.SIGNATURE);
                byte[] authority = bytes(in, SigningPair.PUBLIC_KEY);
                int generation = in.hasRemaining() ? in.getInt() : 0;
                if (SigningPair.verifies(authority, word, claim(nid, generation, pair.publicKey()))) {
                    return new NodeKey(nid, generation, pair, word, authority);
                }
            }
        } catch (IllegalArgumentException e) {
            throw wrong(name, e);
        }
        throw wrong(name, null);
    }

    /** For a configuration; a secret. */
    String text() {
        ByteBuffer out = ByteBuffer.allocate(BYTES + (generation == 0 ? 0 : Integer.BYTES))
                .putInt(nid)
                .put(pair.seed())
                .put(word)
                .put(authority);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((generation == 0 ? out : out.putInt(generation)).array());
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

    /** Whether the process with this number, of our installation, has said this with its key of this generation. */
    boolean isProof(byte[] proof, int peer, int held, byte[] said) {
        if (proof.length != PROOF) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(proof);
        byte[] publicKey = bytes(in, SigningPair.PUBLIC_KEY);
        return SigningPair.verifies(authority, bytes(in, SigningPair.SIGNATURE), claim(peer, held, publicKey))
                && SigningPair.verifies(publicKey, bytes(in, SigningPair.SIGNATURE), said);
    }

    private static byte[] claim(int nid, int generation, byte[] publicKey) {
        byte[] what = "otter node".getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(
                        what.length + Integer.BYTES + publicKey.length + (generation == 0 ? 0 : Integer.BYTES))
                .put(what)
                .putInt(nid)
                .put(publicKey);
        return (generation == 0 ? out : out.putInt(generation)).array();
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
