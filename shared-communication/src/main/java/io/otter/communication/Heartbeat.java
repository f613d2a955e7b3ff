package io.otter.communication;

import java.time.Duration;

/**
 * How a peer that neither answers nor hangs up is found.
 *
 * @param ping after this long without having sent anything, a ping is sent
 * @param dead after this long without having heard anything, the connection is lost; more than the peer's {@code ping}
 */
public record Heartbeat(Duration ping, Duration dead) {
    /** @throws IllegalArgumentException if not 0 < ping < dead */
    public Heartbeat {
        if (ping.toMillis() < 1 || dead.compareTo(ping) <= 0) {
            throw new IllegalArgumentException("ping after " + ping + ", dead after " + dead);
        }
    }

    /** A ping every 5 s, dead after 15 s. */
    public static Heartbeat usual() {
        return new Heartbeat(Duration.ofSeconds(5), Duration.ofSeconds(15));
    }
}
