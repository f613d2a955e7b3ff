package io.otter.common.secret;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts and decrypts {@link Secret}s with AES-256-GCM, and has further keys, all under {@code otter.secret.key}. Thread-safe. */
public final class SecretKey {
    private static final String PREFIX = "v1:";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** @param passphrase the value of {@code otter.secret.key}; any text of at least 16 characters */
    public SecretKey(String passphrase) {
        if (passphrase.length() < 16) {
            throw new OtterException(ErrorCode.CONFIGURATION, "otter.secret.key must have at least 16 characters.");
        }
        key = new SecretKeySpec(sha256(passphrase), "AES");
    }

    /** A key of its own for each purpose. */
    public MacKey macKey(String purpose) {
        return new MacKey(key, purpose);
    }

    public Secret encrypt(String clearText) {
        if (clearText.isEmpty()) {
            return Secret.NONE;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(clearText.getBytes(StandardCharsets.UTF_8));
            byte[] all = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return new Secret(PREFIX + Base64.getEncoder().encodeToString(all));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is missing from this Java", e);
        }
    }

    /** @throws OtterException with {@link ErrorCode#SECRET} if the key differs or the text was modified */
    public String decrypt(Secret secret) {
        if (secret.cipherText().isEmpty()) {
            return "";
        }
        try {
            if (!secret.cipherText().startsWith(PREFIX)) {
                throw new GeneralSecurityException("unknown format");
            }
            ByteBuffer all = ByteBuffer.wrap(
                    Base64.getDecoder().decode(secret.cipherText().substring(PREFIX.length())));
            byte[] nonce = new byte[NONCE_BYTES];
            all.get(nonce);
            byte[] sealed = new byte[all.remaining()];
            all.get(sealed);
            return new String(cipher(Cipher.DECRYPT_MODE, nonce).doFinal(sealed), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new OtterException(
                    ErrorCode.SECRET,
                    "a stored password cannot be decrypted: otter.secret.key differs from the one it was encrypted with.",
                    e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java", e);
        }
    }
}
