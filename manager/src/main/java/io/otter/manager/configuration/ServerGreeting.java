package io.otter.manager.configuration;

import io.otter.common.model.ServerAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * What a MySQL or MariaDB server says before anybody logs in.
 *
 * @param version as the server writes it, like {@code 8.0.33} or {@code 5.5.5-10.11.6-MariaDB}
 */
record ServerGreeting(String version) {
    private static final int TIMEOUT_MILLIS = 10_000;

    /** @throws IOException if nothing answers there, or no database server */
    static ServerGreeting read(ServerAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
            in.readByte();
            byte[] packet = in.readNBytes(Math.min(length, 1024));
            if (packet.length > 3 && packet[0] == (byte) 0xff) {
                throw new IOException("the server refuses connections: "
                        + new String(packet, 3, packet.length - 3, StandardCharsets.UTF_8));
            }
            if (packet.length < 2 || packet[0] != 10) {
                throw new IOException("what answers there is no MySQL or MariaDB server");
            }
            int end = 1;
            while (end < packet.length && packet[end] != 0) {
                end++;
            }
            return new ServerGreeting(new String(packet, 1, end - 1, StandardCharsets.US_ASCII));
        }
    }

    /** MySQL's own driver speaks to 8.0 and later only; MariaDB's speaks to MariaDB and to older MySQL. */
    boolean speaksToMysqlConnector() {
        int dot = version.indexOf('.');
        return !version.contains("MariaDB")
                && dot > 0
                && version.substring(0, dot).matches("\\d{1,3}")
                && Integer.parseInt(version.substring(0, dot)) >= 8;
    }
}
