package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** The client's side of mutual authentication with the shared key. */
final class ClientHandshake extends ChannelInboundHandlerAdapter {
    private final Handshake handshake;
    private final FrameReader reader;
    private final String peer;
    private final Heartbeat heartbeat;
    private final CompletableFuture<Link> result;
    private final byte[] nonce = Handshake.nonce();
    private byte[] serverNonce = new byte[0];

    ClientHandshake(
            Handshake handshake, FrameReader reader, String peer, Heartbeat heartbeat, CompletableFuture<Link> result) {
        this.handshake = handshake;
        this.reader = reader;
        this.peer = peer;
        this.heartbeat = heartbeat;
        this.result = result;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        byte[] hello = ByteBuffer.allocate(8 + Handshake.NONCE)
                .putInt(Handshake.MAGIC)
                .putInt(Handshake.VERSION)
                .put(nonce)
                .array();
        context.writeAndFlush(Frame.control(context.alloc(), FrameKind.HELLO, 0, hello));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Frame frame = (Frame) message;
        try {
            ByteBuf body = frame.body();
            switch (frame.kind()) {
                case CHALLENGE -> {
                    serverNonce = Handshake.bytes(body, Handshake.NONCE);
                    byte[] proof = handshake.proof("client", nonce, serverNonce);
                    context.writeAndFlush(Frame.control(context.alloc(), FrameKind.PROOF, 0, proof));
                }
                case WELCOME -> welcome(context, Handshake.bytes(body, Handshake.PROOF));
                case REFUSED -> fail(context, refused(body.toString(StandardCharsets.UTF_8)));
                default ->
                    fail(
                            context,
                            new OtterException(ErrorCode.RPC_PROTOCOL, peer + " does not speak Otter's protocol."));
            }
        } finally {
            frame.body().release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        result.completeExceptionally(new OtterException(
                ErrorCode.RPC_UNREACHABLE, peer + " closed the connection before it was established."));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(
                context,
                cause instanceof OtterException known
                        ? new OtterException(known.code(), peer + ": " + known.getMessage(), known)
                        : new OtterException(ErrorCode.RPC_UNREACHABLE, peer + ": " + cause, cause));
    }

    private void welcome(ChannelHandlerContext context, byte[] proof) {
        if (!handshake.isProof(proof, "server", nonce, serverNonce)) {
            fail(context, refused(Handshake.REFUSED_KEY));
            return;
        }
        reader.authenticated();
        Link link = new Link(context.channel(), peer, heartbeat, null);
        link.install(this);
        if (!result.complete(link)) {
            context.close();
        }
    }

    private OtterException refused(String reason) {
        return reason.equals(Handshake.REFUSED_KEY)
                ? new OtterException(ErrorCode.RPC_REFUSED, peer + " has a different otter.communication.key.")
                : new OtterException(ErrorCode.RPC_PROTOCOL, peer + " speaks " + reason + " of the protocol.");
    }

    private void fail(ChannelHandlerContext context, OtterException fault) {
        result.completeExceptionally(fault);
        context.close();
    }
}
