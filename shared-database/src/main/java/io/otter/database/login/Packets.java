package io.otter.database.login;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;

/** Packets of the client/server protocol: three bytes of length, a sequence number, and the payload. Single-threaded. */
final class Packets {
    /** No packet of a log-in is longer; a length from a stranger is not memory to allocate. */
    private static final int MAX_BYTES = 64 * 1024;

    private final DataInputStream in;
    private final Socket socket;
    private int sequence;

    private Packets(Socket socket, int sequence) throws IOException {
        this.socket = socket;
        this.sequence = sequence;
        in = new DataInputStream(socket.getInputStream());
    }

    /** Nothing may have been read from the socket. */
    static Packets of(Socket socket) throws IOException {
        return new Packets(socket, 0);
    }

    /** The same conversation over another socket, which encrypts it. */
    Packets over(Socket encrypted) throws IOException {
        return new Packets(encrypted, sequence);
    }

    /** The payload of the next packet; never empty. */
    byte[] read() throws IOException {
        int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
        sequence = in.readUnsignedByte() + 1;
        if (length < 1 || length > MAX_BYTES) {
            throw new IOException("the server that answers is neither MySQL nor MariaDB");
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return payload;
    }

    void write(byte[] payload) throws IOException {
        byte[] packet = new byte[4 + payload.length];
        packet[0] = (byte) payload.length;
        packet[1] = (byte) (payload.length >>> 8);
        packet[2] = (byte) (payload.length >>> 16);
        packet[3] = (byte) sequence++;
        System.arraycopy(payload, 0, packet, 4, payload.length);
        socket.getOutputStream().write(packet);
        socket.getOutputStream().flush();
    }
}
