package io.otter.common.secret;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and decrypts {@link Secret}s with AES-256-GCM, bound to where they may be sent, and has further keys, all under
 * {@code otter.secret.key}. Another key may be read while it is being replaced. Thread-safe.
 */
public final class SecretKey {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final List<RootKey> roots;
    private final List<String> values;
    private final SecureRandom random = new SecureRandom();

    /** @param value of {@code otter.secret.key}: 64 hexadecimal digits, 32 bytes in base64, or at least 16 characters */
    public SecretKey(String value) {
        this(value, List.of());
    }

    /** @param others are read as well; nothing is written with them */
    public SecretKey(String value, List<String> others) {
        values = Stream.concat(Stream.of(value), others.stream()).toList();
        roots = values.stream().map(RootKey::new).toList();
    }

    /** A key of its own for each purpose. */
    public MacKey macKey(String purpose) {
        return new MacKey(roots, purpose);
    }

    /** Tells keys apart; stands in what is encrypted. */
    public String id() {
        return roots.get(0).id();
    }

    /** Bound to these places; the same text never looks the same way twice. */
    public Secret encrypt(String clearText, Collection<PasswordPlace> places) {
        if (clearText.isEmpty()) {
            return Secret.NONE;
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException("a secret without a place could be sent nowhere");
        }
        String bound =
                places.stream().map(PasswordPlace::text).distinct().sorted().collect(Collectors.joining("\n"));
        String head = Secret.BOUND + id() + ":" + encoded(bound);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, cipherKey(roots.get(0)), nonce, head)
                    .doFinal(clearText.getBytes(StandardCharsets.UTF_8));
            byte[] all = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return new Secret(head + ":" + Base64.getEncoder().encodeToString(all));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is missing from this Java", e);
        }
    }

    public Secret encrypt(String clearText, PasswordPlace... places) {
        return encrypt(clearText, List.of(places));
    }

    /**
     * Decrypts what may be sent to all of these places.
     *
     * @param owner names whose secret it is, in the message of an error
     * @throws OtterException with {@link ErrorCode#SECRET} if the key differs or the text was modified, with
     *     {@link ErrorCode#SECRET_ELSEWHERE} if it is not for one of these places
     */
    public String decrypt(String owner, Secret secret, Collection<PasswordPlace> places) {
        if (secret.cipherText().isEmpty()) {
            return "";
        }
        if (secret.cipherText().startsWith(Secret.UNBOUND)) {
            throw new OtterException(
                    ErrorCode.SECRET_ELSEWHERE,
                    owner
                            + ": its password was stored by an earlier version and is not yet bound to its server, which a"
                            + " manager does when it starts.");
        }
        String clearText = decryptAnywhere(owner, secret);
        if (!secret.isFor(places)) {
            throw new OtterException(
                    ErrorCode.SECRET_ELSEWHERE,
                    owner + ": its password was typed for another server or user, and is not sent to this one.");
        }
        return clearText;
    }

    public String decrypt(String owner, Secret secret, PasswordPlace... places) {
        return decrypt(owner, secret, List.of(places));
    }

    /**
     * Decrypts without a look at places, so as to encrypt it again.
     *
     * @throws OtterException with {@link ErrorCode#SECRET}
     */
    public String decryptAnywhere(String owner, Secret secret) {
        if (secret.cipherText().isEmpty()) {
            return "";
        }
        String[] parts = secret.parts();
        String head = parts.length == 4 ? String.join(":", Arrays.copyOf(parts, 3)) : "";
        for (SecretKeySpec key : readers(parts)) {
            try {
                return opened(key, parts[parts.length - 1], head);
            } catch (GeneralSecurityException | RuntimeException e) {
                // another key may fit
            }
        }
        throw new OtterException(
                ErrorCode.SECRET,
                owner + ": its stored password cannot be decrypted: otter.secret.key differs from the one it was"
                        + " encrypted with, or it was changed.");
    }

    /**
     * The same, bound and under the key that is written with. One that was typed, or stored by an earlier version, is bound to
     * the given places; one that is bound under another key stays bound to its own.
     *
     * @throws OtterException with {@link ErrorCode#SECRET}
     */
    public Secret renewed(String owner, Secret secret, Collection<PasswordPlace> places) {
        if (isCurrent(secret)) {
            return secret;
        }
        return encrypt(decryptAnywhere(owner, secret), isBound(secret) ? secret.places() : places);
    }

    /** Whether it was encrypted with a key that is read. */
    public boolean canDecrypt(Secret secret) {
        try {
            decryptAnywhere("", secret);
            return true;
        } catch (OtterException e) {
            return false;
        }
    }

    /** Whether it is bound, under the key that is written with. */
    public boolean isCurrent(Secret secret) {
        return secret.cipherText().isEmpty()
                || secret.cipherText().startsWith(Secret.BOUND + id() + ":") && isBound(secret);
    }

    /** Whether it is bound to places, under whichever key. */
    public static boolean isBound(Secret secret) {
        return secret.cipherText().isEmpty() || secret.cipherText().startsWith(Secret.BOUND) && !isTyped(secret);
    }

    /** Whether it has no place yet. */
    public static boolean isTyped(Secret secret) {
        String[] parts = secret.parts();
        return parts.length == 4 && parts[2].equals(encoded(PasswordPlace.TYPED.text()));
    }

    private List<SecretKeySpec> readers(String[] parts) {
        List<SecretKeySpec> keys = new ArrayList<>();
        if (parts.length == 4 && parts[0].equals("v2")) {
            roots.stream().filter(root -> root.id().equals(parts[1])).forEach(root -> keys.add(cipherKey(root)));
        } else if (parts.length == 2 && parts[0].equals("v1")) {
            values.forEach(value -> keys.add(new SecretKeySpec(Sha256.of(value), "AES")));
        }
        return keys;
    }

    private static SecretKeySpec cipherKey(RootKey root) {
        return root.derived("passwords", "AES");
    }

    private static String opened(SecretKeySpec key, String base64, String head) throws GeneralSecurityException {
        ByteBuffer all = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
        byte[] nonce = new byte[NONCE_BYTES];
        all.get(nonce);
        byte[] sealed = new byte[all.remaining()];
        all.get(sealed);
        return new String(cipher(Cipher.DECRYPT_MODE, key, nonce, head).doFinal(sealed), StandardCharsets.UTF_8);
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String head)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(head.getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
