package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import org.jspecify.annotations.Nullable;

/**
 * One frame: a header of 16 bytes, then the body. Header: body length (4), kind (1), compression (1), message type (2),
 * request or stream id (4), body length before compression (4).
 *
 * @param body owned by the holder of the frame
 */
record Frame(FrameKind kind, Compression compression, int type, int id, int rawLength, ByteBuf body) {
    static final int HEADER = 16;
    static final int MAX_CONTROL = 64 * 1024;
    static final int MAX_HANDSHAKE = 256;
    private static final int KIND_AT = 4;
    private static final int COMPRESS_FROM = 1024;

    /** A frame without a message, ready to send. */
    static ByteBuf control(ByteBufAllocator allocator, FrameKind kind, int id, byte[] body) {
        ByteBuf out = allocator.directBuffer(HEADER + body.length);
        header(out, body.length, kind, Compression.NONE, 0, id, body.length);
        return out.writeBytes(body);
    }

    /** The kind of a frame that is ready to send. */
    static FrameKind kindOf(ByteBuf frame) {
        return FrameKind.of(frame.getByte(frame.readerIndex() + KIND_AT));
    }

    /**
     * A framed message, ready to send.
     *
     * @throws OtterException if the message exceeds its type's maximum
     */
    static <T> ByteBuf message(
            ByteBufAllocator allocator,
            Compression compression,
            FrameKind kind,
            int id,
            MessageType<T> type,
            T message) {
        ByteBuf out = allocator.directBuffer(HEADER + Math.min(240, type.maxBytes()), HEADER + type.maxBytes());
        try {
            out.writeZero(HEADER);
            type.codec().write(message, out);
            int raw = out.readableBytes() - HEADER;
            ByteBuf packed = raw < COMPRESS_FROM ? null : packed(allocator, compression, out, kind, id, type.id());
            if (packed != null) {
                out.release();
                return packed;
            }
            out.writerIndex(0);
            header(out, raw, kind, Compression.NONE, type.id(), id, raw);
            return out.writerIndex(HEADER + raw);
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
            if (compression == Compression.NONE) {
                return decode(wanted, body);
            }
            ByteBuf raw = allocator.directBuffer(rawLength, rawLength);
            try {
                if (!compression.fills(body, raw)) {
                    throw broken(wanted, null);
                }
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

    private static OtterException broken(MessageType<?> type, @Nullable Exception cause) {
        String text = "a message " + type.name() + " cannot be read.";
        return cause == null
                ? new OtterException(ErrorCode.RPC_PROTOCOL, text)
                : new OtterException(ErrorCode.RPC_PROTOCOL, text, cause);
    }

    /** Null if compression does not make it smaller. */
    private static @Nullable ByteBuf packed(
            ByteBufAllocator allocator, Compression compression, ByteBuf raw, FrameKind kind, int id, int type) {
        if (compression == Compression.NONE) {
            return null;
        }
        int length = raw.readableBytes() - HEADER;
        ByteBuf out = allocator.directBuffer(HEADER + length, HEADER + length);
        int packed = compression.pack(raw.nioBuffer(HEADER, length), out.internalNioBuffer(HEADER, length - 1));
        if (packed == 0) {
            out.release();
            return null;
        }
        header(out, packed, kind, compression, type, id, length);
        return out.writerIndex(HEADER + packed);
    }

    private static void header(
            ByteBuf out, int length, FrameKind kind, Compression compression, int type, int id, int rawLength) {
        out.writeInt(length);
        out.writeByte(kind.ordinal());
        out.writeByte(compression.ordinal());
        out.writeShort(type);
        out.writeInt(id);
        out.writeInt(rawLength);
    }
}
