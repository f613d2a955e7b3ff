package io.otter.common.model;

import java.util.List;

/**
 * A channel as published by the manager and run by nodes.
 *
 * @param version grows by one with every publication of this channel
 * @param id of table CHANNEL
 * @param pipelines one, or two for two-way sync
 */
public record ChannelConfig(
        long version,
        long id,
        String name,
        SyncMode syncMode,
        Consistency consistency,
        List<PipelineConfig> pipelines) {
    public ChannelConfig {
        pipelines = List.copyOf(pipelines);
    }
}
