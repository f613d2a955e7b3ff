package io.otter.arbitrate.channel;

import io.otter.common.model.ChannelStatus;

/**
 * What is wanted of a channel and why.
 *
 * @param reason in words; a fault's code and message when a node paused it; may be empty
 * @param by user or node that moved it here
 * @param sinceMillis milliseconds since the epoch
 */
public record ChannelState(ChannelStatus status, String reason, String by, long sinceMillis) {
    /** A channel that was never started. */
    public static final ChannelState STOPPED = new ChannelState(ChannelStatus.STOP, "", "", 0);
}
