package io.otter.communication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Connections that have not proved the key yet. Beyond the maximum the oldest one is closed, so that silent peers
 * cannot exhaust memory and file handles. Thread-safe.
 */
final class UnauthenticatedConnections {
    static final int MAX = 64;

    @GuardedBy("this")
    private final Deque<Channel> waiting = new ArrayDeque<>();

    void arrived(Channel channel) {
        Channel eldest;
        synchronized (this) {
            waiting.add(channel);
            eldest = waiting.size() > MAX ? waiting.remove() : null;
        }
        channel.closeFuture().addListener(closed -> gone(channel));
        if (eldest != null) {
            eldest.close();
        }
    }

    /** The connection is authenticated or closed. */
    synchronized void gone(Channel channel) {
        waiting.remove(channel);
    }
}
