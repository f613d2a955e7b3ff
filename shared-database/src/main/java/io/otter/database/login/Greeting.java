package io.otter.database.login;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A server's first packet, version 10 of the handshake.
 *
 * @param version as the server calls itself
 * @param seed 20 random bytes for the proof of the password
 * @param plugin how the server would like accounts to prove their password
 */
record Greeting(String version, boolean offersTls, byte[] seed, String plugin) {
    private static final int CLIENT_SSL = 0x800;
    private static final int PROTOCOL_VERSION = 10;

    static Greeting parse(byte[] packet) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (in.get() != PROTOCOL_VERSION) {
                throw new IOException("the server that answers is neither MySQL nor MariaDB");
            }
            String version = text(in);
            in.position(in.position() + 4); // its number of the connection
            byte[] seed = new byte[20];
            in.get(seed, 0, 8);
            in.get();
            int capabilities = in.getShort();
            in.position(in.position() + 1 + 2 + 2); // character set, status, more capabilities
            int seedLength = Math.max(13, in.get() - 8);
            in.position(in.position() + 10);
            in.get(seed, 8, 12);
            in.position(in.position() + seedLength - 12);
            return new Greeting(version, (capabilities & CLIENT_SSL) != 0, seed, in.hasRemaining() ? text(in) : "");
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("the server that answers is neither MySQL nor MariaDB", e);
        }
    }

    /** Up to a zero byte, or the end. */
    static String text(ByteBuffer in) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (in.hasRemaining()) {
            byte next = in.get();
            if (next == 0) {
                break;
            }
            text.write(next);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
