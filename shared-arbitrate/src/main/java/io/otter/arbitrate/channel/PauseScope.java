package io.otter.arbitrate.channel;

import io.otter.common.model.ChannelStatus;
import java.util.Set;

/**
 * What a fault of a pipeline pauses.
 *
 * @param pipelines ids of all pipelines of the channel
 * @param together whether the others are paused with it
 */
public record PauseScope(long channelId, long pipelineId, Set<Long> pipelines, boolean together) {
    public PauseScope {
        pipelines = Set.copyOf(pipelines);
    }

    /** Whether nothing of the channel is left to run. */
    boolean isAll(ChannelState state) {
        return together || pipelines.stream().allMatch(id -> state.of(id).status() == ChannelStatus.PAUSE);
    }
}
