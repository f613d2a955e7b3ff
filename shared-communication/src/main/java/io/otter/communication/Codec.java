package io.otter.communication;

import io.netty.buffer.ByteBuf;

/** Writes and reads one type of message by hand. A codec with state belongs to one stream. */
public interface Codec<T> {
    void write(T message, ByteBuf out);

    /** Reads what {@link #write} wrote; on anything else any unchecked exception may be thrown, which ends the connection's call. */
    T read(ByteBuf in);
}
