package io.otter.communication;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server's handlers by message type. Register all before the server starts. */
public final class RpcHandlers {
    private final Map<Integer, Call<?, ?>> calls = new HashMap<>();
    private final Map<Integer, Opening<?>> openings = new HashMap<>();

    /** Handles requests; an OtterException thrown by the function is returned to the client. */
    public <Q, R> RpcHandlers onRequest(MessageType<Q> request, MessageType<R> response, Function<Q, R> function) {
        calls.put(request.id(), new Call<>(request, response, function));
        return this;
    }

    /** Handles messages without response; several concurrently, in any order. */
    public <Q> RpcHandlers onMessage(MessageType<Q> type, Consumer<Q> consumer) {
        calls.put(type.id(), new Call<Q, Q>(type, null, message -> {
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
    record Call<Q, R>(MessageType<Q> request, @Nullable MessageType<R> response, Function<Q, R> function) {}

    record Opening<T>(MessageType<T> type, StreamHandler<T> handler) {}
}
