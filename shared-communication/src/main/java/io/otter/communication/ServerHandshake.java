package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Admits clients that prove the key in time. */
final class ServerHandshake extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ServerHandshake.class);
    private static final int LIMIT_SECONDS = 5;

    private final Handshake handshake;
    private final FrameReader reader;
    private final UnauthenticatedConnections strangers;
    private final Heartbeat heartbeat;
    private final Calls calls;
    private final byte[] nonce = Handshake.nonce();
    private byte @Nullable [] clientNonce;
    private boolean done;

    ServerHandshake(
            Handshake handshake,
            FrameReader reader,
            UnauthenticatedConnections strangers,
            Heartbeat heartbeat,
            Calls calls) {
        this.handshake = handshake;
        this.reader = reader;
        this.strangers = strangers;
        this.heartbeat = heartbeat;
        this.calls = calls;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            if (!done) {
                                context.close();
                            }
                        },
                        LIMIT_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Frame frame = (Frame) message;
        try {
            ByteBuf body = frame.body();
            byte[] known = clientNonce;
            if (frame.kind() == FrameKind.HELLO && known == null) {
                hello(context, body);
            } else if (frame.kind() == FrameKind.PROOF && known != null) {
                byte[] proof = Handshake.bytes(body, Handshake.PROOF);
                if (handshake.isProof(proof, "client", known, nonce)) {
                    welcome(context, known);
                } else {
                    log.warn("{} was refused: it has a different communication key", peer(context));
                    refuse(context, Handshake.REFUSED_KEY);
                }
            } else {
                context.close();
            }
        } finally {
            frame.body().release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.warn("closing the connection of {} before it was authenticated: {}", peer(context), cause.getMessage());
        context.close();
    }

    private void hello(ChannelHandlerContext context, ByteBuf body) {
        if (body.readInt() != Handshake.MAGIC) {
            context.close();
            return;
        }
        int version = body.readInt();
        if (version != Handshake.VERSION) {
            refuse(context, "version " + Handshake.VERSION);
            return;
        }
        clientNonce = Handshake.bytes(body, Handshake.NONCE);
        context.writeAndFlush(Frame.control(context.alloc(), FrameKind.CHALLENGE, 0, nonce));
    }

    private void welcome(ChannelHandlerContext context, byte[] known) {
        done = true;
        strangers.gone(context.channel());
        reader.authenticated();
        new Link(context.channel(), peer(context), heartbeat, calls).install(this);
        context.channel()
                .writeAndFlush(
                        Frame.control(context.alloc(), FrameKind.WELCOME, 0, handshake.proof("server", known, nonce)));
    }

    private static void refuse(ChannelHandlerContext context, String reason) {
        context.writeAndFlush(
                        Frame.control(context.alloc(), FrameKind.REFUSED, 0, reason.getBytes(StandardCharsets.UTF_8)))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private static String peer(ChannelHandlerContext context) {
        return context.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : "a peer";
    }
}
