package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Encodes a fault as the code's name, a zero byte and the message; as nothing if there is none. Stateless. */
final class Fault {
    private static final int MAX_TEXT = 8_000;

    private Fault() {}

    static byte[] bytes(@Nullable OtterException fault) {
        return fault == null
                ? new byte[0]
                : (fault.code() + "\0" + Fields.shorten(String.valueOf(fault.getMessage()), MAX_TEXT))
                        .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    static @Nullable OtterException read(ByteBuf body) {
        if (!body.isReadable()) {
            return null;
        }
        String text = body.toString(StandardCharsets.UTF_8);
        int zero = text.indexOf(0);
        try {
            return new OtterException(
                    ErrorCode.valueOf(text.substring(0, Math.max(zero, 0))), text.substring(zero + 1));
        } catch (IllegalArgumentException e) {
            return new OtterException(ErrorCode.INTERNAL, text.substring(zero + 1), e);
        }
    }
}
