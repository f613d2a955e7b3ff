package io.otter.testsupport.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Finds TCP ports that nothing listens on at the time of the call. They are below those that systems give to outgoing connections
 * (Linux from 32768, others from 49152), so that no connection takes one while who listens on it is away. Thread-safe.
 */
public final class FreePorts {
    private static final int FIRST = 12_000;
    private static final int COUNT = 20_000;

    // Of the whole process, since what is picked twice is not free; begins elsewhere in each, since tests run side by
    // side.
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 6_151 % COUNT));

    private FreePorts() {}

    /** Those that something listens on. */
    public static List<Integer> taken(List<Integer> ports) {
        return ports.stream().filter(FreePorts::isTaken).toList();
    }

    /** @return {@code count} different ports, which this process is not given again before it has seen all others */
    public static List<Integer> pick(int count) {
        return IntStream.range(0, count).mapToObj(unused -> pick()).toList();
    }

    /** One port, as {@link #pick(int)} finds it. */
    public static int pick() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + NEXT.getAndUpdate(next -> (next + 1) % COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No port is free from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    private static boolean isTaken(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket everywhere = new ServerSocket(port)) {
            return everywhere.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
