package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Splits the byte stream into frames. Checks the announced length before allocating memory for it. */
final class FrameReader extends ChannelInboundHandlerAdapter {
    private final MessageTypes types;
    private final byte[] header = new byte[Frame.HEADER + SealingKey.TAG];
    private int headerLength;
    private @Nullable Frame frame;
    private boolean authenticated;
    private @Nullable SealingKey key;
    private Compression compression = Compression.NONE;

    FrameReader(MessageTypes types) {
        this.types = types;
    }

    /**
     * Accepts frames other than the handshake's from now on.
     *
     * @param opens what is sealed; null where TLS does that
     * @param agreed the only compression that the peer may use
     */
    void authenticated(@Nullable SealingKey opens, Compression agreed) {
        authenticated = true;
        key = opens;
        compression = agreed;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && context.channel().isActive()) {
                read(context, in);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        Frame unfinished = frame;
        frame = null;
        if (unfinished != null) {
            unfinished.body().release();
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf in) {
        SealingKey opens = key;
        Frame current = frame;
        if (current == null) {
            int whole = opens == null ? Frame.HEADER : Frame.HEADER + SealingKey.TAG;
            int count = Math.min(in.readableBytes(), whole - headerLength);
            in.readBytes(header, headerLength, count);
            headerLength += count;
            if (headerLength < whole) {
                return;
            }
            headerLength = 0;
            ByteBuffer plain = ByteBuffer.wrap(header, 0, whole);
            if (opens != null) {
                plain = ByteBuffer.allocate(Frame.HEADER + SealingKey.TAG);
                opens.open(ByteBuffer.wrap(header, 0, whole), plain);
                plain.flip();
            }
            current = begin(context, plain);
            frame = current;
        }
        ByteBuf body = current.body();
        in.readBytes(body, Math.min(in.readableBytes(), body.writableBytes()));
        if (!body.isWritable()) {
            frame = null;
            context.fireChannelRead(opens == null || !body.isReadable() ? current : opened(context, opens, current));
        }
    }

    private static Frame opened(ChannelHandlerContext context, SealingKey key, Frame frame) {
        ByteBuf sealed = frame.body();
        int length = sealed.readableBytes() - SealingKey.TAG;
        ByteBuf plain = context.alloc().directBuffer(sealed.readableBytes());
        boolean opened = false;
        try {
            key.open(sealed.nioBuffer(), plain.internalNioBuffer(0, sealed.readableBytes()));
            plain.writerIndex(length);
            opened = true;
        } finally {
            sealed.release();
            if (!opened) {
                plain.release();
            }
        }
        return new Frame(frame.kind(), frame.compression(), frame.type(), frame.id(), frame.rawLength(), plain);
    }

    private Frame begin(ChannelHandlerContext context, ByteBuffer in) {
        int length = in.getInt();
        int code = in.get();
        int packing = in.get();
        int type = in.getShort() & 0xffff;
        int id = in.getInt();
        int rawLength = in.getInt();
        FrameKind kind = kind(code);
        if (kind.isHandshake() == authenticated) {
            throw new OtterException(ErrorCode.RPC_PROTOCOL, "received an unexpected frame " + kind + ".");
        }
        int max = kind.carriesMessage()
                ? types.require(type).maxBytes()
                : authenticated ? Frame.MAX_CONTROL : Frame.MAX_HANDSHAKE;
        if (length < 0 || length > max || rawLength < length || rawLength > max) {
            throw new OtterException(
                    ErrorCode.RPC_PROTOCOL,
                    "a frame " + kind + " of " + length + " bytes (" + rawLength + " unpacked); " + max
                            + " are allowed.");
        }
        if (packing == 0 ? rawLength != length : packing != compression.ordinal() || !kind.carriesMessage()) {
            throw new OtterException(
                    ErrorCode.RPC_PROTOCOL, "received a frame " + kind + " that is packed as nobody agreed.");
        }
        int body = key == null || length == 0 ? length : length + SealingKey.TAG;
        return new Frame(
                kind,
                packing == 0 ? Compression.NONE : compression,
                type,
                id,
                rawLength,
                context.alloc().directBuffer(body, body));
    }

    private static FrameKind kind(int code) {
        try {
            return FrameKind.of(code);
        } catch (IllegalArgumentException e) {
            throw new OtterException(ErrorCode.RPC_PROTOCOL, "the peer does not speak Otter's protocol.", e);
        }
    }
}
