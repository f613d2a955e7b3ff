package io.otter.communication;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sits between a client and a server, sees where frames end, and sends the server what an attack makes of those after the handshake. */
final class Middleman implements AutoCloseable {
    private final ServerSocket listener;
    private final int server;
    private final Attack attack;
    final List<byte[]> toServer = new CopyOnWriteArrayList<>();
    final List<byte[]> toClient = new CopyOnWriteArrayList<>();

    /** What the server gets in place of a frame, one of those that {@code seen} has so far. */
    interface Attack {
        List<byte[]> of(Middleman seen, byte[] frame);
    }

    Middleman(int server, Attack attack) throws IOException {
        this.server = server;
        this.attack = attack;
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            Socket client = listener.accept();
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
            daemon(() -> forward(client, upstream, 2, toServer, true));
            forward(upstream, client, 2, toClient, false);
        } catch (IOException e) {
            // closed
        }
    }

    /** Handshake frames go through as they are; what is sealed comes in one piece, since peers wait for each other. */
    private void forward(Socket from, Socket to, int handshakes, List<byte[]> seen, boolean attacked) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            OutputStream out = to.getOutputStream();
            for (int i = 0; i < handshakes; i++) {
                byte[] header = new byte[Frame.HEADER];
                in.readFully(header);
                byte[] body = new byte[ByteBuffer.wrap(header).getInt()];
                in.readFully(body);
                out.write(header);
                out.write(body);
            }
            byte[] buffer = new byte[64 << 10];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                byte[] frame = Arrays.copyOf(buffer, count);
                seen.add(frame);
                for (byte[] one : attacked ? attack.of(this, frame) : List.of(frame)) {
                    out.write(one);
                }
            }
        } catch (IOException e) {
            // one side is gone: so is the other
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "middleman");
        thread.setDaemon(true);
        thread.start();
    }

    static byte[] flipped(byte[] frame, int at) {
        byte[] copy = frame.clone();
        copy[at] ^= 1;
        return copy;
    }
}
