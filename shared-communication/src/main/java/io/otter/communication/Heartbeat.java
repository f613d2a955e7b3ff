package io.otter.communication;

import java.time.Duration;

/**
 * Detects peers that neither answer nor disconnect.
 *
 * @param ping idle time of the sending direction after which a ping is sent
 * @param dead silence of the peer after which the connection counts as lost; must exceed the peer's {@code ping}
 */
public record Heartbeat(Duration ping, Duration dead) {
    /** @throws IllegalArgumentException if not 0 < ping < dead */
    public Heartbeat {
        if (ping.toMillis() < 1 || dead.compareTo(ping) <= 0) {
            throw new IllegalArgumentException("ping after " + ping + ", dead after " + dead);
        }
    }

    /** Pings every 5 s; the connection is lost after 15 s of silence. */
    public static Heartbeat usual() {
        return new Heartbeat(Duration.ofSeconds(5), Duration.ofSeconds(15));
    }
}
