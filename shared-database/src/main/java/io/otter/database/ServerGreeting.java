package io.otter.database;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;

/** The first packet of a MySQL or MariaDB server, which contains its version before any log-in. */
record ServerGreeting(ServerInfo server, boolean offersTls) {
    private static final int MAX_PACKET_BYTES = 4096;
    private static final int ERROR_PACKET = 0xff;
    private static final int PROTOCOL_VERSION = 10;
    private static final int CLIENT_SSL = 0x0800;
    private static final int THREAD_ID_SCRAMBLE_AND_FILLER = 4 + 8 + 1;

    /**
     * Connects, reads one packet and closes.
     *
     * @throws IOException if the address does not answer in time or does not speak the protocol
     * @throws SQLException if the server responds with an error such as "too many connections"
     */
    static ServerGreeting read(String host, int port, Duration timeout) throws IOException, SQLException {
        int millis = Math.toIntExact(timeout.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), millis);
            socket.setSoTimeout(millis);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
            in.readUnsignedByte();
            if (length < 1 || length > MAX_PACKET_BYTES) {
                throw new IOException("the server that answers is neither MySQL nor MariaDB");
            }
            byte[] packet = new byte[length];
            in.readFully(packet);
            return parse(packet);
        } catch (EOFException e) {
            throw new IOException("the server closed the connection without a greeting", e);
        }
    }

    static ServerGreeting parse(byte[] packet) throws IOException, SQLException {
        int kind = packet[0] & 0xff;
        if (kind == ERROR_PACKET && packet.length >= 3) {
            int code = packet[1] & 0xff | (packet[2] & 0xff) << 8;
            String message = new String(packet, 3, packet.length - 3, StandardCharsets.UTF_8);
            throw new SQLNonTransientConnectionException(message, "08004", code);
        }
        int end = 1;
        while (end < packet.length && packet[end] != 0) {
            end++;
        }
        int flags = end + 1 + THREAD_ID_SCRAMBLE_AND_FILLER;
        if (kind != PROTOCOL_VERSION || flags + 2 > packet.length) {
            throw new IOException("the server that answers is neither MySQL nor MariaDB");
        }
        boolean tls = ((packet[flags] & 0xff | (packet[flags + 1] & 0xff) << 8) & CLIENT_SSL) != 0;
        try {
            String version = new String(packet, 1, end - 1, StandardCharsets.UTF_8);
            return new ServerGreeting(ServerInfo.parse(version), tls);
        } catch (IllegalArgumentException e) {
            throw new IOException("the server that answers is neither MySQL nor MariaDB", e);
        }
    }
}
