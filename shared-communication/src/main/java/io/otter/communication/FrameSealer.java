package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;

/** Seals the header and the body of each frame on its own: the announced length is known to be true before its body comes. */
final class FrameSealer extends ChannelOutboundHandlerAdapter {
    private final SealingKey key;

    FrameSealer(SealingKey key) {
        this.key = key;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf frame = (ByteBuf) message;
        int body = frame.readableBytes() - Frame.HEADER;
        int length = Frame.HEADER + SealingKey.TAG + (body == 0 ? 0 : body + SealingKey.TAG);
        ByteBuf sealed = context.alloc().directBuffer(length, length);
        try {
            ByteBuffer to = sealed.internalNioBuffer(0, length);
            key.seal(frame.nioBuffer(frame.readerIndex(), Frame.HEADER), to);
            if (body > 0) {
                key.seal(frame.nioBuffer(frame.readerIndex() + Frame.HEADER, body), to);
            }
            sealed.writerIndex(length);
        } finally {
            frame.release();
        }
        context.write(sealed, promise);
    }
}
