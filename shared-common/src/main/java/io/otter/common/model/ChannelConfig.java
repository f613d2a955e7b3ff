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
 * @param pauseTogether whether a fault of one pipeline pauses all
 */
public record ChannelConfig(
        long version,
        long id,
        String name,
        SyncMode syncMode,
        Consistency consistency,
        List<PipelineConfig> pipelines,
        String installation,
        boolean pauseTogether) {
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
        this(version, id, name, syncMode, consistency, pipelines, "", false);
    }

    /** One whose pipelines are paused each for itself. */
    public ChannelConfig(
            long version,
            long id,
            String name,
            SyncMode syncMode,
            Consistency consistency,
            List<PipelineConfig> pipelines,
            String installation) {
        this(version, id, name, syncMode, consistency, pipelines, installation, false);
    }

    /** Managers of earlier versions published neither installation nor what is paused. */
    @JsonCreator
    static ChannelConfig read(
            @JsonProperty("version") long version,
            @JsonProperty("id") long id,
            @JsonProperty("name") String name,
            @JsonProperty("syncMode") SyncMode syncMode,
            @JsonProperty("consistency") Consistency consistency,
            @JsonProperty("pipelines") List<PipelineConfig> pipelines,
            @JsonProperty("installation") @Nullable String installation,
            @JsonProperty("pauseTogether") @Nullable Boolean pauseTogether) {
        return new ChannelConfig(
                version,
                id,
                name,
                syncMode,
                consistency,
                pipelines,
                installation == null ? "" : installation,
                Boolean.TRUE.equals(pauseTogether));
    }

    public ChannelConfig withVersion(long other) {
        return new ChannelConfig(other, id, name, syncMode, consistency, pipelines, installation, pauseTogether);
    }
}
