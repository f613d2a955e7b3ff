package io.otter.common.health;

import io.otter.common.model.ChannelStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that the health of a pipeline depends on.
 *
 * @param wish null when ZooKeeper cannot be read
 * @param term null when no node has taken it
 * @param drained whether every node that could take it and is up is drained
 * @param report what was last heard of it, null when nothing was, and nothing could be expected yet
 */
public record HealthFacts(
        @Nullable Wish wish,
        @Nullable Term term,
        boolean drained,
        @Nullable Report report) {
    /**
     * What its channel is to do.
     *
     * @param byFault whether a fault, and nobody, has decided so
     * @param since null when unknown
     */
    public record Wish(
            ChannelStatus status, boolean byFault, @Nullable Instant since) {}

    /** That a node has taken it; {@code ready} once its run has begun. */
    public record Term(boolean ready, Instant since) {}

    /**
     * What its node said.
     *
     * @param at when it said so, or when it could have said something for the first time
     * @param failingSince since when something fails, null when nothing does
     * @param lateSince since when its rows arrive late, null when they do not
     */
    public record Report(
            Instant at,
            @Nullable Instant failingSince,
            @Nullable Instant lateSince) {}
}
