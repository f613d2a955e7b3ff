package io.otter.common.secret;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * 256 bits from which all keys are derived: given as such, or stretched from a passphrase so that who has something encrypted
 * cannot try passphrases fast. All processes have to come to the same, so the salt is fixed. Immutable.
 */
final class RootKey {
    static final String MAC = "HmacSHA256";
    private static final int BYTES = 32;
    private static final int ITERATIONS = 600_000;
    private static final byte[] SALT = "otter.secret.key".getBytes(StandardCharsets.US_ASCII);

    private final byte[] root;
    private final String id;

    /** @param value 64 hexadecimal digits, 32 bytes in base64, or a passphrase of at least 16 characters */
    RootKey(String value) {
        if (value.length() < 16) {
            throw new OtterException(ErrorCode.CONFIGURATION, "otter.secret.key must have at least 16 characters.");
        }
        root = random(value).orElseGet(() -> stretched(value));
        id = HexFormat.of().formatHex(Arrays.copyOf(mac(root, "id"), 4));
    }

    /** Tells keys apart without telling them. */
    String id() {
        return id;
    }

    /** A key of its own for each purpose. */
    SecretKeySpec derived(String purpose, String algorithm) {
        return new SecretKeySpec(mac(root, purpose), algorithm);
    }

    private static Optional<byte[]> random(String value) {
        if (value.matches("[0-9A-Fa-f]{64}")) {
            return Optional.of(HexFormat.of().parseHex(value));
        }
        if (!value.matches("[A-Za-z0-9+/]{43}=")) {
            return Optional.empty();
        }
        return Optional.of(Base64.getDecoder().decode(value)).filter(bytes -> bytes.length == BYTES);
    }

    private static byte[] stretched(String passphrase) {
        PBEKeySpec spec = new PBEKeySpec(passphrase.toCharArray(), SALT, ITERATIONS, BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2 is missing from this Java", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] mac(byte[] key, String purpose) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(MAC + " is missing from this Java", e);
        }
    }
}
