package io.otter.communication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Plain frames on a socket, as before the end of a handshake. */
final class RawFrames {
    private RawFrames() {}

    static void send(Socket socket, FrameKind kind, byte[] body) throws IOException {
        socket.getOutputStream()
                .write(ByteBuffer.allocate(Frame.HEADER + body.length)
                        .putInt(body.length)
                        .put((byte) kind.ordinal())
                        .put((byte) 0)
                        .putShort((short) 0)
                        .putInt(0)
                        .putInt(body.length)
                        .put(body)
                        .array());
    }

    static byte[] receive(Socket socket, FrameKind kind) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] header = in.readNBytes(Frame.HEADER);
        assertThat(header[4]).as("a frame " + kind).isEqualTo((byte) kind.ordinal());
        return in.readNBytes(ByteBuffer.wrap(header).getInt());
    }

    static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
