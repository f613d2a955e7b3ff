package io.otter.manager.channel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node as it is configured and as it registered itself.
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
    /** That it takes no work. */
    public record Drained(String by, Instant since) {}
}
