package io.otter.communication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The calls and streams that are open between two peers, whatever connection their frames take. Thread-safe. */
final class Exchanges {
    private final Link link;
    private final @Nullable Calls calls;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<Frame>> pending = new ConcurrentHashMap<>();
    private final Map<Integer, RpcStream> streams = new ConcurrentHashMap<>();

    /** @param calls handles calls from the peer; null if the peer may not make any */
    Exchanges(Link link, @Nullable Calls calls) {
        this.link = link;
        this.calls = calls;
    }

    int nextId() {
        return ids.incrementAndGet();
    }

    CompletableFuture<Frame> expect(int id) {
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        pending.put(id, answer);
        OtterException cause = link.loss();
        if (cause != null) {
            answer.completeExceptionally(cause);
        }
        return answer;
    }

    void forgetRequest(int id) {
        pending.remove(id);
    }

    /** @param window limit of bytes in transit to this side */
    RpcStream newStream(int id, int window) {
        RpcStream stream = new RpcStream(link, id, window);
        streams.put(id, stream);
        OtterException cause = link.loss();
        if (cause != null) {
            stream.lost(cause);
        }
        return stream;
    }

    void forget(int id) {
        streams.remove(id);
    }

    /** Ends everything. */
    void lose(OtterException cause) {
        pending.values().forEach(answer -> answer.completeExceptionally(cause));
        pending.clear();
        streams.values().forEach(stream -> stream.lost(cause));
        streams.clear();
    }

    /** Takes ownership of a frame that is counted. */
    void dispatch(Frame frame) {
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

    private void begin(Frame frame) {
        if (calls == null) {
            frame.body().release();
            throw new OtterException(
                    ErrorCode.RPC_PROTOCOL, link.peer() + " started a call where only replies are expected.");
        }
        if (frame.kind() == FrameKind.OPEN) {
            if (streams.containsKey(frame.id())) {
                frame.body().release();
                throw new OtterException(ErrorCode.RPC_PROTOCOL, link.peer() + " opened a stream twice.");
            }
            calls.open(
                    link,
                    frame,
                    newStream(frame.id(), calls.window(link.agreement().roundTrip())));
        } else {
            calls.call(link, frame);
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
            default -> throw new IllegalStateException("no call or stream has a " + frame.kind());
        }
    }
}
