package io.otter.communication;

import io.otter.common.error.ErrorCode;
import io.otter.common.error.OtterException;
import java.util.HashMap;
import java.util.Map;

/** The closed set of message types that an endpoint accepts; any other ends the connection. Immutable. */
public final class MessageTypes {
    private final Map<Integer, MessageType<?>> byId;

    private MessageTypes(Map<Integer, MessageType<?>> byId) {
        this.byId = Map.copyOf(byId);
    }

    /** @throws IllegalArgumentException if two types have the same id */
    public static MessageTypes of(MessageType<?>... types) {
        Map<Integer, MessageType<?>> byId = new HashMap<>();
        for (MessageType<?> type : types) {
            if (byId.put(type.id(), type) != null) {
                throw new IllegalArgumentException("two message types have the id " + type.id());
            }
        }
        return new MessageTypes(byId);
    }

    /** Adds one type. @throws IllegalArgumentException if its id is taken */
    public MessageTypes and(MessageType<?> type) {
        if (byId.containsKey(type.id())) {
            throw new IllegalArgumentException("two message types have the id " + type.id());
        }
        Map<Integer, MessageType<?>> more = new HashMap<>(byId);
        more.put(type.id(), type);
        return new MessageTypes(more);
    }

    MessageType<?> require(int id) {
        MessageType<?> type = byId.get(id);
        if (type == null) {
            throw new OtterException(ErrorCode.RPC_PROTOCOL, "received a message of unknown type " + id + ".");
        }
        return type;
    }
}
