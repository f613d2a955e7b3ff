package io.otter.communication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Items in order, both ways, between two peers. The receiver grants byte credits for what it has taken, so what is on the way
 * is bounded by {@link #WINDOW} or one item that is larger. Ends once, for both ways. Thread-safe; the lock guards all state.
 */
public final class RpcStream implements AutoCloseable {
    /** Bytes, before compression, that may be on the way in one direction. */
    public static final int WINDOW = 4 << 20;

    private final Link link;
    private final int id;
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Frame> incoming = new ArrayDeque<>();
    private long credit = WINDOW;
    private long outstanding;
    private int taken;
    private boolean over;
    private boolean peerEnded;
    private @Nullable OtterException fault;
    private @Nullable Runnable departure;

    RpcStream(Link link, int id) {
        this.link = link;
        this.id = id;
    }

    /** The other side, as host and port. */
    public String peer() {
        return link.peer();
    }

    /**
     * Sends an item; waits while the receiver has no room. After an exception the stream is of no more use.
     *
     * @throws OtterException if the stream has ended or the item is above its type's maximum
     */
    public <T> void send(MessageType<T> type, T message) throws InterruptedException {
        sending.lockInterruptibly();
        try {
            Frame.Packed packed = Frame.message(link.allocator(), FrameKind.ITEM, id, type, message);
            boolean sent = false;
            lock.lock();
            try {
                while (credit < Math.min(packed.weight(), WINDOW) && !over && !peerEnded) {
                    changed.await();
                }
                if (over || peerEnded) {
                    throw ended();
                }
                credit -= packed.weight();
                sent = true;
                link.write(packed.frame());
            } finally {
                lock.unlock();
                if (!sent) {
                    packed.frame().release();
                }
            }
        } finally {
            sending.unlock();
        }
    }

    /**
     * Waits for the next item. Asking for another one says that the one before is dealt with.
     *
     * @return null when the peer has ended the stream without a fault
     * @throws OtterException what the peer ended the stream with, or RPC_UNREACHABLE when the connection is lost
     */
    public <T> @Nullable T receive(MessageType<T> type) throws InterruptedException {
        return receive(type, Long.MAX_VALUE);
    }

    /** Likewise, until {@link System#nanoTime()} is at the deadline; then throws RPC_TIMEOUT. */
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
            taken += frame.rawLength();
        } finally {
            lock.unlock();
        }
        return frame.read(link.allocator(), type);
    }

    /**
     * Runs this once when the peer ends the stream or the connection is lost, at once if that has happened; for who is busy
     * with something else than the stream then.
     *
     * @param action must not block; the latest one counts
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

    /** Ends the stream; what is on the way to here is dropped, what is on the way to the peer arrives. */
    @Override
    public void close() {
        end(null);
    }

    /** Ends the stream with a fault that the peer gets; nothing happens when it has ended. */
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
            link.forget(id);
        }
    }

    /** Takes over the frame. */
    void item(Frame frame) {
        lock.lock();
        try {
            if (over || peerEnded) {
                frame.body().release();
            } else if (outstanding + Math.min(frame.rawLength(), WINDOW) > WINDOW) {
                frame.body().release();
                throw new OtterException(ErrorCode.RPC_PROTOCOL, peer() + " sent more than it was granted.");
            } else {
                outstanding += frame.rawLength();
                incoming.add(frame);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void credit(int bytes) {
        lock.lock();
        try {
            credit += bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The peer has ended the stream; what came before can still be received. */
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

    private void grant() {
        if (taken > 0 && (incoming.isEmpty() || taken >= WINDOW / 4) && !over && !peerEnded) {
            outstanding -= taken;
            link.write(Frame.control(link.allocator(), FrameKind.CREDIT, id, Fault.number(taken)));
            taken = 0;
        }
    }

    private void drop() {
        incoming.forEach(frame -> frame.body().release());
        incoming.clear();
    }

    private OtterException ended() {
        OtterException cause = fault;
        return cause != null
                ? cause
                : new OtterException(ErrorCode.RPC_UNREACHABLE, "the stream with " + peer() + " has ended.");
    }
}
