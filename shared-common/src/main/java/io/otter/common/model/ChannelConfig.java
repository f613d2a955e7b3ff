package io.otter.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel as published by the manager and run by nodes.
 *
 * @param version grows by one with every publication of this channel
 * @param id of table CHANNEL
 * @param pipelines one, or two for two-way sync
 * @param installation whose channel it is: checkpoints at targets are known by it, since ids of two installations may be
 *     equal; empty if unknown
 */
public record ChannelConfig(
        long version,
        long id,
        String name,
        SyncMode syncMode,
        Consistency consistency,
        List<PipelineConfig> pipelines,
        String installation) {
    public ChannelConfig {
        pipelines = List.copyOf(pipelines);
    }

    /** Of an unknown installation. */
    public ChannelConfig(
            long version,
            long id,
            String name,
            SyncMode syncMode,
            Consistency consistency,
            List<PipelineConfig> pipelines) {
        this(version, id, name, syncMode, consistency, pipelines, "");
    }

    /** Managers of earlier versions published no installation. */
    @JsonCreator
    static ChannelConfig read(
            @JsonProperty("version") long version,
            @JsonProperty("id") long id,
            @JsonProperty("name") String name,
            @JsonProperty("syncMode") SyncMode syncMode,
            @JsonProperty("consistency") Consistency consistency,
            @JsonProperty("pipelines") List<PipelineConfig> pipelines,
            @JsonProperty("installation") @Nullable String installation) {
        return new ChannelConfig(
                version, id, name, syncMode, consistency, pipelines, installation == null ? "" : installation);
    }

    public ChannelConfig withVersion(long other) {
        return new ChannelConfig(other, id, name, syncMode, consistency, pipelines, installation);
    }
}
