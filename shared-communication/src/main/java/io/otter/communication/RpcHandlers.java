package io.otter.communication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A server's handlers by message type. Register all before the server starts. */
public final class RpcHandlers {
    private final Map<Integer, Call<?, ?>> calls = new HashMap<>();
    private final Map<Integer, Opening<?>> openings = new HashMap<>();

    /** Handles requests; an OtterException thrown by the function is returned to the client. */
    public <Q, R> RpcHandlers onRequest(MessageType<Q> request, MessageType<R> response, Function<Q, R> function) {
        calls.put(request.id(), new Call<>(request, response, (peer, message) -> function.apply(message)));
        return this;
    }

    /** Likewise of one process only, {@link Credentials#MANAGER} or a node. */
    public <Q, R> RpcHandlers onRequest(
            MessageType<Q> request, MessageType<R> response, int nid, Function<Q, R> function) {
        calls.put(request.id(), new Call<>(request, response, (peer, message) -> {
            if (peer != nid) {
                throw new OtterException(
                        ErrorCode.RPC_REFUSED,
                        Credentials.name(peer) + " may not ask for " + response.name() + ", only "
                                + Credentials.name(nid) + ".");
            }
            return function.apply(message);
        }));
        return this;
    }

    /** Likewise, told who asks. */
    public <Q, R> RpcHandlers onRequestFrom(MessageType<Q> request, MessageType<R> response, Handler<Q, R> handler) {
        calls.put(request.id(), new Call<>(request, response, handler));
        return this;
    }

    /** Handles messages without response; several concurrently, in any order. */
    public <Q> RpcHandlers onMessage(MessageType<Q> type, Consumer<Q> consumer) {
        return onMessage(type, Optional.empty(), consumer);
    }

    /** Likewise, told who sends them. */
    public <Q> RpcHandlers onMessageFrom(MessageType<Q> type, ObjIntConsumer<Q> consumer) {
        calls.put(type.id(), new Call<Q, Q>(type, null, (peer, message) -> {
            consumer.accept(message, peer);
            return message;
        }));
        return this;
    }

    /**
     * Likewise; a message of another process than the peer is not accepted.
     *
     * @param nid of the process that a message says to be of
     */
    public <Q> RpcHandlers onMessage(MessageType<Q> type, ToIntFunction<Q> nid, Consumer<Q> consumer) {
        return onMessage(type, Optional.of(nid), consumer);
    }

    private <Q> RpcHandlers onMessage(MessageType<Q> type, Optional<ToIntFunction<Q>> nid, Consumer<Q> consumer) {
        calls.put(type.id(), new Call<Q, Q>(type, null, (peer, message) -> {
            int said = nid.map(of -> of.applyAsInt(message)).orElse(peer);
            if (said != peer) {
                throw new OtterException(
                        ErrorCode.RPC_REFUSED, "node " + peer + " sent a " + type.name() + " of node " + said + ".");
            }
            consumer.accept(message);
            return message;
        }));
        return this;
    }

    /** Handles streams opened with a message of this type. */
    public <T> RpcHandlers onStream(MessageType<T> opening, StreamHandler<T> handler) {
        openings.put(opening.id(), new Opening<>(opening, handler));
        return this;
    }

    @Nullable
    Call<?, ?> call(int type) {
        return calls.get(type);
    }

    @Nullable
    Opening<?> opening(int type) {
        return openings.get(type);
    }

    /** @param response null for a message without response */
    record Call<Q, R>(MessageType<Q> request, @Nullable MessageType<R> response, Handler<Q, R> handler) {}

    /** Of a request. */
    public interface Handler<Q, R> {
        /** @param peer the number of the process that asks, {@link Credentials#MANAGER} or a node */
        R handle(int peer, Q message);
    }

    record Opening<T>(MessageType<T> type, StreamHandler<T> handler) {}
}
