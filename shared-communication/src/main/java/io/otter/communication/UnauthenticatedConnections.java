package io.otter.communication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that have not proved the key yet. Beyond the maximum the oldest one of the address with most of them is
 * closed, so that silent peers exhaust neither memory nor file handles, nor keep out others. What they do wrong is
 * logged once in a while. Thread-safe.
 */
final class UnauthenticatedConnections {
    static final int MAX = 64;
    private static final Logger log = LoggerFactory.getLogger(UnauthenticatedConnections.class);
    private static final long QUIET_NANOS = 10_000_000_000L;

    @GuardedBy("this")
    private final Deque<Channel> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private long loggedNanos = System.nanoTime() - QUIET_NANOS;

    @GuardedBy("this")
    private int unlogged;

    void arrived(Channel channel) {
        Channel tooMany;
        synchronized (this) {
            waiting.add(channel);
            tooMany = waiting.size() > MAX ? oldestOfMost() : null;
        }
        channel.closeFuture().addListener(closed -> gone(channel));
        if (tooMany != null) {
            tooMany.close();
        }
    }

    /** The connection is authenticated or closed. */
    synchronized void gone(Channel channel) {
        waiting.remove(channel);
    }

    /** Logs why a connection was closed, unless another one was within the last ten seconds. */
    void refused(Channel channel, String reason) {
        int others;
        synchronized (this) {
            long now = System.nanoTime();
            if (now - loggedNanos < QUIET_NANOS) {
                unlogged++;
                return;
            }
            loggedNanos = now;
            others = unlogged;
            unlogged = 0;
        }
        log.warn(
                "the connection of {} was refused: {}{}",
                channel.remoteAddress(),
                reason,
                others == 0 ? "" : " (and " + others + " more since the last such line)");
    }

    @GuardedBy("this")
    private @Nullable Channel oldestOfMost() {
        Map<@Nullable InetAddress, Integer> counts = new HashMap<>();
        waiting.forEach(one -> counts.merge(address(one), 1, Integer::sum));
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        Channel oldest = waiting.stream()
                .filter(one -> counts.getOrDefault(address(one), 0) == most)
                .findFirst()
                .orElse(null);
        waiting.remove(oldest);
        return oldest;
    }

    private static @Nullable InetAddress address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress known ? known.getAddress() : null;
    }
}
