package io.otter.communication.message;

import io.netty.buffer.ByteBuf;
import io.otter.communication.Codec;
import io.otter.communication.Fields;
import io.otter.communication.MessageType;

/**
 * The stacks of a node's threads.
 *
 * @param text for display; empty in the request
 */
public record ThreadDump(String text) {
    public static final MessageType<ThreadDump> ASKED = new MessageType<>(24, "thread dump", 64, new Dumps());
    public static final MessageType<ThreadDump> TAKEN = new MessageType<>(25, "threads", 16 << 20, new Dumps());

    private static final class Dumps implements Codec<ThreadDump> {
        @Override
        public void write(ThreadDump dump, ByteBuf out) {
            Fields.writeText(out, dump.text);
        }

        @Override
        public ThreadDump read(ByteBuf in) {
            return new ThreadDump(Fields.readText(in));
        }
    }
}
