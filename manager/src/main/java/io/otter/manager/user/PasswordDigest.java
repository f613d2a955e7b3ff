package io.otter.manager.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Stored password formats: bcrypt, or the 20 hexadecimal characters of alibaba/otter, which are accepted so that its
 * users can log in once. Thread-safe.
 */
public final class PasswordDigest {
    /** bcrypt would truncate longer passwords. */
    static final int MOST_BYTES = 72;

    static final int LEAST_CHARACTERS = 8;

    /** Digests of the admin and guest passwords in the seed SQL, which are publicly known. */
    private static final Set<String> PUBLIC = Set.of("801fc357a5a74743894a", "471e02a154a2121dc577");

    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();

    /** @throws IllegalArgumentException if the password has more than 72 bytes in UTF-8 */
    public String encode(String password) {
        return bcrypt.encode(password);
    }

    public boolean matches(String password, String stored) {
        if (isLegacy(stored)) {
            return MessageDigest.isEqual(
                    legacy(password).getBytes(StandardCharsets.US_ASCII), stored.getBytes(StandardCharsets.US_ASCII));
        }
        return isSlow(stored) && fits(password) && bcrypt.matches(password, stored);
    }

    /** Whether to replace the stored digest as soon as the password is known. */
    public static boolean isLegacy(String stored) {
        return stored.matches("[0-9a-f]{20}");
    }

    /** Whether it takes long to compare a password with it. */
    static boolean isSlow(String stored) {
        return stored.startsWith("$2");
    }

    /** Whether a stored digest is one from the seed SQL. */
    public static boolean isPublic(String stored) {
        return PUBLIC.contains(stored);
    }

    /** Whether this is a password from the seed SQL. */
    public static boolean isPublicPassword(String password) {
        return PUBLIC.contains(legacy(password));
    }

    static boolean fits(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    /** alibaba/otter's digest: three parts of the hexadecimal MD5, two of which overlap. */
    static String legacy(String password) {
        try {
            String md5 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(password.getBytes(StandardCharsets.UTF_8)));
            return md5.substring(26, 32) + md5.substring(10, 17) + md5.substring(15, 22);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("MD5 is missing from this Java", e);
        }
    }
}
