package io.otter.communication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What a client says first.
 *
 * @param compression that it would like
 * @param resumeMillis how long it will try to come back
 * @param newest version of messages that it speaks
 * @param proofs a sum of {@link ProofKind#bit()}
 */
record Hello(byte[] nonce, int nid, int compression, int resumeMillis, byte[] publicKey, int newest, int proofs) {
    static Hello of(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        byte[] nonce = new byte[Handshake.NONCE];
        byte[] publicKey = new byte[Handshake.PUBLIC_KEY];
        try {
            in.getInt();
            in.getInt();
            in.get(nonce);
            int nid = in.getInt();
            int compression = in.get();
            int resumeMillis = in.getInt();
            in.get(publicKey);
            // Clients of before end here.
            int newest = in.remaining() < Integer.BYTES ? Handshake.FIRST : in.getInt();
            int proofs = in.hasRemaining() ? in.get() : ProofKind.SHARED_KEY.bit();
            return new Hello(nonce, nid, compression, resumeMillis, publicKey, newest, proofs);
        } catch (BufferUnderflowException e) {
            throw new OtterException(ErrorCode.RPC_PROTOCOL, "the peer does not speak Otter's protocol.", e);
        }
    }

    byte[] bytes() {
        return ByteBuffer.allocate(5 * Integer.BYTES + 2 + Handshake.NONCE + Handshake.PUBLIC_KEY)
                .putInt(Handshake.MAGIC)
                .putInt(Handshake.VERSION)
                .put(nonce)
                .putInt(nid)
                .put((byte) compression)
                .putInt(resumeMillis)
                .put(publicKey)
                .putInt(newest)
                .put((byte) proofs)
                .array();
    }
}
