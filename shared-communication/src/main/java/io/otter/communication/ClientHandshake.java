package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The client's side of mutual authentication; begins a link, or goes on with one. */
final class ClientHandshake extends ChannelInboundHandlerAdapter {
    private final Setting setting;
    private final FrameReader reader;
    private final @Nullable Link former;
    private final CompletableFuture<Link> result;
    private final KeyPair keyPair = Handshake.keyPair();
    private final byte[] hello;
    private byte[] challenge = new byte[0];
    private byte[] rest = new byte[0];
    private ProofKind kind = ProofKind.SHARED_KEY;
    private long provedNanos;

    /** @param former the link to go on with; null for none */
    ClientHandshake(Setting setting, FrameReader reader, @Nullable Link former, CompletableFuture<Link> result) {
        this.setting = setting;
        this.reader = reader;
        this.former = former;
        this.result = result;
        hello = new Hello(
                        Handshake.nonce(),
                        setting.credentials().nid(),
                        setting.compression().ordinal(),
                        Math.toIntExact(setting.heartbeat().resume().toMillis()),
                        keyPair.getPublic().getEncoded(),
                        Handshake.NEWEST,
                        setting.credentials().proofs())
                .bytes();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(Frame.control(context.alloc(), FrameKind.HELLO, 0, hello));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws GeneralSecurityException {
        Frame frame = (Frame) message;
        try {
            ByteBuf body = frame.body();
            switch (frame.kind()) {
                case CHALLENGE -> challenged(context, Handshake.bytes(body, body.readableBytes()));
                case WELCOME ->
                    welcome(context, Handshake.bytes(body, kind.length()), Handshake.bytes(body, body.readableBytes()));
                case REFUSED -> fail(context, refused(body.toString(StandardCharsets.UTF_8)));
                default -> fail(context, foreign());
            }
        } finally {
            frame.body().release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        result.completeExceptionally(new OtterException(
                ErrorCode.RPC_UNREACHABLE, setting.peer() + " closed the connection before it was established."));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(
                context,
                cause instanceof OtterException known
                        ? new OtterException(known.code(), setting.peer() + ": " + known.getMessage(), known)
                        : new OtterException(ErrorCode.RPC_UNREACHABLE, setting.peer() + ": " + cause, cause));
    }

    private void challenged(ChannelHandlerContext context, byte[] body) {
        if (challenge.length > 0 || body.length < Handshake.CHALLENGE) {
            fail(context, foreign());
            return;
        }
        kind = kind(body);
        if ((setting.credentials().proofs() & kind.bit()) == 0) {
            fail(context, refused(Handshake.REFUSED_NODE_KEY));
            return;
        }
        challenge = body;
        rest = ByteBuffer.allocate(Handshake.SESSION + Long.BYTES)
                .put(
                        former == null
                                ? new byte[Handshake.SESSION]
                                : former.agreement().sessionId())
                .putLong(former == null ? 0 : former.received())
                .array();
        byte[] proof = setting.credentials().proof(kind, Handshake.said("client", hello, challenge, rest));
        provedNanos = System.nanoTime();
        byte[] both = ByteBuffer.allocate(proof.length + rest.length)
                .put(proof)
                .put(rest)
                .array();
        context.writeAndFlush(Frame.control(context.alloc(), FrameKind.PROOF, 0, both));
    }

    /** Servers of before say no kind. */
    private static ProofKind kind(byte[] challenge) {
        int at = Handshake.CHALLENGE + Integer.BYTES;
        return challenge.length > at && challenge[at] == ProofKind.NODE_KEY.ordinal()
                ? ProofKind.NODE_KEY
                : ProofKind.SHARED_KEY;
    }

    private void welcome(ChannelHandlerContext context, byte[] proof, byte[] answer) throws GeneralSecurityException {
        if (challenge.length == 0) {
            fail(context, foreign());
            return;
        }
        ByteBuffer said = ByteBuffer.wrap(challenge).position(Handshake.NONCE);
        int nid = said.getInt();
        int generation = setting.credentials().generations().of(nid);
        byte[] all = Handshake.said("server", hello, challenge, rest, answer);
        if (!setting.credentials().isProof(kind, proof, nid, all)) {
            fail(context, refused(Handshake.REFUSED_KEY));
            return;
        }
        Compression compression = Compression.agreed(said.get());
        byte[] publicKey = new byte[Handshake.PUBLIC_KEY];
        said.get(publicKey);
        // Servers of before end here.
        int newest = said.remaining() < Integer.BYTES ? Handshake.FIRST : said.getInt();
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls != null && !Tls.proves(tls, nid)) {
            fail(
                    context,
                    new OtterException(
                            ErrorCode.RPC_REFUSED,
                            setting.peer() + ": its certificate is not for " + Credentials.certificateName(nid) + "."));
            return;
        }
        long peerReceived = ByteBuffer.wrap(answer).getLong();
        Handshake.Session session =
                Handshake.session(setting.credentials().mixedIn(kind), keyPair, publicKey, hello, challenge);
        Link link = former;
        if (link == null) {
            Agreement agreement = new Agreement(
                    setting.peer(),
                    nid,
                    session.id(),
                    compression,
                    Duration.ofNanos(System.nanoTime() - provedNanos),
                    setting.heartbeat().resume(),
                    Math.min(newest, Handshake.NEWEST));
            link = new Link(agreement, null, setting.detached());
        }
        if (peerReceived < 0 || link.attach(context.channel(), peerReceived) < 0) {
            fail(
                    context,
                    new OtterException(ErrorCode.RPC_PROTOCOL, setting.peer() + " has forgotten the connection."));
            return;
        }
        reader.authenticated(
                tls == null ? new SealingKey(session.server()) : null,
                link.agreement().compression());
        LinkHandler.install(
                context.channel(),
                this,
                link,
                setting.heartbeat(),
                tls == null ? new SealingKey(session.client()) : null);
        setting.credentials().generations().watch(link, generation);
        if (!result.complete(link) && former == null) {
            link.close();
        }
    }

    private OtterException refused(String reason) {
        return switch (reason) {
            case Handshake.REFUSED_KEY ->
                new OtterException(
                        ErrorCode.RPC_REFUSED,
                        setting.peer() + " has a different " + Credentials.KEY
                                + (setting.credentials().isOwnOnly()
                                        ? ", or the key of this node was replaced by another one."
                                        : "."));
            case Handshake.REFUSED_NODE_KEY ->
                new OtterException(
                        ErrorCode.RPC_REFUSED,
                        setting.peer()
                                + " is older than keys of single nodes, or has one while we do not: start it with this version.");
            case Handshake.REFUSED_CERTIFICATE ->
                new OtterException(
                        ErrorCode.RPC_REFUSED,
                        setting.peer() + " does not take our certificate, which has to be for "
                                + Credentials.certificateName(
                                        setting.credentials().nid()) + ".");
            case Handshake.REFUSED_MANY ->
                new OtterException(
                        ErrorCode.RPC_TIMEOUT, setting.peer() + " has too many connections of this process.");
            default ->
                new OtterException(ErrorCode.RPC_PROTOCOL, setting.peer() + " speaks " + reason + " of the protocol.");
        };
    }

    private OtterException foreign() {
        return new OtterException(ErrorCode.RPC_PROTOCOL, setting.peer() + " does not speak Otter's protocol.");
    }

    private void fail(ChannelHandlerContext context, OtterException fault) {
        result.completeExceptionally(fault);
        context.close();
    }

    /**
     * What all connections to a peer share.
     *
     * @param detached told of a link that has lost its connection
     */
    record Setting(
            Credentials credentials,
            String peer,
            Compression compression,
            Heartbeat heartbeat,
            Consumer<Link> detached) {}
}
