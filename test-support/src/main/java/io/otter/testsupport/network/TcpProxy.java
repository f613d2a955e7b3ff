package io.otter.testsupport.network;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Forwards TCP connections to a server, and delays, slows, cuts or swallows their data on demand. Four threads per
 * connection; all switches are thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private volatile Duration delay = Duration.ZERO;
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private volatile boolean refusing;

    @GuardedBy("gate")
    private boolean blackHole;

    private volatile boolean closed;

    public TcpProxy(String host, int port) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), host, port);
    }

    /** @param listen where to take connections */
    public TcpProxy(InetSocketAddress listen, String host, int port) {
        server = new InetSocketAddress(host, port);
        try {
            listener = new ServerSocket(listen.getPort(), 50, listen.getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("proxy-accept", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Delays everything so long, in each direction, as a long line does: however much is on its way. */
    public void delay(Duration delay) {
        this.delay = delay;
    }

    /** Lets through so much in each direction of each connection. */
    public void rate(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Closes all current connections; new ones are served. */
    public void cut() {
        for (Socket socket : sockets) {
            closeQuietly(socket);
        }
    }

    /** Keeps connections and accepts new ones, but forwards nothing until {@link #restore()}. */
    public void blackHole() {
        synchronized (gate) {
            blackHole = true;
        }
    }

    /** Closes all connections, and new ones at once, until {@link #restore()}. */
    public void refuse() {
        refusing = true;
        cut();
    }

    /** Forwards again, without delay or limit. */
    public void restore() {
        delay = Duration.ZERO;
        bytesPerSecond = Long.MAX_VALUE;
        refusing = false;
        synchronized (gate) {
            blackHole = false;
            gate.notifyAll();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cut();
            restore();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    closeQuietly(client);
                    continue;
                }
                daemon("proxy-connect", () -> connect(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) {
        sockets.add(client);
        Socket upstream = new Socket();
        sockets.add(upstream);
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            upstream.connect(server, 5_000);
            daemon("proxy-up", () -> forward(client, upstream));
            forward(upstream, client);
        } catch (IOException e) {
            closeQuietly(client);
            closeQuietly(upstream);
        }
    }

    private void forward(Socket from, Socket to) {
        LineBuffer line = new LineBuffer();
        daemon("proxy-arrive", () -> arrive(line, from, to));
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            int count = in.read(buffer);
            while (count >= 0) {
                line.put(Arrays.copyOf(buffer, count), delay.toNanos());
                count = in.read(buffer);
            }
            line.end();
        } catch (IOException e) {
            closeBoth(from, to); // one side is gone: so is the other
            line.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void arrive(LineBuffer line, Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            byte[] chunk = line.take();
            while (chunk.length > 0) {
                passGate();
                out.write(chunk);
                out.flush();
                long rate = bytesPerSecond;
                if (rate < Long.MAX_VALUE) {
                    LockSupport.parkNanos(chunk.length * 1_000_000_000L / rate);
                }
                chunk = line.take();
            }
        } catch (IOException e) {
            // one side is gone: so is the other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeBoth(from, to);
        }
    }

    private void closeBoth(Socket one, Socket other) {
        closeQuietly(one);
        closeQuietly(other);
    }

    private void passGate() throws InterruptedException {
        synchronized (gate) {
            while (blackHole) {
                gate.wait();
            }
        }
    }

    private void closeQuietly(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed for us either way
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
