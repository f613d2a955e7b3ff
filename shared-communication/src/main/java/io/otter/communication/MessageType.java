package io.otter.communication;

/**
 * A type of message. What is on the wire for it never changes: who has more to say adds a type.
 *
 * @param id on the wire, 1 to 32767; must never be reused
 * @param name for errors
 * @param maxBytes of one message before compression; both sides refuse longer ones
 * @param since the version that has it; peers of an earlier one are not sent any
 */
public record MessageType<T>(int id, String name, int maxBytes, Codec<T> codec, int since) {
    /** One that every peer knows. */
    public MessageType(int id, String name, int maxBytes, Codec<T> codec) {
        this(id, name, maxBytes, codec, Handshake.FIRST);
    }

    public MessageType {
        if (id < 1 || id > Short.MAX_VALUE || maxBytes < 1) {
            throw new IllegalArgumentException("message type " + name + ": id " + id + ", maximum " + maxBytes);
        }
    }
}
