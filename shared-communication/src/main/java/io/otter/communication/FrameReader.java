package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import org.jspecify.annotations.Nullable;

/** Splits the byte stream into frames. Checks the announced length before allocating memory for it. */
final class FrameReader extends ChannelInboundHandlerAdapter {
    private final MessageTypes types;
    private final byte[] header = new byte[Frame.HEADER];
    private int headerLength;
    private @Nullable Frame frame;
    private boolean authenticated;

    FrameReader(MessageTypes types) {
        this.types = types;
    }

    /** Accepts frames other than the handshake's from now on. */
    void authenticated() {
        authenticated = true;
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
        Frame current = frame;
        if (current == null) {
            int count = Math.min(in.readableBytes(), Frame.HEADER - headerLength);
            in.readBytes(header, headerLength, count);
            headerLength += count;
            if (headerLength < Frame.HEADER) {
                return;
            }
            headerLength = 0;
            current = begin(context);
            frame = current;
        }
        ByteBuf body = current.body();
        in.readBytes(body, Math.min(in.readableBytes(), body.writableBytes()));
        if (!body.isWritable()) {
            frame = null;
            context.fireChannelRead(current);
        }
    }

    private Frame begin(ChannelHandlerContext context) {
        int length = number(0);
        FrameKind kind;
        try {
            kind = FrameKind.of(header[4]);
        } catch (IllegalArgumentException e) {
            throw new OtterException(ErrorCode.RPC_PROTOCOL, "the peer does not speak Otter's protocol.", e);
        }
        if (kind.isHandshake() == authenticated) {
            throw new OtterException(ErrorCode.RPC_PROTOCOL, "received an unexpected frame " + kind + ".");
        }
        int type = (header[6] & 0xff) << 8 | header[7] & 0xff;
        int rawLength = number(12);
        int max = kind.carriesMessage()
                ? types.require(type).maxBytes()
                : authenticated ? Frame.MAX_CONTROL : Frame.MAX_HANDSHAKE;
        if (length < 0 || length > max || rawLength < length || rawLength > max) {
            throw new OtterException(
                    ErrorCode.RPC_PROTOCOL,
                    "a frame " + kind + " of " + length + " bytes (" + rawLength + " unpacked); " + max
                            + " are allowed.");
        }
        boolean compressed = header[5] != 0;
        if (!compressed && rawLength != length) {
            throw new OtterException(
                    ErrorCode.RPC_PROTOCOL, "received a frame " + kind + " with two different lengths.");
        }
        return new Frame(
                kind, compressed, type, number(8), rawLength, context.alloc().buffer(length, length));
    }

    private int number(int at) {
        return (header[at] & 0xff) << 24
                | (header[at + 1] & 0xff) << 16
                | (header[at + 2] & 0xff) << 8
                | header[at + 3] & 0xff;
    }
}
