package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An authenticated connection: dispatches frames to their receivers. Never blocks the event loop. */
final class Link extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Link.class);

    private final Channel channel;
    private final String peer;
    private final Heartbeat heartbeat;
    private final @Nullable Calls calls;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Frame>> pending = new ConcurrentHashMap<>();
    private final Map<Integer, RpcStream> streams = new ConcurrentHashMap<>();
    private volatile @Nullable OtterException loss;

    /** @param calls handles calls from the peer; null if the peer may not make any */
    Link(Channel channel, String peer, Heartbeat heartbeat, @Nullable Calls calls) {
        this.channel = channel;
        this.peer = peer;
        this.heartbeat = heartbeat;
        this.calls = calls;
    }

    /** Replaces the handshake at the end of the pipeline, preceded by idle detection. */
    void install(ChannelHandler handshake) {
        channel.pipeline()
                .addFirst(new IdleStateHandler(
                        heartbeat.dead().toMillis(), heartbeat.ping().toMillis(), 0, TimeUnit.MILLISECONDS))
                .replace(handshake, "link", this);
    }

    String peer() {
        return peer;
    }

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    boolean isOpen() {
        return loss == null && channel.isActive();
    }

    void close() {
        channel.close().awaitUninterruptibly();
    }

    void write(ByteBuf frame) {
        channel.writeAndFlush(frame);
    }

    int nextId() {
        return ids.incrementAndGet();
    }

    CompletableFuture<Frame> expect(int id) {
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        pending.put(id, answer);
        OtterException cause = loss;
        if (cause != null) {
            answer.completeExceptionally(cause);
        }
        return answer;
    }

    void forgetRequest(int id) {
        pending.remove(id);
    }

    RpcStream newStream(int id) {
        RpcStream stream = new RpcStream(this, id);
        streams.put(id, stream);
        OtterException cause = loss;
        if (cause != null) {
            stream.lost(cause);
        }
        return stream;
    }

    void forget(int id) {
        streams.remove(id);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Frame frame = (Frame) message;
        switch (frame.kind()) {
            case REQUEST, ONE_WAY, OPEN -> begin(frame);
            case RESPONSE -> {
                CompletableFuture<Frame> answer = pending.remove(frame.id());
                if (answer == null || !answer.complete(frame)) {
                    frame.body().release();
                }
            }
            case ITEM -> {
                RpcStream stream = streams.get(frame.id());
                if (stream == null) {
                    frame.body().release();
                } else {
                    stream.item(frame);
                }
            }
            default -> {
                try {
                    control(frame);
                } finally {
                    frame.body().release();
                }
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lose(new OtterException(ErrorCode.RPC_UNREACHABLE, "the connection to " + peer + " was lost."));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent idle) {
            if (idle.state() == IdleState.WRITER_IDLE) {
                write(Frame.control(allocator(), FrameKind.PING, 0, new byte[0]));
            } else {
                lose(new OtterException(
                        ErrorCode.RPC_UNREACHABLE,
                        peer + " has been silent for " + heartbeat.dead().toMillis() + " ms."));
                context.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lose(
                cause instanceof OtterException known
                        ? known
                        : new OtterException(
                                ErrorCode.RPC_UNREACHABLE, "the connection to " + peer + " broke: " + cause, cause));
        log.warn("closing the connection to {}: {}", peer, cause.getMessage());
        context.close();
    }

    private void begin(Frame frame) {
        if (calls == null) {
            frame.body().release();
            throw new OtterException(ErrorCode.RPC_PROTOCOL, peer + " started a call where only replies are expected.");
        }
        if (frame.kind() == FrameKind.OPEN) {
            if (streams.containsKey(frame.id())) {
                frame.body().release();
                throw new OtterException(ErrorCode.RPC_PROTOCOL, peer + " opened a stream twice.");
            }
            calls.open(this, frame, newStream(frame.id()));
        } else {
            calls.call(this, frame);
        }
    }

    private void control(Frame frame) {
        switch (frame.kind()) {
            case FAULT -> {
                CompletableFuture<Frame> answer = pending.remove(frame.id());
                OtterException fault = Fault.read(frame.body());
                if (answer != null && fault != null) {
                    answer.completeExceptionally(fault);
                }
            }
            case CREDIT -> {
                RpcStream stream = streams.get(frame.id());
                if (stream != null) {
                    stream.credit(frame.body().readInt());
                }
            }
            case END -> {
                RpcStream stream = streams.remove(frame.id());
                if (stream != null) {
                    stream.peerEnded(Fault.read(frame.body()));
                }
            }
            default -> log.trace("{} is alive", peer);
        }
    }

    private void lose(OtterException cause) {
        if (loss == null) {
            loss = cause;
        }
        pending.values().forEach(answer -> answer.completeExceptionally(cause));
        pending.clear();
        streams.values().forEach(stream -> stream.lost(cause));
        streams.clear();
    }
}
