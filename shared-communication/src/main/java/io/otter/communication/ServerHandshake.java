package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Admits clients that prove the key, and with TLS who they are, in time. */
final class ServerHandshake extends ChannelInboundHandlerAdapter {
    private static final int LIMIT_SECONDS = 5;
    private static final int LONGEST_RESUME_MILLIS = 60_000;

    private final Setting setting;
    private final FrameReader reader;
    private byte[] challenge = new byte[0];
    private byte @Nullable [] hello;
    private ProofKind kind = ProofKind.SHARED_KEY;
    private long challengedNanos;
    private boolean done;

    ServerHandshake(Setting setting, FrameReader reader) {
        this.setting = setting;
        this.reader = reader;
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
    public void channelRead(ChannelHandlerContext context, Object message) throws GeneralSecurityException {
        Frame frame = (Frame) message;
        try {
            ByteBuf body = frame.body();
            byte[] known = hello;
            if (frame.kind() == FrameKind.HELLO && known == null) {
                hello(context, Handshake.bytes(body, body.readableBytes()));
            } else if (frame.kind() == FrameKind.PROOF && known != null) {
                proof(
                        context,
                        known,
                        Handshake.bytes(body, kind.length()),
                        Handshake.bytes(body, body.readableBytes()));
            } else {
                context.close();
            }
        } finally {
            frame.body().release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        setting.strangers().refused(context.channel(), String.valueOf(cause.getMessage()));
        context.close();
    }

    private void hello(ChannelHandlerContext context, byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        if (in.remaining() < 2 * Integer.BYTES || in.getInt() != Handshake.MAGIC) {
            context.close();
            return;
        }
        if (in.getInt() != Handshake.VERSION) {
            refuse(context, "version " + Handshake.VERSION);
            return;
        }
        Hello said = Hello.of(body);
        int both = said.proofs() & setting.credentials().proofs();
        if (both == 0) {
            setting.strangers().refused(context.channel(), "it has no key of its own, or is older than these");
            refuse(context, Handshake.REFUSED_NODE_KEY);
            return;
        }
        kind = (both & ProofKind.SHARED_KEY.bit()) == 0 ? ProofKind.NODE_KEY : ProofKind.SHARED_KEY;
        challenge = challenge(said);
        hello = body;
        challengedNanos = System.nanoTime();
        context.writeAndFlush(Frame.control(context.alloc(), FrameKind.CHALLENGE, 0, challenge));
    }

    /** Clients of before take no version. */
    private byte[] challenge(Hello said) {
        boolean versioned = said.newest() > Handshake.FIRST;
        ByteBuffer out = ByteBuffer.allocate(Handshake.CHALLENGE + (versioned ? Integer.BYTES + 1 : 0))
                .put(Handshake.nonce())
                .putInt(setting.credentials().nid())
                .put((byte) Compression.agreed(said.compression()).ordinal())
                .put(setting.keyPair().getPublic().getEncoded());
        return (versioned ? out.putInt(Handshake.NEWEST).put((byte) kind.ordinal()) : out).array();
    }

    /** @param rest what the proof covers besides: which link to go on with, and how much of it has arrived */
    private void proof(ChannelHandlerContext context, byte[] known, byte[] proof, byte[] rest)
            throws GeneralSecurityException {
        Credentials credentials = setting.credentials();
        Hello said = Hello.of(known);
        int generation = credentials.generations().of(said.nid());
        if (!credentials.isProof(kind, proof, said.nid(), Handshake.said("client", known, challenge, rest))) {
            setting.strangers()
                    .refused(
                            context.channel(),
                            "it has a different communication key, or not the present one of node " + said.nid());
            refuse(context, Handshake.REFUSED_KEY);
            return;
        }
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls != null && !Tls.proves(tls, said.nid())) {
            setting.strangers()
                    .refused(
                            context.channel(), "its certificate is not for " + Credentials.certificateName(said.nid()));
            refuse(context, Handshake.REFUSED_CERTIFICATE);
            return;
        }
        Handshake.Session session =
                Handshake.session(credentials.mixedIn(kind), setting.keyPair(), said.publicKey(), known, challenge);
        Agreement agreement = new Agreement(
                peer(context),
                said.nid(),
                session.id(),
                Compression.agreed(said.compression()),
                Duration.ofNanos(System.nanoTime() - challengedNanos),
                Duration.ofMillis(Math.max(0, Math.min(said.resumeMillis(), LONGEST_RESUME_MILLIS))),
                Math.min(said.newest(), Handshake.NEWEST));
        Link link = welcome(context, session, agreement, known, rest, tls == null);
        if (link != null) {
            credentials.generations().watch(link, generation);
        }
    }

    /** Null if it is refused. */
    private @Nullable Link welcome(
            ChannelHandlerContext context,
            Handshake.Session session,
            Agreement agreement,
            byte[] known,
            byte[] rest,
            boolean sealed) {
        done = true;
        setting.strangers().gone(context.channel());
        ByteBuffer wish = ByteBuffer.wrap(rest);
        byte[] wanted = new byte[Handshake.SESSION];
        wish.get(wanted);
        boolean fresh = Arrays.equals(wanted, new byte[Handshake.SESSION]);
        Link link = fresh ? setting.links().begin(agreement) : setting.links().find(wanted, agreement.nid());
        if (link == null && fresh) {
            setting.strangers().refused(context.channel(), "process " + agreement.nid() + " has too many connections");
            refuse(context, Handshake.REFUSED_MANY);
            return null;
        }
        long received = link == null ? -1 : link.attach(context.channel(), wish.getLong());
        byte[] answer = ByteBuffer.allocate(Long.BYTES).putLong(received).array();
        byte[] proof = setting.credentials().proof(kind, Handshake.said("server", known, challenge, rest, answer));
        byte[] body = ByteBuffer.allocate(proof.length + answer.length)
                .put(proof)
                .put(answer)
                .array();
        context.channel().write(Frame.control(context.alloc(), FrameKind.WELCOME, 0, body));
        if (link == null || received < 0) {
            context.channel().flush();
            context.close();
            return null;
        }
        Link admitted = link;
        context.channel().closeFuture().addListener(closed -> {
            if (!admitted.isOpen()) {
                setting.links().ended(admitted);
            }
        });
        reader.authenticated(
                sealed ? new SealingKey(session.client()) : null,
                link.agreement().compression());
        LinkHandler.install(
                context.channel(), this, link, setting.heartbeat(), sealed ? new SealingKey(session.server()) : null);
        context.channel().flush();
        return admitted;
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

    /** What all connections of a server share. */
    record Setting(
            Credentials credentials,
            KeyPair keyPair,
            UnauthenticatedConnections strangers,
            Heartbeat heartbeat,
            Links links) {}
}
