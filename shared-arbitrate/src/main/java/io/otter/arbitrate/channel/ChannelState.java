package io.otter.arbitrate.channel;

import io.otter.common.model.ChannelStatus;

/**
 * The desired state of a channel, and why.
 *
 * @param reason as text; a fault's code and message if a node paused the channel; may be empty
 * @param by the user or node that changed it
 * @param sinceMillis milliseconds since the epoch
 */
public record ChannelState(ChannelStatus status, String reason, String by, long sinceMillis) {
    /** A channel that was never started. */
    public static final ChannelState STOPPED = new ChannelState(ChannelStatus.STOP, "", "", 0);
}
