package io.otter.manager.channel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node as configured and as registered.
 *
 * @param ip configured
 * @param up whether it is registered in ZooKeeper now
 * @param version null when it is down
 * @param started null when it is down
 * @param drained null when it may work
 */
public record NodeReport(
        int nid,
        String name,
        String ip,
        int port,
        boolean up,
        @Nullable String version,
        @Nullable Instant started,
        @Nullable Drained drained) {
    /** Marks a drained node. */
    public record Drained(String by, Instant since) {}
}
