package io.otter.communication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.WriteBufferWaterMark;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls and streams between two authenticated peers, over one connection at a time: when it is lost, another may go on
 * in its place, and no frame is lost or repeated. Never blocks the event loop. Thread-safe.
 */
final class Link {
    private static final Logger log = LoggerFactory.getLogger(Link.class);
    private static final long CLOSE_MILLIS = 500;
    private static final int MOST_BARREN = 3;
    /** What a connection takes before the rest waits here, where it is released when the link is lost. */
    static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(512 << 10, 2 << 20);

    private final Agreement agreement;
    private final Consumer<Link> detached;
    private final Outbox outbox;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final Exchanges exchanges;
    private final Object receiving = new Object();
    private volatile @Nullable Channel channel;
    private volatile @Nullable OtterException loss;
    private volatile @Nullable OtterException absence;
    private volatile boolean ending;

    @GuardedBy("receiving")
    private long received;

    @GuardedBy("receiving")
    private long confirmed;

    @GuardedBy("receiving")
    private int connections;

    @GuardedBy("receiving")
    private long progress = -1;

    @GuardedBy("receiving")
    private int barren;

    /**
     * @param calls handles calls from the peer; null if the peer may not make any
     * @param detached told that there is no connection, but another may come
     */
    Link(Agreement agreement, @Nullable Calls calls, Consumer<Link> detached) {
        this.agreement = agreement;
        this.detached = detached;
        exchanges = new Exchanges(this, calls);
        outbox = new Outbox(!agreement.resume().isZero());
    }

    Agreement agreement() {
        return agreement;
    }

    String peer() {
        return agreement.peer();
    }

    ByteBufAllocator allocator() {
        return PooledByteBufAllocator.DEFAULT;
    }

    boolean isOpen() {
        Channel current = channel;
        return loss == null && !ending && (resumes() || current != null && current.isActive());
    }

    /** How many frames of the peer have arrived. */
    long received() {
        synchronized (receiving) {
            return received;
        }
    }

    /** How many connections there have been; tells one absence from another. */
    int connectionsSoFar() {
        synchronized (receiving) {
            return connections;
        }
    }

    @Nullable
    OtterException absence() {
        return channel == null ? absence : null;
    }

    /**
     * Goes on over this connection, which replaces an earlier one. Call in its event loop.
     *
     * @param peerReceived how many frames the peer has got
     * @return how many have arrived here; -1 if it cannot go on
     */
    long attach(Channel connection, long peerReceived) {
        Channel former;
        long here;
        synchronized (receiving) {
            if (loss != null || ending || !outbox.rewind(peerReceived, connection) || isBarren()) {
                return -1;
            }
            former = channel;
            channel = connection;
            connections++;
            here = received;
            confirmed = received;
        }
        if (former != null) {
            former.close();
        }
        if (connectionsSoFar() > 1) {
            log.info("the connection to {} goes on", peer());
        }
        connection.eventLoop().execute(() -> drain(connection));
        return here;
    }

    /** Whether connections are made and nothing gets through, as where long packets are dropped. */
    @GuardedBy("receiving")
    private boolean isBarren() {
        long now = received + outbox.confirmed();
        barren = now == progress && outbox.isPending() ? barren + 1 : 0;
        progress = now;
        return barren > MOST_BARREN;
    }

    /** This connection is lost. */
    void detach(Channel connection, OtterException cause) {
        boolean over;
        synchronized (receiving) {
            if (channel != connection) {
                return;
            }
            absence = cause;
            over = !resumes() || ending;
            if (!over) {
                channel = null;
            }
        }
        if (over) {
            lose(cause);
        } else if (loss == null) {
            log.info(
                    "{} It may come back for {} ms.",
                    cause.getMessage(),
                    agreement.resume().toMillis());
            detached.accept(this);
        }
    }

    /** Ends it for good, and lets the peer know; while there is no connection, it finds out when its time to resume is over. */
    void close() {
        ending = true;
        Channel current = channel;
        if (current != null) {
            current.eventLoop().execute(() -> {
                drain(current);
                current.writeAndFlush(Frame.control(current.alloc(), FrameKind.BYE, 0, new byte[0]))
                        .addListener(ChannelFutureListener.CLOSE);
                current.eventLoop().schedule((Runnable) current::close, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            });
            if (!current.eventLoop().inEventLoop()) {
                current.closeFuture().awaitUninterruptibly();
            }
        }
        lose(new OtterException(ErrorCode.RPC_UNREACHABLE, "the connection to " + peer() + " was lost."));
    }

    /** Takes ownership of the frame. */
    void write(ByteBuf frame) {
        outbox.add(frame);
        Channel current = channel;
        if (current != null && draining.compareAndSet(false, true)) {
            try {
                current.eventLoop().execute(() -> drain(current));
            } catch (RejectedExecutionException e) {
                log.debug("{} is no longer told anything", peer()); // client or server is closed
            }
        }
    }

    /** Sends what waits, as far as the connection takes it. Call in its event loop. */
    void drain(Channel connection) {
        draining.set(false);
        boolean any = false;
        while (channel == connection && connection.isWritable()) {
            ByteBuf frame = outbox.next(connection);
            if (frame == null) {
                break;
            }
            connection.write(frame);
            any = true;
        }
        if (any) {
            connection.flush();
        }
    }

    /** Tells the peer what has arrived. Call in the connection's event loop. */
    void confirm(Channel connection) {
        long count;
        synchronized (receiving) {
            if (!resumes() || channel != connection || confirmed == received) {
                return;
            }
            confirmed = received;
            count = received;
        }
        byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(count).array();
        connection.writeAndFlush(Frame.control(connection.alloc(), FrameKind.CONFIRM, 0, body));
    }

    /** A framed message, packed as agreed. */
    <T> ByteBuf message(FrameKind kind, int id, MessageType<T> type, T message) {
        return Frame.message(allocator(), agreement.compression(), kind, id, type, message);
    }

    /** Calls and streams that are open. */
    Exchanges exchanges() {
        return exchanges;
    }

    /** Why it is over; null while it is not. */
    @Nullable
    OtterException loss() {
        return loss;
    }

    /** Takes ownership of the frame. What comes from a connection that was replaced is sent again by the other one. */
    void received(Channel connection, Frame frame) {
        synchronized (receiving) {
            if (channel != connection || loss != null) {
                frame.body().release();
                return;
            }
            if (frame.kind().isCounted()) {
                received++;
                exchanges.dispatch(frame);
            } else {
                control(frame);
            }
        }
    }

    void lose(OtterException cause) {
        synchronized (receiving) {
            if (loss == null) {
                loss = cause;
            }
        }
        Channel current = channel;
        if (current != null) {
            current.close();
        }
        exchanges.lose(cause);
        outbox.close();
    }

    private boolean resumes() {
        return !agreement.resume().isZero();
    }

    private void control(Frame frame) {
        try {
            switch (frame.kind()) {
                case CONFIRM -> {
                    if (!outbox.confirm(frame.body().readLong())) {
                        throw new OtterException(ErrorCode.RPC_PROTOCOL, peer() + " confirmed what it was not sent.");
                    }
                }
                case BYE -> ending = true;
                default -> log.trace("{} is alive", peer());
            }
        } finally {
            frame.body().release();
        }
    }
}
