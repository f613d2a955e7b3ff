package io.otter.communication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBuf;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An ordered, bidirectional stream of items between two peers. The receiver grants byte credits for items it has
 * handled, so that data in transit is limited to {@link #WINDOW}, or to a single larger item; a server grants clients that
 * are far away what fills the way to them. Both directions end together, once. Thread-safe.
 */
public final class RpcStream implements AutoCloseable {
    /** Limit of bytes in transit in one direction, as they are on the wire. */
    public static final int WINDOW = 4 << 20;

    /** The largest: what a link of 1 Gbit/s carries within a round trip of some 200 ms. */
    public static final int LARGEST_WINDOW = 32 << 20;

    private static final long BYTES_PER_MILLI = 125_000;

    private final Link link;
    private final int id;
    private final int window;
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<Frame> incoming = new ArrayDeque<>();

    @GuardedBy("lock")
    private long credit = WINDOW;

    @GuardedBy("lock")
    private long outstanding;

    @GuardedBy("lock")
    private int taken;

    @GuardedBy("lock")
    private boolean over;

    @GuardedBy("lock")
    private boolean peerEnded;

    @GuardedBy("lock")
    private @Nullable OtterException fault;

    @GuardedBy("lock")
    private @Nullable Runnable departure;

    /** @param window limit of bytes in transit to this side; what is above {@link #WINDOW} is granted at once */
    RpcStream(Link link, int id, int window) {
        this.link = link;
        this.id = id;
        this.window = window;
        if (window > WINDOW) {
            link.write(Frame.control(link.allocator(), FrameKind.CREDIT, id, Fault.number(window - WINDOW)));
        }
    }

    /** What fills a link of 1 Gbit/s with this round trip, within bounds. */
    static int window(Duration roundTrip) {
        return (int) Math.min(LARGEST_WINDOW, WINDOW + roundTrip.toMillis() * BYTES_PER_MILLI);
    }

    int window() {
        return window;
    }

    /** The number of the peer's process, {@link Credentials#MANAGER} or that of a node. */
    public int peerNid() {
        return link.agreement().nid();
    }

    /** The peer as host and port. */
    public String peer() {
        return link.peer();
    }

    /**
     * Sends an item; blocks while the receiver has no room. After an exception the stream is unusable.
     *
     * @throws OtterException if the stream has ended or the item exceeds its type's maximum
     */
    public <T> void send(MessageType<T> type, T message) throws InterruptedException {
        sending.lockInterruptibly();
        try {
            ByteBuf packed = link.message(FrameKind.ITEM, id, type, message);
            int weight = packed.readableBytes() - Frame.HEADER;
            boolean sent = false;
            lock.lock();
            try {
                while (credit < Math.min(weight, WINDOW) && !over && !peerEnded) {
                    changed.await();
                }
                if (over || peerEnded) {
                    throw ended();
                }
                credit -= weight;
                sent = true;
                link.write(packed);
            } finally {
                lock.unlock();
                if (!sent) {
                    packed.release();
                }
            }
        } finally {
            sending.unlock();
        }
    }

    /**
     * Waits for the next item. Calling it again confirms that the previous item has been handled.
     *
     * @return null when the peer has ended the stream without a fault
     * @throws OtterException the fault with which the peer ended the stream, or RPC_UNREACHABLE when the connection is
     *     lost
     */
    public <T> @Nullable T receive(MessageType<T> type) throws InterruptedException {
        return receive(type, Long.MAX_VALUE);
    }

    /** Likewise, but throws RPC_TIMEOUT once {@link System#nanoTime()} reaches the deadline. */
    <T> @Nullable T receive(MessageType<T> type, long deadline) throws InterruptedException {
        Frame frame;
        lock.lockInterruptibly();
        try {
            grant();
            while (incoming.isEmpty() && !over && !peerEnded) {
                if (deadline == Long.MAX_VALUE) {
                    changed.await();
                } else if (changed.awaitNanos(deadline - System.nanoTime()) <= 0) {
                    throw new OtterException(ErrorCode.RPC_TIMEOUT, peer() + " did not answer in time.");
                }
            }
            if (over) {
                throw ended();
            }
            if (incoming.isEmpty()) {
                if (fault != null) {
                    throw fault;
                }
                return null;
            }
            frame = incoming.remove();
            taken += frame.body().readableBytes();
        } finally {
            lock.unlock();
        }
        return frame.read(link.allocator(), type);
    }

    /**
     * Runs an action once when the peer ends the stream or the connection is lost, at once if that has already
     * happened. For callers that are not waiting on the stream at that time.
     *
     * @param action must not block; replaces an earlier one
     */
    public void onDeparture(Runnable action) {
        lock.lock();
        try {
            if (!over && !peerEnded) {
                departure = action;
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /** Ends the stream; incoming items are dropped, items already sent still arrive. */
    @Override
    public void close() {
        end(null);
    }

    /** Ends the stream with a fault that is sent to the peer; does nothing if it has ended. */
    public void end(@Nullable OtterException cause) {
        lock.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            drop();
            if (!peerEnded) {
                link.write(Frame.control(link.allocator(), FrameKind.END, id, Fault.bytes(cause)));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
            link.exchanges().forget(id);
        }
    }

    /** Takes ownership of the frame. */
    void item(Frame frame) {
        lock.lock();
        try {
            if (over || peerEnded) {
                frame.body().release();
            } else if (outstanding + Math.min(frame.body().readableBytes(), WINDOW) > window) {
                frame.body().release();
                throw new OtterException(ErrorCode.RPC_PROTOCOL, peer() + " sent more than it was granted.");
            } else {
                outstanding += frame.body().readableBytes();
                incoming.add(frame);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void credit(int bytes) {
        if (bytes <= 0) {
            throw new OtterException(ErrorCode.RPC_PROTOCOL, peer() + " granted " + bytes + " bytes.");
        }
        lock.lock();
        try {
            credit += bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The peer has ended the stream; earlier items can still be received. */
    void peerEnded(@Nullable OtterException cause) {
        Runnable action = null;
        lock.lock();
        try {
            if (!over && !peerEnded) {
                peerEnded = true;
                fault = cause;
                action = departure;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (action != null) {
            action.run();
        }
    }

    /** The connection is lost. */
    void lost(OtterException cause) {
        Runnable action = null;
        lock.lock();
        try {
            if (!over && !peerEnded) {
                over = true;
                fault = cause;
                action = departure;
                drop();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (action != null) {
            action.run();
        }
    }

    @GuardedBy("lock")
    private void grant() {
        if (taken > 0 && (incoming.isEmpty() || taken >= window / 4) && !over && !peerEnded) {
            outstanding -= taken;
            link.write(Frame.control(link.allocator(), FrameKind.CREDIT, id, Fault.number(taken)));
            taken = 0;
        }
    }

    @GuardedBy("lock")
    private void drop() {
        incoming.forEach(frame -> frame.body().release());
        incoming.clear();
    }

    @GuardedBy("lock")
    private OtterException ended() {
        OtterException cause = fault;
        return cause != null
                ? cause
                : new OtterException(ErrorCode.RPC_UNREACHABLE, "the stream to " + peer() + " has ended.");
    }
}
