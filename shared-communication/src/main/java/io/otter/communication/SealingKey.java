package io.otter.communication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what goes in one direction of one connection, or opens it: AES-GCM with a counter, so that whatever is changed,
 * repeated, left out or moved does not open. One thread at a time.
 */
final class SealingKey {
    static final int TAG = 16;
    private static final int NONCE = 12;
    /** Far below where AES-GCM becomes weaker. */
    private static final long MOST_BYTES = 1L << 36;

    private final Cipher cipher;
    private byte[] key;
    private long records;
    private long bytes;

    SealingKey(byte[] key) {
        this.key = key;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES/GCM", e);
        }
    }

    /** @param to takes {@link #TAG} bytes more */
    void seal(ByteBuffer from, ByteBuffer to) {
        try {
            next(Cipher.ENCRYPT_MODE, from.remaining()).doFinal(from, to);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal", e);
        }
    }

    /** @throws OtterException if it is not what the peer sealed at this place */
    void open(ByteBuffer from, ByteBuffer to) {
        try {
            next(Cipher.DECRYPT_MODE, from.remaining() - TAG).doFinal(from, to);
        } catch (AEADBadTagException e) {
            throw new OtterException(
                    ErrorCode.RPC_PROTOCOL, "a frame was forged, repeated, left out or damaged on the way.", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open", e);
        }
    }

    private Cipher next(int mode, int length) throws GeneralSecurityException {
        if (bytes > MOST_BYTES) {
            key = Handshake.mac(key, "next".getBytes(StandardCharsets.UTF_8));
            bytes = 0;
        }
        bytes += length;
        byte[] nonce = ByteBuffer.allocate(NONCE).putInt(0).putLong(records++).array();
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * Byte.SIZE, nonce));
        return cipher;
    }
}
