package io.otter.communication;

/**
 * A type of message.
 *
 * @param id on the wire, 1 to 32767; must never be reused
 * @param name for errors
 * @param maxBytes of one message before compression; both sides refuse longer ones
 */
public record MessageType<T>(int id, String name, int maxBytes, Codec<T> codec) {
    public MessageType {
        if (id < 1 || id > Short.MAX_VALUE || maxBytes < 1) {
            throw new IllegalArgumentException("message type " + name + ": id " + id + ", maximum " + maxBytes);
        }
    }
}
