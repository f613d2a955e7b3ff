package io.otter.manager.migration;

import io.otter.manager.channel.ChannelReport;
import org.jspecify.annotations.Nullable;

/**
 * Where a pipeline stopped in the old installation.
 *
 * @param state what its channel was told to do there: START, PAUSE or STOP; empty when nothing
 * @param position null when the old installation has none
 * @param taken whether its canal starts there from now on
 * @param reason why not; empty if it does, or would
 */
public record OldCursor(
        String channel,
        String pipeline,
        String canal,
        String state,
        ChannelReport.@Nullable Position position,
        boolean taken,
        String reason) {}
