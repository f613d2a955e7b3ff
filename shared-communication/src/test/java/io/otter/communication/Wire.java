package io.otter.communication;

import io.netty.buffer.ByteBuf;

/** What the tests of this package send. */
final class Wire {
    static final Codec<String> TEXT = new Codec<>() {
        @Override
        public void write(String message, ByteBuf out) {
            Fields.writeText(out, message);
        }

        @Override
        public String read(ByteBuf in) {
            return Fields.readText(in);
        }
    };
    static final Codec<byte[]> BYTES = new Codec<>() {
        @Override
        public void write(byte[] message, ByteBuf out) {
            out.writeBytes(message);
        }

        @Override
        public byte[] read(ByteBuf in) {
            byte[] bytes = new byte[in.readableBytes()];
            in.readBytes(bytes);
            return bytes;
        }
    };
    static final MessageType<String> ASK = new MessageType<>(1, "ask", 100_000, TEXT);
    static final MessageType<String> OPEN = new MessageType<>(2, "open", 1_000, TEXT);
    static final MessageType<byte[]> ITEM = new MessageType<>(3, "item", 8 << 20, BYTES);
    static final MessageTypes TYPES = MessageTypes.of(ASK, OPEN, ITEM);

    private Wire() {}
}
