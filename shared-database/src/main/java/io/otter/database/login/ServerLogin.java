package io.otter.database.login;

import io.otter.common.error.OtterException;
import io.otter.common.model.CanalConfig;
import io.otter.common.model.ServerAddress;
import io.otter.common.secret.PasswordPlace;
import io.otter.common.secret.SecretKey;
import io.otter.database.ClientCertificates;
import io.otter.database.ConnectionOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;

/**
 * Logs in to a MySQL or MariaDB server by its client/server protocol, encrypted as the source's options say. See "Connection
 * Phase" in MySQL's documentation of the protocol. Thread-safe.
 */
public final class ServerLogin {
    private static final int LONG_PASSWORD = 1;
    private static final int LONG_FLAG = 4;
    private static final int PROTOCOL_41 = 0x200;
    private static final int SSL = 0x800;
    private static final int TRANSACTIONS = 0x2000;
    private static final int SECURE_CONNECTION = 0x8000;
    private static final int PLUGIN_AUTH = 0x80000;
    private static final int CAPABILITIES =
            LONG_PASSWORD | LONG_FLAG | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | PLUGIN_AUTH;
    private static final int MAX_PACKET = 0xffffff;
    private static final int UTF8MB4 = 45;
    /** No server needs as many; one that goes on asking would keep us for ever, or collects proofs. */
    private static final int MOST_ROUNDS = 8;

    private static final int OK = 0x00;
    private static final int MORE = 0x01;
    private static final int SWITCH = 0xfe;
    private static final int ERROR = 0xff;

    private final String user;
    private final String password;
    private final ConnectionOptions options;
    private final ClientCertificates certificates;

    public ServerLogin(String user, String password, ConnectionOptions options, ClientCertificates certificates) {
        this.user = user;
        this.password = password;
        this.options = options;
        this.certificates = certificates;
    }

    /** To all addresses of a canal. */
    public static ServerLogin of(CanalConfig canal, SecretKey key, ClientCertificates certificates) {
        List<PasswordPlace> places = canal.addresses().stream()
                .map(address -> PasswordPlace.database(address.host(), address.port(), canal.username()))
                .toList();
        return new ServerLogin(
                canal.username(),
                key.decrypt("canal \"" + canal.name() + "\"", canal.password(), places),
                ConnectionOptions.parse(canal.options()),
                certificates);
    }

    /**
     * Connects and logs in.
     *
     * @param timeoutMillis for connecting and for each answer; also set as the socket's
     * @return where the next packet is the first of a command; the caller must close it
     * @throws IOException if the server does not answer, or not as one of its kind
     * @throws SQLException with the server's own error
     * @throws OtterException DATABASE_TLS if the server cannot be trusted as the options demand
     */
    public Socket open(ServerAddress address, int timeoutMillis) throws IOException, SQLException {
        InetAddress host = InetAddress.getByName(address.host());
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(options.tcpKeepAlive());
            socket.connect(new InetSocketAddress(host, address.port()), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            return logIn(socket, address);
        } catch (IOException | SQLException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Socket logIn(Socket socket, ServerAddress address) throws IOException, SQLException {
        Packets packets = Packets.of(socket);
        byte[] first = packets.read();
        throwIfError(first);
        Greeting greeting = Greeting.parse(first);
        Encryption encryption = new Encryption(address, options, certificates);
        boolean encrypted = encryption.isWanted(greeting);
        Socket used = socket;
        if (encrypted) {
            packets.write(capabilities(CAPABILITIES | SSL).array());
            used = encryption.over(socket);
            packets = packets.over(used);
        }
        PasswordProof proof = new PasswordProof(
                address.toString(), password, encrypted, socket.getInetAddress().isLoopbackAddress(), greeting.seed());
        String plugin = PasswordProof.knows(greeting.plugin()) ? greeting.plugin() : PasswordProof.NATIVE;
        packets.write(response(encrypted, plugin, proof.of(plugin)));
        authenticate(packets, proof);
        return used;
    }

    private static void authenticate(Packets packets, PasswordProof proof) throws IOException, SQLException {
        for (int i = 0; i < MOST_ROUNDS; i++) {
            byte[] answer = packets.read();
            switch (answer[0] & 0xff) {
                case OK -> {
                    return;
                }
                case MORE -> proof.goOn(packets, answer);
                case SWITCH -> {
                    ByteBuffer in = ByteBuffer.wrap(answer, 1, answer.length - 1);
                    String plugin = in.hasRemaining() ? Greeting.text(in) : "mysql_old_password";
                    byte[] seed = new byte[in.remaining()];
                    in.get(seed);
                    packets.write(proof.of(plugin, seed));
                }
                default -> {
                    throwIfError(answer);
                    throw new IOException("the server's answer to the log-in is unknown: " + (answer[0] & 0xff));
                }
            }
        }
        throw new IOException("the server does not come to an end with the log-in");
    }

    private byte[] response(boolean encrypted, String plugin, byte[] proof) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                capabilities(encrypted ? CAPABILITIES | SSL : CAPABILITIES).array());
        out.writeBytes(user.getBytes(StandardCharsets.UTF_8));
        out.write(0);
        out.write(proof.length);
        out.writeBytes(proof);
        out.writeBytes(plugin.getBytes(StandardCharsets.US_ASCII));
        out.write(0);
        return out.toByteArray();
    }

    /** The part that is also a request for TLS. */
    private static ByteBuffer capabilities(int capabilities) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(capabilities)
                .putInt(MAX_PACKET)
                .put((byte) UTF8MB4);
    }

    private static void throwIfError(byte[] packet) throws SQLException {
        if ((packet[0] & 0xff) != ERROR || packet.length < 3) {
            return;
        }
        int code = packet[1] & 0xff | (packet[2] & 0xff) << 8;
        int text = packet.length > 3 && packet[3] == '#' ? Math.min(packet.length, 9) : 3;
        throw new SQLNonTransientConnectionException(
                new String(packet, text, packet.length - text, StandardCharsets.UTF_8), "08004", code);
    }
}
