package io.otter.communication;

import io.otter.common.configuration.ConfigurationFile;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** What a process proves itself with: the installation's key, its own number and, with TLS, its certificate. Thread-safe. */
public final class Credentials {
    /** The number of every manager; those of nodes are above. */
    public static final int MANAGER = 0;

    static final String KEY = "otter.communication.key";
    private static final int MIN_KEY_BYTES = 16;
    private static final int ITERATIONS = 100_000;
    private static final int BITS = 256;

    private final byte[] key;
    private final int nid;
    private final @Nullable Tls tls;

    private Credentials(byte[] key, int nid, @Nullable Tls tls) {
        this.key = key;
        this.nid = nid;
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
        return of(configuration.text(KEY), nid, Tls.from(configuration).orElse(null));
    }

    /** Likewise, but empty where the configuration has no key. */
    public static Optional<Credentials> find(ConfigurationFile configuration, int nid) {
        return configuration.find(KEY).map(key -> from(configuration, nid));
    }

    static Credentials of(String key, int nid, @Nullable Tls tls) {
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        if (length < MIN_KEY_BYTES) {
            throw new OtterException(
                    ErrorCode.CONFIGURATION,
                    KEY + " has " + length + " bytes; it needs at least " + MIN_KEY_BYTES
                            + ", which nobody can guess: openssl rand -base64 24 makes one.");
        }
        return new Credentials(stretched(key), nid, tls);
    }

    /** What the certificate of a process with this number has to be for. */
    static String certificateName(int nid) {
        return nid == MANAGER ? "otter-manager" : "otter-node-" + nid;
    }

    byte[] key() {
        return key;
    }

    int nid() {
        return nid;
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
