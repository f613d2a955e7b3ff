package io.otter.arbitrate.channel;

import io.otter.common.error.ErrorCode;
import io.otter.common.model.ChannelStatus;
import java.util.Optional;

/**
 * What one pipeline is to do, and why.
 *
 * @param reason a fault's code and message if a node paused it; may be empty
 * @param by the user or node that changed it
 * @param sinceMillis milliseconds since the epoch
 */
public record PipelineWish(ChannelStatus status, String reason, String by, long sinceMillis) {
    /** Whether a fault, and nobody, keeps it from running. */
    public boolean isPausedByFault() {
        return status == ChannelStatus.PAUSE && !reason.isEmpty();
    }

    /** The code of the fault that paused it; empty if none did, or one that only newer versions know. */
    public Optional<ErrorCode> fault() {
        return isPausedByFault() ? ErrorCode.in(reason) : Optional.empty();
    }
}
