package io.otter.communication;

import io.netty.buffer.ByteBuf;
import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client's connection to a server. It may go on over another one for a time; once lost, it stays lost. Thread-safe. */
public final class RpcConnection implements AutoCloseable {
    private final Link link;

    RpcConnection(Link link) {
        this.link = link;
    }

    public String peer() {
        return link.peer();
    }

    /** The number of the server's process, {@link Credentials#MANAGER} or that of a node. */
    public int peerNid() {
        return link.agreement().nid();
    }

    /** Whether the peer's version has this type; sending it one that it does not know breaks the connection. */
    public boolean speaks(MessageType<?> type) {
        return link.agreement().version() >= type.since();
    }

    /** How long a message and its answer took when the connection was made. */
    public Duration roundTrip() {
        return link.agreement().roundTrip();
    }

    public boolean isOpen() {
        return link.isOpen();
    }

    /**
     * Sends a request and waits for the response.
     *
     * @throws OtterException the server's own, RPC_TIMEOUT after the deadline, or RPC_UNREACHABLE when the connection
     *     is lost
     */
    public <Q, R> R request(MessageType<Q> type, Q message, MessageType<R> responseType, Duration deadline)
            throws InterruptedException {
        int id = link.exchanges().nextId();
        ByteBuf packed = link.message(FrameKind.REQUEST, id, type, message);
        CompletableFuture<Frame> answer = link.exchanges().expect(id);
        link.write(packed);
        try {
            return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS).read(link.allocator(), responseType);
        } catch (TimeoutException e) {
            drop(answer);
            throw new OtterException(
                    ErrorCode.RPC_TIMEOUT, peer() + " did not answer " + type.name() + " in " + deadline + ".", e);
        } catch (ExecutionException e) {
            throw fault(e);
        } catch (InterruptedException e) {
            drop(answer);
            throw e;
        } finally {
            link.exchanges().forgetRequest(id);
        }
    }

    /**
     * Sends a message without response.
     *
     * @throws OtterException if the connection is lost; returning normally does not mean that the message arrives
     */
    public <T> void send(MessageType<T> type, T message) {
        if (!isOpen()) {
            throw new OtterException(ErrorCode.RPC_UNREACHABLE, "the connection to " + peer() + " was lost.");
        }
        link.write(link.message(FrameKind.ONE_WAY, link.exchanges().nextId(), type, message));
    }

    /**
     * Opens a stream.
     *
     * @throws OtterException the server's own, RPC_TIMEOUT after the deadline, or RPC_UNREACHABLE when the connection is lost
     */
    public <Q, R> Opened<R> openStream(MessageType<Q> type, Q message, MessageType<R> replyType, Duration deadline)
            throws InterruptedException {
        int id = link.exchanges().nextId();
        ByteBuf packed = link.message(FrameKind.OPEN, id, type, message);
        RpcStream stream = link.exchanges().newStream(id, RpcStream.WINDOW);
        link.write(packed);
        boolean opened = false;
        try {
            R reply = stream.receive(replyType, System.nanoTime() + deadline.toNanos());
            if (reply == null) {
                throw new OtterException(
                        ErrorCode.RPC_PROTOCOL, peer() + " ended the stream " + type.name() + " without a reply.");
            }
            opened = true;
            return new Opened<>(stream, reply);
        } finally {
            if (!opened) {
                stream.close();
            }
        }
    }

    /** Fails every open call and stream with RPC_UNREACHABLE. */
    @Override
    public void close() {
        link.close();
    }

    static OtterException fault(ExecutionException e) {
        return e.getCause() instanceof OtterException known
                ? new OtterException(known.code(), String.valueOf(known.getMessage()), known)
                : new OtterException(ErrorCode.INTERNAL, "a remote call failed: " + e.getCause(), e);
    }

    private static void drop(CompletableFuture<Frame> answer) {
        if (!answer.cancel(false) && !answer.isCompletedExceptionally()) {
            answer.join().body().release();
        }
    }

    /** A stream and the server's reply to the opening message. */
    public record Opened<R>(RpcStream stream, R reply) {}
}
