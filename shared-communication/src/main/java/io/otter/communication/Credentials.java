package io.otter.communication;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** What a process proves itself with: the installation's key or one of its own and, with TLS, its certificate. Thread-safe. */
public final class Credentials {
    /** The number of every manager; those of nodes are above. */
    public static final int MANAGER = 0;

    static final String KEY = "otter.communication.key";
    private static final String NODE_KEY = "otter.communication.nodeKey";
    private static final int MIN_KEY_BYTES = 16;
    private static final int ITERATIONS = 100_000;
    private static final int BITS = 256;
    private static final byte[] SIGNED = "otter session between keys of nodes".getBytes(StandardCharsets.UTF_8);

    /** Null where only this process's own key is known. */
    private final byte @Nullable [] key;

    private final NodeKey nodeKey;
    private final @Nullable Tls tls;
    private final KeyGenerations generations = new KeyGenerations();

    private Credentials(byte @Nullable [] key, NodeKey nodeKey, @Nullable Tls tls) {
        this.key = key;
        this.nodeKey = nodeKey;
        this.tls = tls;
    }

    /**
     * Without TLS.
     *
     * @param key shared by all processes; stretched here, which takes some 100 ms
     * @throws OtterException with CONFIGURATION if it is shorter than 16 bytes
     */
    public static Credentials of(String key, int nid) {
        return of(key, nid, null);
    }

    /** @throws OtterException with CONFIGURATION, naming the key of the configuration that is wrong */
    public static Credentials from(ConfigurationFile configuration, int nid) {
        Tls tls = Tls.from(configuration).orElse(null);
        Optional<String> own = configuration.find(NODE_KEY);
        return own.isPresent() ? ofNode(configuration, own.get(), nid, tls) : of(configuration.text(KEY), nid, tls);
    }

    private static Credentials ofNode(ConfigurationFile configuration, String text, int nid, @Nullable Tls tls) {
        NodeKey own = NodeKey.parse(NODE_KEY, text);
        if (own.nid() != nid) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION,
                    NODE_KEY + " is that of " + name(own.nid()) + ", and this is " + name(nid) + ".");
        }
        if (configuration.find(KEY).isPresent()) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION,
                    NODE_KEY + " is set and " + KEY
                            + " too, with which this host could be any node: remove the latter.");
        }
        return new Credentials(null, own, tls);
    }

    /**
     * What a node may have in place of the installation's key, so that who steals it can be that node only; a secret, the same each
     * time.
     *
     * @param configuration that of a manager
     * @param generation see {@link KeyGenerations}
     * @throws OtterException with CONFIGURATION if that has no key
     */
    public static String nodeKey(ConfigurationFile configuration, int nid, int generation) {
        return NodeKey.of(stretchedOf(configuration.text(KEY)), nid, generation).text();
    }

    /** Likewise, but empty where the configuration has no key. */
    public static Optional<Credentials> find(ConfigurationFile configuration, int nid) {
        return configuration.find(KEY).map(key -> from(configuration, nid));
    }

    static Credentials of(String key, int nid, @Nullable Tls tls) {
        byte[] stretched = stretchedOf(key);
        return new Credentials(stretched, NodeKey.of(stretched, nid, 0), tls);
    }

    private static byte[] stretchedOf(String key) {
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        if (length < MIN_KEY_BYTES) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION,
                    KEY + " has " + length + " bytes; it needs at least " + MIN_KEY_BYTES
                            + ", which nobody can guess: openssl rand -base64 24 makes one.");
        }
        return stretched(key);
    }

    /** For messages. */
    static String name(int nid) {
        return nid == MANAGER ? "a manager" : "node " + nid;
    }

    /** What the certificate of a process with this number has to be for. */
    static String certificateName(int nid) {
        return nid == MANAGER ? "otter-manager" : "otter-node-" + nid;
    }

    /** The kinds of proofs that we can give and check, as a sum of {@link ProofKind#bit()}. */
    int proofs() {
        return ProofKind.NODE_KEY.bit() + (key == null ? 0 : ProofKind.SHARED_KEY.bit());
    }

    /** @param said everything that the proof is to cover */
    byte[] proof(ProofKind kind, byte[] said) {
        return kind == ProofKind.SHARED_KEY ? Handshake.mac(shared(), said) : ownKey().prove(said);
    }

    /** Who has the installation's key needs no other where his own was replaced. */
    private NodeKey ownKey() {
        int generation = generations.of(nid());
        return key == null || generation == 0 ? nodeKey : NodeKey.of(key, nid(), generation);
    }

    /** Whether the process with this number has said this, as far as this kind of proof tells. */
    boolean isProof(ProofKind kind, byte[] proof, int peer, byte[] said) {
        return kind == ProofKind.SHARED_KEY
                ? MessageDigest.isEqual(proof, Handshake.mac(shared(), said))
                : nodeKey.isProof(proof, peer, generations.of(peer), said);
    }

    /** What the keys of a session are mixed with; of no secrecy where both sides have signed the exchange they come from. */
    byte[] mixedIn(ProofKind kind) {
        return kind == ProofKind.SHARED_KEY ? shared() : SIGNED.clone();
    }

    private byte[] shared() {
        return Objects.requireNonNull(key, "not among our proofs");
    }

    /** Which keys of nodes are taken; told by who knows what is published. */
    public KeyGenerations generations() {
        return generations;
    }

    /** Whether it is only this process's own. */
    boolean isOwnOnly() {
        return key == null;
    }

    int nid() {
        return nodeKey.nid();
    }

    @Nullable
    Tls tls() {
        return tls;
    }

    /** A guess costs as much as a start, since everybody who records a handshake can try keys against it. */
    private static byte[] stretched(String key) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(
                            key.toCharArray(), "otter rpc".getBytes(StandardCharsets.UTF_8), ITERATIONS, BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA256", e);
        }
    }
}
