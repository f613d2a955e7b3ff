package io.otter.communication;

import java.time.Duration;

/**
 * Detects peers that neither answer nor disconnect.
 *
 * @param ping idle time of the sending direction after which a ping is sent; below what NAT and firewalls forget after
 * @param dead silence of the peer after which the connection counts as lost; must exceed the peer's {@code ping}
 * @param resume how long a lost connection may be made again and go on where it was; zero for never
 */
public record Heartbeat(Duration ping, Duration dead, Duration resume) {
    /** @throws IllegalArgumentException if not 0 < ping < dead */
    public Heartbeat {
        if (ping.toMillis() < 1 || dead.compareTo(ping) <= 0 || resume.isNegative()) {
            throw new IllegalArgumentException("ping after " + ping + ", dead after " + dead + ", resume " + resume);
        }
    }

    /** Without going on. */
    public Heartbeat(Duration ping, Duration dead) {
        this(ping, dead, Duration.ZERO);
    }

    /** Pings every 5 s; the connection is lost after 15 s of silence. */
    public static Heartbeat usual() {
        return new Heartbeat(Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    /** Likewise, but goes on when the peer comes back within this time. */
    public Heartbeat resuming(Duration limit) {
        return new Heartbeat(ping, dead, limit);
    }
}
