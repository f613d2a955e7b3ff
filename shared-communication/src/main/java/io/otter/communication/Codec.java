package io.otter.communication;

import io.netty.buffer.ByteBuf;

/** Encodes and decodes one message type. A codec with state belongs to one stream. */
public interface Codec<T> {
    void write(T message, ByteBuf out);

    /** Reads what {@link #write} wrote; anything else may cause any unchecked exception, which ends the call. */
    T read(ByteBuf in);
}
