package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * One frame: a header of 16 bytes, then the body. Header: body length (4), kind (1), compressed (1), message type (2),
 * request or stream id (4), body length before compression (4).
 *
 * @param body owned by the holder of the frame
 */
record Frame(FrameKind kind, boolean compressed, int type, int id, int rawLength, ByteBuf body) {
    static final int HEADER = 16;
    static final int MAX_CONTROL = 64 * 1024;
    static final int MAX_HANDSHAKE = 256;
    private static final int COMPRESS_FROM = 1024;

    /** A frame without a message, ready to send. */
    static ByteBuf control(ByteBufAllocator allocator, FrameKind kind, int id, byte[] body) {
        ByteBuf out = allocator.buffer(HEADER + body.length);
        header(out, body.length, kind, false, 0, id, body.length);
        return out.writeBytes(body);
    }

    /**
     * A framed message, ready to send.
     *
     * @throws OtterException if the message exceeds its type's maximum
     */
    static <T> Packed message(ByteBufAllocator allocator, FrameKind kind, int id, MessageType<T> type, T message) {
        ByteBuf out = allocator.buffer(HEADER + Math.min(240, type.maxBytes()), HEADER + type.maxBytes());
        try {
            out.writeZero(HEADER);
            type.codec().write(message, out);
            int raw = out.readableBytes() - HEADER;
            if (raw >= COMPRESS_FROM) {
                ByteBuf packed = deflate(allocator, out, raw, kind, id, type.id());
                if (packed != null) {
                    out.release();
                    return new Packed(packed, raw);
                }
            }
            int end = out.writerIndex();
            out.writerIndex(0);
            header(out, raw, kind, false, type.id(), id, raw);
            out.writerIndex(end);
            return new Packed(out, raw);
        } catch (IndexOutOfBoundsException e) {
            out.release();
            throw new OtterException(
                    ErrorCode.RPC_PROTOCOL,
                    "a message " + type.name() + " exceeds its maximum of " + type.maxBytes() + " bytes.",
                    e);
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
    }

    /** Decodes the message and releases the body. */
    <T> T read(ByteBufAllocator allocator, MessageType<T> wanted) {
        try {
            if (type != wanted.id()) {
                throw new OtterException(
                        ErrorCode.RPC_PROTOCOL,
                        "received a message of type " + type + " instead of " + wanted.name() + ".");
            }
            if (!compressed) {
                return decode(wanted, body);
            }
            ByteBuf raw = allocator.buffer(rawLength, rawLength);
            try {
                inflate(wanted, raw);
                return decode(wanted, raw);
            } finally {
                raw.release();
            }
        } finally {
            body.release();
        }
    }

    private static <T> T decode(MessageType<T> type, ByteBuf raw) {
        try {
            T message = type.codec().read(raw);
            if (raw.isReadable()) {
                throw broken(type, null);
            }
            return message;
        } catch (OtterException e) {
            throw e;
        } catch (RuntimeException e) {
            throw broken(type, e);
        }
    }

    private void inflate(MessageType<?> wanted, ByteBuf raw) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(body.nioBuffer());
            ByteBuffer target = raw.internalNioBuffer(0, rawLength);
            while (target.hasRemaining()) {
                if (inflater.inflate(target) == 0) {
                    throw broken(wanted, null);
                }
            }
            if (!inflater.finished() && inflater.inflate(ByteBuffer.allocate(1)) > 0) {
                throw broken(wanted, null);
            }
            raw.writerIndex(rawLength);
        } catch (DataFormatException e) {
            throw broken(wanted, e);
        } finally {
            inflater.end();
        }
    }

    private static OtterException broken(MessageType<?> type, @Nullable Exception cause) {
        String text = "a message " + type.name() + " cannot be read.";
        return cause == null
                ? new OtterException(ErrorCode.RPC_PROTOCOL, text)
                : new OtterException(ErrorCode.RPC_PROTOCOL, text, cause);
    }

    /** Null if compression does not make it smaller. */
    private static @Nullable ByteBuf deflate(
            ByteBufAllocator allocator, ByteBuf raw, int length, FrameKind kind, int id, int type) {
        ByteBuf out = allocator.buffer(HEADER + length);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(raw.nioBuffer(HEADER, length));
            deflater.finish();
            ByteBuffer target = out.internalNioBuffer(HEADER, length);
            int packed = 0;
            while (!deflater.finished() && target.hasRemaining()) {
                packed += deflater.deflate(target);
            }
            if (!deflater.finished()) {
                out.release();
                return null;
            }
            header(out, packed, kind, true, type, id, length);
            return out.writerIndex(HEADER + packed);
        } finally {
            deflater.end();
        }
    }

    private static void header(
            ByteBuf out, int length, FrameKind kind, boolean compressed, int type, int id, int rawLength) {
        out.writeInt(length);
        out.writeByte(kind.ordinal());
        out.writeByte(compressed ? 1 : 0);
        out.writeShort(type);
        out.writeInt(id);
        out.writeInt(rawLength);
    }

    /** @param weight bytes before compression, the unit of credits */
    record Packed(ByteBuf frame, int weight) {}
}
