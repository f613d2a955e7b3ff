package io.otter.communication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames that a link has to send, and those sent that the peer has not confirmed, which another connection sends
 * again. What it holds is bounded by the streams' credits. Thread-safe.
 */
final class Outbox {
    private final boolean keeps;

    @GuardedBy("this")
    private final Deque<ByteBuf> urgent = new ArrayDeque<>();

    @GuardedBy("this")
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private final Deque<ByteBuf> again = new ArrayDeque<>();

    @GuardedBy("this")
    private final Deque<ByteBuf> sent = new ArrayDeque<>();

    @GuardedBy("this")
    private long confirmed;

    /** That goes on at present; a former one that still sends must not take a frame away from it. */
    @GuardedBy("this")
    private @Nullable Channel connection;

    @GuardedBy("this")
    private boolean closed;

    /** @param keeps whether another connection may go on with this one */
    Outbox(boolean keeps) {
        this.keeps = keeps;
    }

    /** Takes ownership of a frame of a kind that is counted. */
    synchronized void add(ByteBuf frame) {
        if (closed) {
            frame.release();
        } else {
            (Frame.kindOf(frame).isUrgent() ? urgent : waiting).add(frame);
        }
    }

    /** The next to send over a connection, owned by the caller; null for none, and when another connection goes on. */
    synchronized @Nullable ByteBuf next(Channel asking) {
        if (asking != connection) {
            return null;
        }
        ByteBuf frame = again.poll();
        if (frame == null) {
            frame = urgent.poll();
        }
        if (frame == null) {
            frame = waiting.poll();
        }
        if (frame == null || !keeps) {
            return frame;
        }
        sent.add(frame);
        return frame.retainedDuplicate();
    }

    /**
     * The peer has got so many.
     *
     * @return false if it cannot have
     */
    synchronized boolean confirm(long count) {
        if (count < confirmed || count - confirmed > sent.size()) {
            return false;
        }
        for (; confirmed < count; confirmed++) {
            sent.remove().release();
        }
        return true;
    }

    /** Likewise; whatever else was sent is to be sent again, in its order, over this connection. */
    synchronized boolean rewind(long count, Channel next) {
        if (!confirm(count)) {
            return false;
        }
        connection = next;
        while (!sent.isEmpty()) {
            again.addFirst(sent.removeLast());
        }
        return true;
    }

    /** How many the peer is known to have. */
    synchronized long confirmed() {
        return confirmed;
    }

    /** Whether anything is still to arrive. */
    synchronized boolean isPending() {
        return !(urgent.isEmpty() && waiting.isEmpty() && again.isEmpty() && sent.isEmpty());
    }

    /** Releases everything. */
    synchronized void close() {
        closed = true;
        for (Deque<ByteBuf> frames : List.of(urgent, waiting, again, sent)) {
            frames.forEach(ByteBuf::release);
            frames.clear();
        }
    }
}
