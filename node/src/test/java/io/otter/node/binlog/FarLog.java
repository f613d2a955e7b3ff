package io.otter.node.binlog;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server as it would be if a large transaction stood in its log at an offset: whatever follows ends so many bytes later, and
 * events tell the lower 32 bits of that, as those of real servers do. Understands unencrypted connections only.
 */
final class FarLog implements AutoCloseable {
    private static final int COMMAND_DUMP = 0x12;
    private static final int EVENT = 5;
    private static final int END = EVENT + 13;

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int port;
    private final long from;
    private final long further;

    /**
     * Takes connections at once.
     *
     * @param port of the server
     * @param from events that end behind this offset are shown {@code further} behind
     */
    FarLog(int port, long from, long further) {
        this.port = port;
        this.from = from;
        this.further = further;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void cut() {
        sockets.forEach(FarLog::close);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(client);
            sockets.add(server);
            Connection connection = new Connection();
            daemon(() -> connection.forward(client, server, true));
            daemon(() -> connection.forward(server, client, false));
        }
    }

    private final class Connection {
        private volatile boolean dumping;

        private void forward(Socket in, Socket out, boolean commands) throws IOException {
            try {
                DataInputStream packets = new DataInputStream(in.getInputStream());
                OutputStream to = out.getOutputStream();
                while (true) {
                    byte[] packet = packet(packets);
                    if (commands && packet[3] == 0 && packet[4] == COMMAND_DUMP) {
                        dumping = true;
                        ask(packet);
                    } else if (!commands && dumping && packet.length > END + 6 && packet[4] == 0) {
                        shift(packet);
                    }
                    to.write(packet);
                    to.flush();
                }
            } finally {
                close(in);
                close(out);
            }
        }

        private byte[] packet(DataInputStream in) throws IOException {
            byte[] header = in.readNBytes(4);
            if (header.length < 4) {
                throw new EOFException();
            }
            int length = header[0] & 0xff | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
            byte[] packet = ByteBuffer.allocate(4 + length).put(header).array();
            in.readFully(packet, 4, length);
            return packet;
        }

        private void ask(byte[] packet) {
            ByteBuffer bytes = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
            long wanted = Integer.toUnsignedLong(bytes.getInt(EVENT));
            if (wanted > from) {
                bytes.putInt(EVENT, (int) (wanted - further));
            }
        }

        private void shift(byte[] packet) {
            ByteBuffer bytes = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
            long end = Integer.toUnsignedLong(bytes.getInt(END));
            if (packet[EVENT + 4] != BinlogEvent.ROTATE && end > from) {
                bytes.putInt(END, (int) (end + further));
            }
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        return; // one side is gone: so is the other
                    }
                },
                "far-log");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
