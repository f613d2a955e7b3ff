package io.otter.communication;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Connections that have not proved the key yet. Above the maximum the one that has had the longest time for it is closed, so
 * that silent peers take neither memory nor file handles from the others. Thread-safe; its monitor guards all state.
 */
final class UnauthenticatedConnections {
    static final int MAX = 64;

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

    /** It has proved the key or is closed. */
    synchronized void gone(Channel channel) {
        waiting.remove(channel);
    }
}
